package dev.postern.gateway.protocol.mcp;

import dev.postern.kernel.gate.Passage;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A request of the client that the target has not answered yet. Its reply is masked by it on
 * whatever stream it comes. Safe for several threads.
 *
 * @param id as the client gave it
 * @param progress the token that the client wants progress under
 */
record OpenCall(
    RpcId id,
    McpMethod method,
    Optional<RpcId> progress,
    Passage passage,
    AtomicBoolean taken,
    AtomicBoolean cancelled) {

  /** A call that has just been admitted. */
  static OpenCall of(McpMessage.Request request, Passage passage) {
    return new OpenCall(
        request.id(),
        request.method(),
        progress(request),
        passage,
        new AtomicBoolean(),
        new AtomicBoolean());
  }

  /** The token that a client wants progress under. */
  static Optional<RpcId> progress(McpMessage.Request request) {
    return request
        .params()
        .flatMap(params -> params.member("_meta"))
        .flatMap(meta -> meta.member("progressToken"))
        .flatMap(RpcId::of);
  }

  /** Takes the call for the one reply it gets; false when another has taken it. */
  boolean take() {
    return taken.compareAndSet(false, true);
  }

  /** Gives it back: its reply could not be shown and may come again. */
  void giveBack() {
    taken.set(false);
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
