/**
 * Random conversations of PostgreSQL's protocol with a real server, directly and through the
 * gateway, and what may differ between the two.
 */
@NullMarked
package dev.postern.prove.postgres;

import org.jspecify.annotations.NullMarked;
