package dev.postern.gateway.net.stream;

/** Who takes the clients of a listener, on one event loop. */
@FunctionalInterface
public interface Clients {
  /**
   * Takes one: it has sent its first byte, or TLS is up if it began with that.
   *
   * @return who hears it from now on
   */
  StreamHearer open(Client client);
}
