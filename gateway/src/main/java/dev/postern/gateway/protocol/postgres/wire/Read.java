package dev.postern.gateway.protocol.postgres.wire;

/** What reading on gives. */
public sealed interface Read<M> {
  /**
   * The next message.
   *
   * @param bytes as it came: type, length and content, ready to be forwarded
   */
  record Message<M>(M message, Slice bytes) implements Read<M> {}

  /** The next message has not arrived whole. */
  record More<M>() implements Read<M> {}

  /** Nothing more can be read; every later read says the same. */
  record Broken<M>(WireFault fault) implements Read<M> {}
}
