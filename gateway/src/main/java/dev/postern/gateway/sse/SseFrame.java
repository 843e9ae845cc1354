package dev.postern.gateway.sse;

/** A piece of a stream. The bytes of all frames, one after the other, are the stream. */
public sealed interface SseFrame permits SseEvent, SseFiller {

  /** The bytes as they came; owned by the frame, not to be changed. */
  byte[] raw();
}
