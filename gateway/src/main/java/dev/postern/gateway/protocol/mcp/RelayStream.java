package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.ResponseHead;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Refusal;
import dev.postern.kernel.gate.Revocation;
import dev.postern.kernel.gate.Shown;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * What was forwarded, and the target's answer to it: whole, or as a stream of events. Lives on
 * after its client where the stream can be resumed, until its calls are answered elsewhere.
 */
final class RelayStream implements Work, Host, LegHearer {
  /** How much of a body is read past that nobody asked for. */
  private static final int MOST_UNASKED = 64 << 10;

  private final McpExchange x;
  private final Relay.Within within;
  private final Passage carrier;
  private final SentCalls sent;
  private final TargetStream stream;
  private final HostedRequests requests;
  private final Inbound inbound;
  private Optional<Answer> answer = Optional.empty();
  private int leg;
  private long unasked;
  private boolean agreed;
  private boolean parked;
  private boolean over;

  RelayStream(McpExchange x, Relay.Within within, Passage carrier, SentCalls sent) {
    this.x = x;
    this.within = within;
    this.carrier = carrier;
    this.sent = sent;
    this.stream = TargetStream.of(x, within, carrier);
    this.requests = stream.requests();
    this.inbound = new Inbound(stream, this);
  }

  void begin() {
    x.become(this);
    leg =
        x.ask(
            carrier,
            Upstream.post(within.head(), within.session()),
            carrier.forwarded().view(),
            this);
  }

  @Override
  public void answered(ResponseHead head) {
    if (sent.answered()) {
      noticed(head.status());
      return;
    }
    Optional<String> theirs = head.only(HeadRules.SESSION);
    sent.opens(theirs.filter(HeadRules::sendable));
    boolean odd =
        sent.opening()
            && (head.count(HeadRules.SESSION) > 1 || !theirs.equals(sent.theirSession()));
    switch (TargetStatus.of(head, within.session(), odd)) {
      case TargetStatus.Json json -> answer = Optional.of(Answer.whole(x, inbound));
      case TargetStatus.Events events -> {
        answer = Optional.of(Answer.events(x, inbound));
        if (sent.opening()) {
          x.client().hold();
        } else {
          x.join(within.session());
          x.client().open(List.of());
        }
      }
      case TargetStatus.Gone gone -> sessionGone(head.status());
      case TargetStatus.Failed(Trouble trouble) -> fail(trouble, head.status());
    }
  }

  @Override
  public void bytes(ByteBuffer bytes) {
    if (over) {
      return;
    }
    if (answer.isPresent()) {
      answer.get().bytes(bytes, leg).ifPresent(trouble -> abandon(Leaf.End.FAILED, trouble));
      return;
    }
    unasked += bytes.remaining();
    if (unasked > MOST_UNASKED) {
      x.cut(leg);
      finish();
    }
  }

  @Override
  public void ended() {
    if (answer.isPresent() && !over) {
      answer.get().end();
      inbound.end(this::settledAll);
    } else if (!over) {
      finish();
    }
  }

  @Override
  public void failed(Event.Failure failure) {
    if (over) {
      return;
    }
    switch (failure) {
      case UNREACHABLE -> notSent(Trouble.target("the target cannot be reached"));
      case NO_CREDENTIAL -> notSent(Trouble.target("the gateway has no credential for the target"));
      case BROKEN -> broken("the target broke its answer off");
      case MALFORMED -> broken("the target's answer is no HTTP");
      case TIMEOUT -> broken("the target took too long");
      case TAKEN_BACK ->
          abandon(
              Leaf.End.REVOKED,
              Trouble.refused(
                  Refusal.Code.EXPIRED,
                  "the permission ended before the request was sent",
                  Optional.of(carrier.id())));
    }
  }

  @Override
  public void gone() {
    if (over || parked) {
      return;
    }
    if (sent.none()) {
      x.cut(leg);
      finish();
    } else if (resumable()) {
      park();
    } else {
      abandon(Leaf.End.CANCELLED, Trouble.cancelled());
    }
  }

  @Override
  public void revoked(Passage passage, Revocation why) {
    if (!over && !requests.revoked(passage, why) && sent.has(passage)) {
      Trouble trouble = Trouble.of(passage, why);
      if (resumable()) {
        sent.takenBack(trouble);
      }
      abandon(Leaf.End.REVOKED, trouble);
    }
  }

  @Override
  public void told(McpNote note) {
    if (over) {
      return;
    }
    switch (note) {
      case McpNote.SessionEnded ended -> abandon(Leaf.End.CANCELLED, Trouble.noSession());
      case McpNote.CallAnswered(OpenCall call) -> {
        if (sent.remove(call)) {
          x.closedElsewhere(call.passage());
        }
        if (parked && sent.answered()) {
          finish();
        }
      }
      case McpNote.RequestSettled(OpenRequest request) -> requests.settled(request);
      case McpNote.CallTakenBack elsewhere -> {}
      case McpNote.Unwaited elsewhere -> {}
    }
  }

  @Override
  public void waitedEnough() {
    if (parked && !over) {
      abandon(Leaf.End.CANCELLED, Trouble.cancelled());
    }
  }

  @Override
  public void keepAlive() {}

  @Override
  public void drain() {
    if (parked && !over) {
      abandon(Leaf.End.CANCELLED, Trouble.draining());
    } else if (!over && sent.none()) {
      x.cut(leg);
      x.client().end();
      finish();
    }
  }

  @Override
  public void writable(boolean now) {
    answer.ifPresent(reading -> reading.writable(now, leg));
  }

  @Override
  public void rulesChanged() {}

  @Override
  public boolean guarded() {
    return sent.guarded();
  }

  @Override
  public void agreed(Agreement agreement) {
    agreed = true;
    within.session().agreed(sent.theirSession(), agreement.version(), agreement.announces());
    if (streams()) {
      x.client().open(sessionField());
    }
  }

  @Override
  public void whole(Shown body) {
    x.client().whole(200, sessionField(), body);
  }

  @Override
  public void settled(OpenCall call, Settled how, byte[] json) {
    if (sent.opening() && !agreed && sent.theirSession().isPresent()) {
      sent.endTheirs(call, () -> stream.settle(call, how, json));
    } else {
      stream.settle(call, how, json);
    }
    if (!sent.remove(call)) {
      x.tell(within.session(), new McpNote.CallAnswered(call));
    }
  }

  @Override
  public void unreadable(String why) {
    if (!over) {
      abandon(
          Leaf.End.FAILED,
          Trouble.refused(
              Refusal.Code.UNMASKABLE,
              "the target's answer cannot be read: " + why,
              Optional.of(carrier.id())));
    }
  }

  /** The answer to {@code initialize} opened no session: what the target opened is ended. */
  @Override
  public void disagreed() {
    if (streams()) {
      x.client().open(List.of());
    }
    x.sessions().end(within.session());
  }

  private void noticed(int status) {
    if (status >= 200 && status < 300) {
      sent.accepted(status);
      x.client().bare(202, List.of());
    } else if (status == 404 && within.session().upstream().isPresent()) {
      sessionGone(status);
    } else {
      fail(TargetStatus.kept(status), status);
    }
  }

  /** Everything that came is settled; what was asked may still be unanswered. */
  private void settledAll() {
    if (sent.answered()) {
      x.client().end();
      finish();
    } else if (sent.cancelled()) {
      abandon(Leaf.End.CANCELLED, Trouble.cancelled());
    } else {
      broken("the target ended without an answer");
    }
  }

  private boolean streams() {
    return answer.filter(Answer::streams).isPresent();
  }

  private boolean resumable() {
    return !sent.opening() && answer.filter(Answer::resumable).isPresent();
  }

  private void park() {
    x.cut(leg);
    inbound.stop();
    sent.giveBack();
    if (!parked) {
      parked = true;
      x.awaitResumption();
    }
  }

  /** The stream is over before its calls are: its client may come back for the rest. */
  private void broken(String how) {
    if (resumable()) {
      x.client().end();
      park();
    } else {
      abandon(Leaf.End.FAILED, Trouble.target(how));
    }
  }

  private void sessionGone(int status) {
    x.end(within.session(), "the target has ended the session");
    fail(Trouble.noSession(), status);
  }

  private void fail(Trouble trouble, int status) {
    say(trouble);
    sent.failed(status);
    finish();
  }

  private void notSent(Trouble trouble) {
    say(trouble);
    sent.notSent();
    finish();
  }

  private void abandon(Leaf.End end, Trouble trouble) {
    say(trouble);
    sent.giveUp(end);
    finish();
  }

  private void say(Trouble trouble) {
    over = true;
    x.cut(leg);
    inbound.stop();
    x.client().trouble(sent.ids(), within.to().batch(), trouble);
    if (sent.opening() && !agreed) {
      x.sessions().end(within.session());
    }
  }

  private void finish() {
    over = true;
    requests.closeAll(Leaf.End.CANCELLED);
    x.finish();
  }

  private List<Field> sessionField() {
    return agreed ? List.of(new Field(HeadRules.SESSION, within.session().id())) : List.of();
  }
}
