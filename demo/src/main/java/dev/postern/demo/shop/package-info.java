/** The demo's database: a real PostgreSQL server with people, orders and model runs. */
@NullMarked
package dev.postern.demo.shop;

import org.jspecify.annotations.NullMarked;
