package dev.postern.gateway.protocol.mcp;

import java.util.Optional;

/** Settles the target's answers: by the open call whose id each carries, or not at all. */
final class Replies {
  private final TargetStream stream;
  private final Host host;

  Replies(TargetStream stream, Host host) {
    this.stream = stream;
    this.host = host;
  }

  void settle(Frame frame, McpMessage.Answer answer, Runnable then) {
    Optional<OpenCall> found =
        stream.call(answer.id()).filter(call -> call.passage().live()).filter(OpenCall::take);
    if (found.isEmpty()) {
      frame.drop(answer.message());
      stream.dropped();
      then.run();
      return;
    }
    OpenCall call = found.get();
    frame.under(answer.message(), call.passage());
    if (call.method().lists() && answer.result().isPresent()) {
      new ListFilter(stream, host, frame, call, answer).settle(then);
      return;
    }
    boolean opening = call.method() == McpMethod.INITIALIZE;
    if (opening && answer.error().isPresent()) {
      host.disagreed();
    }
    Settled how =
        opening && answer.result().isPresent()
            ? new Initialized(host, frame, call, stream.classed()).settle(answer)
            : new ReplyMask(call, stream.x().limits()).settle(frame, answer);
    frame.afterwards(answer.message(), json -> host.settled(call, how, json));
    then.run();
  }
}
