package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.ResponseHead;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Description;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Revocation;
import dev.postern.kernel.gate.Shown;
import dev.postern.kernel.operation.Lexicon;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A GET stream: what the target says unasked, or the rest of a stream that broke. */
final class Listening implements Work, Host, LegHearer {
  private final McpExchange x;
  private final Relay.Within within;
  private final Passage carrier;
  private final Optional<String> from;
  private final TargetStream stream;
  private final HostedRequests requests;
  private final McpWords words = new McpWords();
  private final Inbound inbound;
  private Optional<Answer> answer = Optional.empty();
  private int leg;
  private boolean over;
  private boolean parked;

  /**
   * A stream.
   *
   * @param from the target's id of the event to go on from; empty for a new stream
   */
  Listening(McpExchange x, Relay.Within within, Passage carrier, Optional<String> from) {
    this.x = x;
    this.within = within;
    this.carrier = carrier;
    this.from = from;
    this.stream = TargetStream.of(x, within, carrier);
    this.requests = stream.requests();
    this.inbound = new Inbound(stream, this);
  }

  void begin() {
    x.become(this);
    x.join(within.session());
    if (x.client().gone()) {
      stop(Leaf.End.CANCELLED);
    } else {
      leg =
          x.ask(
              carrier,
              Upstream.get(within.head(), within.session(), from),
              ByteBuffer.allocate(0),
              this);
    }
  }

  @Override
  public void answered(ResponseHead head) {
    switch (TargetStatus.of(head, within.session(), false)) {
      case TargetStatus.Events events -> {
        answer = Optional.of(Answer.events(x, inbound));
        x.client().open(List.of());
        // What changed while nobody listened is told now.
        rulesChanged();
      }
      case TargetStatus.Json json -> fail(Trouble.target("the target sends no events"));
      case TargetStatus.Gone gone -> {
        x.end(within.session(), "the target has ended the session");
        fail(Trouble.noSession());
      }
      case TargetStatus.Failed(Trouble trouble) -> {
        if (trouble.status() == 405) {
          x.client()
              .line(405, List.of(new Field("allow", "DELETE, POST")), "the target has no stream");
        }
        fail(trouble);
      }
    }
  }

  @Override
  public void bytes(ByteBuffer bytes) {
    if (answer.isPresent() && !over) {
      answer.get().bytes(bytes, leg).ifPresent(this::fail);
    }
  }

  @Override
  public void ended() {
    if (answer.isPresent() && !over) {
      answer.get().end();
      inbound.end(() -> leave(Leaf.End.ANSWERED));
    }
  }

  @Override
  public void failed(Event.Failure failure) {
    if (!over && answer.isPresent()) {
      leave(Leaf.End.FAILED);
    } else if (!over) {
      fail(Trouble.target("the target cannot be reached"));
    }
  }

  @Override
  public void gone() {
    if (!over && !parked) {
      leave(Leaf.End.CANCELLED);
    }
  }

  @Override
  public void revoked(Passage passage, Revocation why) {
    if (over || requests.revoked(passage, why) || passage != carrier) {
      return;
    }
    Trouble trouble = Trouble.of(passage, why);
    if (answer.isPresent() && !x.client().over()) {
      x.client().event(words.farewell(trouble));
      x.client().end();
    }
    x.client().trouble(List.of(), false, trouble);
    stop(Leaf.End.REVOKED);
  }

  @Override
  public void told(McpNote note) {
    if (over) {
      return;
    }
    switch (note) {
      case McpNote.Unwaited elsewhere -> {}
      case McpNote.SessionEnded ended -> stop(Leaf.End.CANCELLED);
      case McpNote.RequestSettled(OpenRequest request) -> {
        requests.settled(request);
        if (parked && requests.none()) {
          stop(Leaf.End.ANSWERED);
        }
      }
      case McpNote.CallTakenBack(RpcId id, Trouble trouble) -> {
        if (from.isPresent() && answer.isPresent() && !x.client().over()) {
          x.client().event(words.event(id, trouble));
        }
      }
      case McpNote.CallAnswered elsewhere -> {}
    }
  }

  @Override
  public void waitedEnough() {
    if (!over) {
      stop(Leaf.End.ANSWERED);
    }
  }

  @Override
  public void keepAlive() {}

  @Override
  public void drain() {
    if (!over) {
      stop(Leaf.End.CANCELLED);
    }
  }

  @Override
  public void writable(boolean now) {
    answer.ifPresent(reading -> reading.writable(now, leg));
  }

  /** A grant may have begun or ended, and with it what the lists show. */
  @Override
  public void rulesChanged() {
    if (tells()) {
      x.lookAtListsSoon();
    }
  }

  @Override
  public void lookAtLists() {
    if (!tells()) {
      return;
    }
    Lexicon words = x.target().lexicon().get();
    Describe describe = stream.describe();
    List<ShownLists.Entry> entries = within.session().lists().entries();
    List<Description> uses =
        entries.stream().map(entry -> describe.entry(entry.list(), entry.name())).toList();
    x.door()
        .preview(uses, answers -> tell(within.session().lists().changed(entries, answers, words)));
  }

  private void tell(Set<McpMethod> changed) {
    if (tells()) {
      changed.stream()
          .filter(within.session().announces()::contains)
          .forEach(list -> x.client().event(words.changed(list)));
    }
  }

  /** Whether the gateway may say something of its own: on a new stream, while it is open. */
  private boolean tells() {
    return !over && answer.isPresent() && from.isEmpty() && !x.client().over();
  }

  @Override
  public void agreed(Agreement agreement) {
    throw new IllegalStateException("a stream initializes nothing");
  }

  @Override
  public void disagreed() {
    throw new IllegalStateException("a stream initializes nothing");
  }

  @Override
  public void whole(Shown body) {
    throw new IllegalStateException("a stream has no whole answer");
  }

  @Override
  public void settled(OpenCall call, Settled how, byte[] json) {
    stream.settle(call, how, json);
    x.tell(within.session(), new McpNote.CallAnswered(call));
  }

  /** What a target tells again may stem from a call that is over, so its guard outlives it. */
  @Override
  public boolean guarded() {
    return !View.of(carrier).everything()
        || (from.isPresent() && within.session().relayedGuarded())
        || within.session().waiting().stream()
            .anyMatch(call -> !View.of(call.passage()).everything());
  }

  @Override
  public void unreadable(String why) {}

  private void fail(Trouble trouble) {
    x.client().trouble(List.of(), false, trouble);
    stop(Leaf.End.FAILED);
  }

  /** The stream is over; requests that were shown on it can still be answered for a while. */
  private void leave(Leaf.End end) {
    if (requests.none()) {
      stop(end);
      return;
    }
    parked = true;
    x.cut(leg);
    inbound.stop();
    x.client().end();
    x.awaitResumption();
  }

  private void stop(Leaf.End end) {
    over = true;
    x.cut(leg);
    inbound.stop();
    within.session().listenNoMore();
    x.client().end();
    requests.closeAll(Leaf.End.CANCELLED);
    x.close(carrier, Endings.unheard(end, carrier));
    x.finish();
  }
}
