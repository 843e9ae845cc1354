/**
 * A fixed conversation with a PostgreSQL server through its JDBC driver, for prove/pg-versions:
 * held directly and through the gateway, it must read the same.
 */
@NullMarked
package dev.postern.prove.talk;

import org.jspecify.annotations.NullMarked;
