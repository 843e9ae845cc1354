/**
 * What the gateway itself must remember: the only place with JDBC. Blocking; never called on an
 * event loop.
 */
@NullMarked
package dev.postern.gateway.store;

import org.jspecify.annotations.NullMarked;
