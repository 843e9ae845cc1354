package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.ResponseHead;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Refusal;
import dev.postern.kernel.gate.Revocation;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What was forwarded, and the target's answer to it: whole, or as a stream of events. Lives on
 * after its client where the stream can be resumed, until its calls are answered elsewhere.
 */
final class RelayStream implements Work, Host, LegHearer {
  private final McpExchange x;
  private final Relay.Within within;
  private final Passage carrier;
  private final Set<OpenCall> calls;
  private final Set<Passage> notices;
  private final boolean opening;
  private final HostedRequests requests;
  private final Inbound inbound;
  private Optional<Answer> answer = Optional.empty();
  private Optional<String> theirSession = Optional.empty();
  private int leg;
  private boolean agreed;
  private boolean parked;
  private boolean over;

  RelayStream(
      McpExchange x,
      Relay.Within within,
      Passage carrier,
      List<OpenCall> calls,
      List<Passage> notices) {
    this.x = x;
    this.within = within;
    this.carrier = carrier;
    this.calls = new LinkedHashSet<>(calls);
    this.notices = new LinkedHashSet<>(notices);
    this.opening = calls.stream().anyMatch(call -> call.method() == McpMethod.INITIALIZE);
    this.requests = new HostedRequests(x, within.session());
    this.inbound = new Inbound(this);
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
    if (calls.isEmpty()) {
      noticed(head.status());
      return;
    }
    theirSession = head.only(HeadRules.SESSION);
    boolean odd =
        opening
            && (head.count(HeadRules.SESSION) > 1
                || theirSession.filter(id -> !sendable(id)).isPresent());
    switch (TargetStatus.of(head, within.session(), odd)) {
      case TargetStatus.Json json -> answer = Optional.of(Answer.whole(x, inbound));
      case TargetStatus.Events events -> {
        answer = Optional.of(Answer.events(x, inbound));
        if (opening) {
          x.client().hold();
        } else {
          x.join(within.session());
          x.client().open(List.of());
        }
      }
      case TargetStatus.Gone gone -> {
        x.end(within.session(), "the target has ended the session");
        fail(Trouble.noSession(), head.status());
      }
      case TargetStatus.Failed(Trouble trouble) -> fail(trouble, head.status());
    }
  }

  @Override
  public void bytes(ByteBuffer bytes) {
    if (answer.isPresent() && !over) {
      answer.get().bytes(bytes, leg).ifPresent(trouble -> abandon(Leaf.End.FAILED, trouble));
    }
  }

  @Override
  public void ended() {
    if (answer.isPresent() && !over) {
      answer
          .get()
          .end()
          .ifPresentOrElse(
              trouble -> abandon(Leaf.End.FAILED, trouble), () -> inbound.end(this::settledAll));
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
    if (over) {
      return;
    }
    if (calls.isEmpty() && notices.isEmpty()) {
      x.cut(leg);
      finish();
    } else if (resumable()) {
      park();
    } else {
      abandon(Leaf.End.CANCELLED, Trouble.draining());
    }
  }

  @Override
  public void revoked(Passage passage, Revocation why) {
    boolean mine =
        notices.contains(passage) || calls.stream().anyMatch(call -> call.passage() == passage);
    if (!over && !requests.revoked(passage, why) && mine) {
      Trouble trouble = Trouble.of(passage, why);
      if (resumable()) {
        calls.forEach(
            call -> x.tell(within.session(), new McpNote.CallTakenBack(call.id(), trouble)));
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
        if (calls.remove(call)) {
          x.closedElsewhere(call.passage());
        }
        if (parked && calls.isEmpty()) {
          finish();
        }
      }
      case McpNote.RequestSettled(OpenRequest request) -> requests.settled(request);
      case McpNote.CallTakenBack elsewhere -> {}
    }
  }

  @Override
  public void waitedEnough() {
    if (parked && !over) {
      abandon(Leaf.End.CANCELLED, Trouble.draining());
    }
  }

  @Override
  public void drain() {
    if (parked && !over) {
      abandon(Leaf.End.CANCELLED, Trouble.draining());
    }
  }

  @Override
  public void writable(boolean now) {
    answer.ifPresent(reading -> reading.writable(now, leg));
  }

  @Override
  public void rulesChanged() {}

  @Override
  public McpExchange exchange() {
    return x;
  }

  @Override
  public Caller caller() {
    return within.caller();
  }

  @Override
  public McpSession session() {
    return within.session();
  }

  @Override
  public Passage carrier() {
    return carrier;
  }

  @Override
  public String stream() {
    return carrier.id().toString();
  }

  @Override
  public Optional<OpenCall> call(RpcId id) {
    return within.session().call(id);
  }

  @Override
  public void agreed(Agreement agreement) {
    agreed = true;
    within.session().agreed(theirSession, agreement.version(), agreement.announces());
    if (!x.client().silent() || answer.filter(Answer::streams).isPresent()) {
      x.client().open(sessionField());
    }
  }

  @Override
  public void whole(Passage passage, byte[] json) {
    x.client().whole(200, sessionField(), passage.show(ByteBuffer.wrap(json)));
  }

  @Override
  public void settled(OpenCall call, Settled how, byte[] json) {
    if (opening && !agreed) {
      disagreed(call);
    }
    Ledgers.settled(this, call, how, json);
    if (!calls.remove(call)) {
      x.tell(within.session(), new McpNote.CallAnswered(call));
    }
  }

  @Override
  public void opened(OpenRequest request) {
    requests.add(request);
  }

  @Override
  public void closed(OpenRequest request) {
    requests.close(request, Leaf.End.CANCELLED);
    x.tell(within.session(), new McpNote.RequestSettled(request));
  }

  @Override
  public void dropped() {}

  private void noticed(int status) {
    boolean taken = status >= 200 && status < 300;
    if (taken) {
      notices.forEach(passage -> x.close(passage, Endings.answered(passage, status)));
      x.client().bare(202, List.of());
    } else if (status == 404 && within.session().upstream().isPresent()) {
      x.end(within.session(), "the target has ended the session");
      fail(Trouble.noSession(), status);
    } else {
      fail(TargetStatus.kept(status), status);
    }
    notices.clear();
  }

  /** Everything that came is settled; what was asked may still be unanswered. */
  private void settledAll() {
    if (calls.isEmpty()) {
      x.client().end();
      finish();
    } else if (calls.stream().allMatch(call -> call.cancelled().get())) {
      abandon(Leaf.End.CANCELLED, Trouble.cancelled());
    } else if (resumable()) {
      x.client().end();
      park();
    } else {
      abandon(Leaf.End.FAILED, Trouble.target("the target ended without an answer"));
    }
  }

  private boolean resumable() {
    return !opening && answer.filter(Answer::resumable).isPresent();
  }

  private void park() {
    x.cut(leg);
    inbound.stop();
    calls.forEach(OpenCall::giveBack);
    if (!parked) {
      parked = true;
      x.awaitResumption();
    }
  }

  private void broken(String how) {
    if (resumable()) {
      x.client().end();
      park();
    } else {
      abandon(Leaf.End.FAILED, Trouble.target(how));
    }
  }

  /** The target has answered, but not what was asked. */
  private void fail(Trouble trouble, int status) {
    end(trouble);
    calls.forEach(call -> {
      within.session().release(call.id());
      x.close(call.passage(), Endings.failed(call.passage(), status));
    });
    notices.forEach(passage -> x.close(passage, Endings.failed(passage, status)));
    finish();
  }

  private void notSent(Trouble trouble) {
    end(trouble);
    calls.forEach(call -> close(call, Leaf.End.FAILED));
    notices.forEach(p -> x.close(p, Endings.unheard(Leaf.End.FAILED, p)));
    finish();
  }

  /** Gives up what the target may still be doing: it is told first, then the passages close. */
  private void abandon(Leaf.End end, Trouble trouble) {
    end(trouble);
    for (OpenCall call : calls) {
      if (call.cancelled().get() || (opening && theirSession.isEmpty())) {
        close(call, end);
      } else if (opening) {
        within.session().agreed(theirSession, McpVersions.FIRST, Set.of());
        x.beside(
            call.passage(), Upstream.delete(within.session()), new byte[0], () -> close(call, end));
      } else {
        x.beside(
            call.passage(),
            Upstream.post(within.session()),
            Upstream.cancelled(call.id()),
            () -> close(call, end));
      }
    }
    notices.forEach(p -> x.close(p, Endings.unheard(end, p)));
    finish();
  }

  private void close(OpenCall call, Leaf.End end) {
    within.session().release(call.id());
    x.close(call.passage(), Endings.unheard(end, call.passage()));
  }

  private void end(Trouble trouble) {
    over = true;
    x.cut(leg);
    inbound.stop();
    List<RpcId> ids = calls.stream().map(OpenCall::id).toList();
    x.client().trouble(ids, within.to().batch(), trouble);
    if (opening && !agreed) {
      x.sessions().end(within.session());
    }
  }

  private void finish() {
    over = true;
    requests.closeAll(Leaf.End.CANCELLED);
    x.finish();
  }

  /** The answer to {@code initialize} opened no session: what the target opened is ended. */
  private void disagreed(OpenCall call) {
    if (answer.filter(Answer::streams).isPresent()) {
      x.client().open(List.of());
    }
    x.sessions().end(within.session());
    if (theirSession.isPresent()) {
      within.session().agreed(theirSession, McpVersions.FIRST, Set.of());
      x.beside(call.passage(), Upstream.delete(within.session()), new byte[0], () -> {});
    }
  }

  private List<Field> sessionField() {
    return agreed ? List.of(new Field(HeadRules.SESSION, within.session().id())) : List.of();
  }

  /** Visible ASCII only (2025-11-25, basic/transports), and not endless. */
  private static boolean sendable(String id) {
    return !id.isEmpty() && id.length() <= 1_024 && id.chars().allMatch(c -> c > 0x20 && c < 0x7F);
  }
}
