package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.json.JsonText;
import dev.postern.gateway.session.Door;
import dev.postern.kernel.audit.Leaf;
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
  private final TargetStream stream;
  private final Host host;

  TargetRequests(TargetStream stream, Host host) {
    this.stream = stream;
    this.host = host;
  }

  void settle(Frame frame, McpMessage.Request request, Runnable then) {
    RpcId ours = stream.session().nextRequest();
    if (frame.batch()) {
      turnDown(frame, request, Trouble.invalid(200, "requests are sent alone"), then);
    } else if (request.method() == McpMethod.TARGET_PING) {
      OpenRequest ping =
          new OpenRequest(ours, request.id(), request.method(), stream.carrier(), false);
      if (stream.session().open(ping)) {
        frame.edits().replace(request.message(), ping(ours));
        stream.requests().add(ping);
        then.run();
      } else {
        turnDown(frame, request, tooMany(), then);
      }
    } else if (host.guarded()) {
      turnAway(frame, request, then);
    } else {
      ask(frame, request, ours, then);
    }
  }

  /** Answers the target that its request is not carried out. */
  void decline(RpcId id, Trouble trouble) {
    stream
        .x()
        .beside(
            stream.carrier(),
            Upstream.post(stream.session()),
            Upstream.declined(id, trouble),
            () -> {});
  }

  private void ask(Frame frame, McpMessage.Request request, RpcId ours, Runnable then) {
    stream
        .x()
        .door()
        .admit(
            new Door.Asking() {
              @Override
              public Description describe(Lexicon lexicon) {
                return new Describe(stream.caller(), lexicon, stream.x().limits())
                    .ofTarget(
                        request.method(), request.message(), stream.carrier().description().part());
              }

              @Override
              public Forwarded forward(Draft draft) {
                Frame shown = new Frame(request.message().document(), Optional.empty());
                edit(shown, request, ours);
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

  /** What the client may not see it cannot be asked about: no path names a place in a request. */
  private void turnAway(Frame frame, McpMessage.Request request, Runnable then) {
    stream
        .x()
        .door()
        .refuse(
            stream
                .describe()
                .ofTarget(
                    request.method(), request.message(), stream.carrier().description().part()),
            Refusal.Code.UNMASKABLE,
            unnamed().message(),
            verdict -> turnDown(frame, request, unnamed(), then));
  }

  private void given(Frame frame, McpMessage.Request request, RpcId ours, Passage passage) {
    OpenRequest open = new OpenRequest(ours, request.id(), request.method(), passage, true);
    boolean clear = View.of(passage).everything();
    if (!clear || stream.x().client().over() || !stream.session().open(open)) {
      stream.x().close(passage, Endings.unheard(Leaf.End.CANCELLED, passage));
      decline(request.id(), clear ? tooMany() : unnamed());
      frame.drop(request.message());
      return;
    }
    stream.requests().add(open);
    frame.under(request.message(), passage);
    edit(frame, request, ours);
  }

  private void turnDown(Frame frame, McpMessage.Request request, Trouble trouble, Runnable then) {
    decline(request.id(), trouble);
    frame.drop(request.message());
    then.run();
  }

  private static void edit(Frame frame, McpMessage.Request request, RpcId ours) {
    request.message().member("id").ifPresent(id -> frame.edits().replace(id, ours.raw()));
  }

  /** A ping says nothing else, whatever the target put into it. */
  private static byte[] ping(RpcId ours) {
    return new JsonText()
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

  private static Trouble unnamed() {
    return Trouble.refused(
        Refusal.Code.UNMASKABLE,
        "the request may carry what its reader may not see",
        Optional.empty());
  }

  private static Trouble tooMany() {
    return Trouble.refused(Refusal.Code.OVER_LIMIT, "too many requests are open", Optional.empty());
  }
}
