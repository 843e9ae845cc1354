package dev.postern.gateway.protocol.mcp;

import dev.postern.kernel.gate.HeldRequest;
import dev.postern.kernel.gate.Leaving;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A call that waits for people. Its answer has begun as a stream, which is kept alive, with
 * progress where the client asked for it. The wait ends before clients give up by themselves; what
 * people are asked lives on, and is collected by calling again.
 */
final class Holding extends Work.Brief {
  private final McpExchange x;
  private final McpMessage.Request call;
  private final HeldRequest request;
  private final Consumer<Leaving> leave;
  private final McpWords words = new McpWords();
  private int said;

  Holding(McpExchange x, McpMessage.Request call, HeldRequest request, Consumer<Leaving> leave) {
    this.x = x;
    this.call = call;
    this.request = request;
    this.leave = leave;
  }

  void begin(McpSession session) {
    x.become(this);
    x.join(session);
    x.client().open(List.of());
    x.awaitPeople();
    keepAlive();
    // What came before there was anything to leave.
    if (x.client().gone() || session.unwanted(call.id())) {
      leave();
    }
  }

  @Override
  public void keepAlive() {
    Optional<RpcId> progress = OpenCall.progress(call);
    x.client()
        .event(
            progress.isPresent()
                ? words.progress(progress.get(), ++said, told())
                : words.stillHere());
  }

  @Override
  public void waitedEnough() {
    leave();
  }

  @Override
  public void gone() {
    leave();
  }

  @Override
  public void drain() {
    leave();
  }

  @Override
  public void told(McpNote note) {
    switch (note) {
      case McpNote.Unwaited(RpcId id) -> {
        if (id.equals(call.id())) {
          leave();
        }
      }
      case McpNote.SessionEnded ended -> leave();
      case McpNote.CallAnswered other -> {}
      case McpNote.RequestSettled other -> {}
      case McpNote.CallTakenBack other -> {}
    }
  }

  /** There is a verdict. */
  void over() {
    x.awaitNobody();
    x.become(new Work.Brief());
  }

  /** What a client does that has waited is no cancellation: it may call again and collect. */
  private void leave() {
    leave.accept(
        new Leaving(
            Leaving.Kind.PATIENCE_ENDED, told() + "; call again with the same arguments to go on"));
  }

  private String told() {
    return "request "
        + request.id()
        + " waits for an approval by "
        + request.reviewers()
        + " until "
        + request.until();
  }
}
