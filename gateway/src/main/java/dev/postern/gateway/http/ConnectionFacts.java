package dev.postern.gateway.http;

import java.net.InetSocketAddress;

/**
 * What is known of a client before it has said who it is.
 *
 * @param peer the other end of its connection
 * @param tls whether the connection is encrypted
 * @param local whether it came over the socket that only the server's own user can open; then the
 *     peer is a loopback address
 */
public record ConnectionFacts(InetSocketAddress peer, boolean tls, boolean local) {}
