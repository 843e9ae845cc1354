package dev.postern.gateway.protocol.postgres.wire;

/** The type of a message, as framing needs to know it. */
sealed interface FrameType permits FrontendType, BackendType {
  /** The longest content, in bytes. */
  int longest(WireLimits limits);

  /** Whether it is relayed as it arrives instead of being held until it is whole. */
  boolean streamed();

  /** The name in the protocol's manual is made from it. */
  String name();
}
