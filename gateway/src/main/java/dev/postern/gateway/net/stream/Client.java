package dev.postern.gateway.net.stream;

import dev.postern.gateway.session.Peer;
import io.netty.handler.ssl.SslHandler;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A client that has connected.
 *
 * @param stream its connection
 * @param peer who it is, as far as the connection tells
 * @param tls secures it as a server; empty when the listener cannot
 */
public record Client(Stream stream, Peer peer, Optional<Supplier<SslHandler>> tls) {}
