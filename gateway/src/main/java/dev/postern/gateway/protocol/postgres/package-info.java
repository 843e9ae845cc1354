/**
 * PostgreSQL through the door: one session for each client connection, from its start-up packet to
 * its end. Reference: the chapter "Frontend/Backend Protocol" of PostgreSQL's manual.
 */
@NullMarked
package dev.postern.gateway.protocol.postgres;

import org.jspecify.annotations.NullMarked;
