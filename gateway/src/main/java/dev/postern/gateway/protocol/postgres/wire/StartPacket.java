package dev.postern.gateway.protocol.postgres.wire;

import java.util.List;

/** The untyped first packets of a connection. */
public sealed interface StartPacket {
  /** Asks for TLS; answered by one byte. */
  record SslRequest() implements StartPacket {}

  /** Asks for GSSAPI encryption; answered by one byte. */
  record GssEncRequest() implements StartPacket {}

  /**
   * Asks to cancel what another connection runs.
   *
   * @param key 4 to 256 bytes
   */
  record CancelRequest(int process, Slice key) implements StartPacket {}

  /**
   * Opens a session.
   *
   * @param minor of protocol version 3
   * @param parameters in the order in which they came, names never empty
   */
  record Startup(int major, int minor, List<Parameter> parameters) implements StartPacket {
    public Startup {
      parameters = List.copyOf(parameters);
    }
  }

  /** A start-up parameter. */
  record Parameter(Slice name, Slice value) {}
}
