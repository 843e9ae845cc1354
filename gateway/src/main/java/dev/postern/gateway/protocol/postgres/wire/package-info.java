/**
 * The messages of PostgreSQL's frontend/backend protocol, versions 3.0 and 3.2, and their framing:
 * bytes in, sealed messages out, and the messages that the gateway itself writes. Pure; knows
 * nothing of sessions. Reference: the chapter "Frontend/Backend Protocol" of PostgreSQL's manual.
 */
@NullMarked
package dev.postern.gateway.protocol.postgres.wire;

import org.jspecify.annotations.NullMarked;
