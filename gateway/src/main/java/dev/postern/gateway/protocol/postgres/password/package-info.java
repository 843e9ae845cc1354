/**
 * Passwords as SCRAM-SHA-256 proves them (RFC 5802, RFC 7677): what is derived from one, the
 * exchange with a client, and the short-lived ones that the gateway mints. Pure but for the store
 * of those; knows nothing of sessions.
 */
@NullMarked
package dev.postern.gateway.protocol.postgres.password;

import org.jspecify.annotations.NullMarked;
