/**
 * Byte streams over sockets: both legs of a protocol that is not HTTP. Frames go out under proof,
 * bytes come in while they are wanted, and TLS may begin in mid-stream. Knows no protocol.
 */
@NullMarked
package dev.postern.gateway.net.stream;

import org.jspecify.annotations.NullMarked;
