package dev.postern.gateway.simulator.net;

/** Who is at the other end of one of the gateway's sockets. */
public interface Remote {
  /** The connection is there. */
  default void opened(Line line) {}

  /** The gateway's socket has taken bytes: from here on nobody can hold them back. */
  void taken(byte[] bytes);

  /** Bytes have arrived, which were taken before. */
  void arrived(byte[] bytes);

  /** The gateway has closed its end, after all that it had sent. */
  void ended();

  /** The gateway has reset the connection. */
  void broken();
}
