package dev.postern.gateway.session;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * The client of a byte stream, before it has said who it is.
 *
 * @param address the other end of its connection; a loopback address where it came over a local
 *     socket
 * @param local whether it came over the socket that only the server's own user can open
 * @param tls what was agreed on when it began with TLS at once; empty when the stream is in the
 *     clear so far
 * @param room whether there is room for it; one for which there is none is only to be told so
 */
public record Peer(InetSocketAddress address, boolean local, Optional<Secured> tls, boolean room) {
  /** One for which there is room. */
  public Peer(InetSocketAddress address, boolean local, Optional<Secured> tls) {
    this(address, local, tls, true);
  }
}
