package dev.postern.gateway.protocol.mcp;

import dev.postern.kernel.gate.Description;
import dev.postern.kernel.gate.Draft;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Refusal;
import dev.postern.kernel.operation.Forwarded;
import dev.postern.kernel.operation.Lexicon;
import java.util.Optional;

/**
 * Requests of the target to its client. Each is an operation of the target's, decided before the
 * client hears of it; the client knows it by an id of the gateway's own. A ping carries nothing and
 * is a frame of its stream.
 */
final class TargetRequests {
  private final Host host;

  TargetRequests(Host host) {
    this.host = host;
  }

  void settle(Frame frame, McpMessage.Request request, Runnable then) {
    RpcId ours = host.session().nextRequest();
    if (frame.batch()) {
      turnDown(frame, request, Trouble.invalid(200, "requests are sent alone"), then);
    } else if (request.method() == McpMethod.TARGET_PING) {
      OpenRequest ping =
          new OpenRequest(ours, request.id(), request.method(), host.carrier(), false);
      if (host.session().open(ping)) {
        frame.edits().replace(request.message(), ping(ours));
        host.opened(ping);
        then.run();
      } else {
        turnDown(frame, request, tooMany(), then);
      }
    } else {
      ask(frame, request, ours, then);
    }
  }

  /** Answers the target that its request is not carried out. */
  void decline(RpcId id, Trouble trouble) {
    host.exchange()
        .beside(
            host.carrier(),
            Upstream.post(host.session()),
            Upstream.declined(id, trouble),
            () -> {});
  }

  private void ask(Frame frame, McpMessage.Request request, RpcId ours, Runnable then) {
    host.exchange()
        .door()
        .admit(
            new Door.Asking() {
              @Override
              public Description describe(Lexicon lexicon) {
                return new Describe(host.caller(), lexicon, host.exchange().limits())
                    .ofTarget(
                        request.method(), request.message(), host.carrier().description().part());
              }

              @Override
              public Forwarded forward(Draft draft) {
                Frame shown = new Frame(request.message().document(), Optional.empty());
                edit(shown, request, ours, View.of(draft).everything());
                return Forwarded.of(shown.json().clone());
              }
            },
            verdict -> {
              switch (verdict) {
                case Passage passage -> {
                  given(frame, request, ours, passage);
                  then.run();
                }
                case Refusal refusal -> turnDown(frame, request, Trouble.of(refusal), then);
              }
            });
  }

  private void given(Frame frame, McpMessage.Request request, RpcId ours, Passage passage) {
    OpenRequest open = new OpenRequest(ours, request.id(), request.method(), passage, true);
    if (host.exchange().client().over() || !host.session().open(open)) {
      host.exchange()
          .close(passage, Endings.unheard(dev.postern.kernel.audit.Leaf.End.CANCELLED, passage));
      decline(request.id(), tooMany());
      frame.drop(request.message());
      return;
    }
    host.opened(open);
    frame.under(passage);
    edit(frame, request, ours, View.of(passage).everything());
  }

  private void turnDown(Frame frame, McpMessage.Request request, Trouble trouble, Runnable then) {
    decline(request.id(), trouble);
    frame.drop(request.message());
    then.run();
  }

  private static void edit(Frame frame, McpMessage.Request request, RpcId ours, boolean clear) {
    request.message().member("id").ifPresent(id -> frame.edits().replace(id, ours.raw()));
    if (!clear) {
      request.params().ifPresent(params -> Covering.texts(frame.edits(), params));
    }
  }

  /** A ping says nothing else, whatever the target put into it. */
  private static byte[] ping(RpcId ours) {
    return new dev.postern.gateway.json.JsonText()
        .beginObject()
        .key("jsonrpc")
        .text("2.0")
        .key("id")
        .raw(ours.raw())
        .key("method")
        .text(McpMethod.TARGET_PING.method())
        .endObject()
        .bytes();
  }

  private static Trouble tooMany() {
    return Trouble.refused(Refusal.Code.OVER_LIMIT, "too many requests are open", Optional.empty());
  }
}
