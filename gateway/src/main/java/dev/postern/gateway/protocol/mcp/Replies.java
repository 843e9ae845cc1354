package dev.postern.gateway.protocol.mcp;

import java.util.Optional;

/** Settles the target's answers: by the open call whose id each carries, or not at all. */
final class Replies {
  private final Host host;

  Replies(Host host) {
    this.host = host;
  }

  void settle(Frame frame, McpMessage.Answer answer, Runnable then) {
    Optional<OpenCall> found = host.call(answer.id()).filter(OpenCall::take);
    if (found.isEmpty()) {
      frame.drop(answer.message());
      host.dropped();
      then.run();
      return;
    }
    OpenCall call = found.get();
    frame.under(call.passage());
    if (call.method().lists() && answer.result().isPresent()) {
      new ListFilter(host, frame, call, answer).settle(then);
      return;
    }
    Settled how =
        call.method() == McpMethod.INITIALIZE && answer.result().isPresent()
            ? new Initialized(host, frame, call).settle(answer)
            : new ReplyMask(call, host.exchange().limits()).settle(frame, answer);
    frame.afterwards(json -> host.settled(call, how, json));
    then.run();
  }
}
