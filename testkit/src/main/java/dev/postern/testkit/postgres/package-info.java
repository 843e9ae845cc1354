/** A real PostgreSQL for tests, on loopback. */
@NullMarked
package dev.postern.testkit.postgres;

import org.jspecify.annotations.NullMarked;
