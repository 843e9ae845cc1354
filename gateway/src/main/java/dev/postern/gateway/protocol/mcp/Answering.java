package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.json.Edits;
import dev.postern.gateway.json.JsonDocument;
import dev.postern.gateway.session.Door;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.ResponseHead;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Description;
import dev.postern.kernel.gate.Draft;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Refusal;
import dev.postern.kernel.gate.Revocation;
import dev.postern.kernel.operation.Forwarded;
import dev.postern.kernel.operation.Lexicon;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The client's answer to a request of the target: content that leaves the client, decided like
 * every operation. The id becomes the one that the target gave.
 */
final class Answering extends Work.Brief implements LegHearer {
  private final McpExchange x;
  private final Relay.Within within;
  private final JsonDocument document;
  private final McpMessage.Answer answer;
  private Optional<OpenRequest> request = Optional.empty();
  private Optional<Passage> passage = Optional.empty();
  private int leg;

  Answering(McpExchange x, Relay.Within within, JsonDocument document, McpMessage.Answer answer) {
    this.x = x;
    this.within = within;
    this.document = document;
    this.answer = answer;
  }

  void begin() {
    x.become(this);
    request = within.session().take(answer.id());
    if (request.isEmpty()) {
      x.refuse(
          within.caller(),
          "answer to nothing that is open",
          within.to(),
          Refusal.Code.NOT_UNDERSTOOD,
          Trouble.invalid(400, "no such request is open"));
      return;
    }
    Edits edits = Edits.of(document);
    answer.message().member("id").ifPresent(id -> edits.replace(id, request.get().theirs().raw()));
    byte[] body = edits.apply();
    x.door()
        .admit(
            new Door.Asking() {
              @Override
              public Description describe(Lexicon lexicon) {
                return new Describe(within.caller(), lexicon, x.limits())
                    .answer(request.get().method(), answer.message());
              }

              @Override
              public Forwarded forward(Draft draft) {
                return Forwarded.of(body);
              }
            },
            verdict -> {
              switch (verdict) {
                case Passage given -> given(given);
                case Refusal refusal -> refused(refusal);
              }
            });
  }

  private void given(Passage given) {
    passage = Optional.of(given);
    if (x.client().gone()) {
      over(Leaf.End.CANCELLED, Trouble.cancelled());
      return;
    }
    leg =
        x.ask(
            given, Upstream.post(within.head(), within.session()), given.forwarded().view(), this);
  }

  private void refused(Refusal refusal) {
    Trouble trouble = Trouble.of(refusal);
    decline(trouble);
    x.client().trouble(List.of(), false, trouble);
    x.finish();
  }

  @Override
  public void answered(ResponseHead head) {
    boolean taken = head.status() >= 200 && head.status() < 300;
    if (!taken) {
      over(Leaf.End.FAILED, TargetStatus.kept(head.status()));
      return;
    }
    passage.ifPresent(p -> x.close(p, Endings.answered(p, head.status())));
    settled(Leaf.End.ANSWERED);
    x.client().bare(202, List.of());
  }

  @Override
  public void bytes(ByteBuffer bytes) {}

  @Override
  public void ended() {
    x.finish();
  }

  @Override
  public void failed(Event.Failure failure) {
    over(Leaf.End.FAILED, Trouble.target("the target did not take the answer"));
  }

  @Override
  public void revoked(Passage taken, Revocation why) {
    if (passage.filter(taken::equals).isPresent()) {
      over(Leaf.End.REVOKED, Trouble.of(taken, why));
    }
  }

  private void over(Leaf.End end, Trouble trouble) {
    x.cut(leg);
    decline(trouble);
    passage.ifPresent(p -> x.close(p, Endings.unheard(end, p)));
    x.client().trouble(List.of(), false, trouble);
    x.finish();
  }

  /** The target does not wait for ever. */
  private void decline(Trouble trouble) {
    request.ifPresent(open ->
        x.beside(
            open.passage(),
            Upstream.post(within.session()),
            Upstream.declined(open.theirs(), trouble),
            () -> settled(Leaf.End.CANCELLED)));
  }

  private void settled(Leaf.End end) {
    request
        .filter(OpenRequest::own)
        .ifPresent(open -> x.close(open.passage(), Endings.unheard(end, open.passage())));
    request.ifPresent(open -> x.tell(within.session(), new McpNote.RequestSettled(open)));
    request = Optional.empty();
  }
}
