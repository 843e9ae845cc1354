package dev.postern.gateway.drive;

import dev.postern.gateway.net.Deadlines;
import dev.postern.gateway.ops.trace.Spans;
import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.Note;
import dev.postern.gateway.session.RequestHead;
import dev.postern.gateway.session.Session;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Asker;
import dev.postern.kernel.gate.Draft;
import dev.postern.kernel.gate.Ending;
import dev.postern.kernel.gate.HeldRequest;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.PeopleNeeded;
import dev.postern.kernel.gate.Revocation;
import dev.postern.kernel.gate.Verdict;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one session: steps it with one event after the other and carries out its commands in order.
 * When the session is over, or crashes, nothing of it is left: its legs are cut, its timers
 * cleared, its passages closed. Where the session's bytes come from and go to is its {@link Ends}'
 * matter.
 *
 * <p>Belongs to its loop's thread, but for {@link #tell}.
 */
final class Driver implements Asker, Deadlines.Watched {
  private static final Logger LOG = LoggerFactory.getLogger(Driver.class);

  /** Room for what a session has at a time: most of its life it has less, and there are many. */
  private static final int USUAL = 3;

  private final Loop loop;
  private final Session session;
  private final Ends ends;
  private final Consumer<Command> commands = this::carryOut;
  private final ArrayDeque<Event> events = new ArrayDeque<>(USUAL);
  private final Set<Passage> passages = new HashSet<>(USUAL);
  private final Timers timers;
  private final Spans spans;
  private final Door door;
  private final Set<String> names = new HashSet<>(USUAL);
  private final AtomicInteger told = new AtomicInteger();
  private boolean ofHead;
  private boolean stepping;
  private boolean clientGone;
  private boolean over;
  private long due = Deadlines.NEVER;

  /**
   * @param ends makes the session's ends, which tell this driver what they hear
   */
  Driver(Loop loop, Session session, Function<Driver, ? extends Ends> ends) {
    this.loop = loop;
    this.session = session;
    this.spans = loop.commons().tracing().session();
    this.timers =
        new Timers(
            loop.events(),
            loop.commons().limits().timers(),
            timer -> offer(new Event.TimerFired(timer)));
    this.ends = ends.apply(this);
    this.door = new Door(loop, this.ends, this::offer);
  }

  /** Queues an event, and steps the session unless it is being stepped. */
  void offer(Event event) {
    if (over) {
      discard(event);
      return;
    }
    if (events.size() >= loop.commons().limits().events()) {
      crash("too many events wait");
      discard(event);
      return;
    }
    if (event instanceof Event.Requested(RequestHead head)) {
      ofHead = head.only("traceparent").filter(spans::continues).isPresent();
    }
    events.add(event);
    if (!stepping) {
      stepAll();
    }
  }

  private void stepAll() {
    stepping = true;
    try {
      Event event;
      while (!over && (event = events.poll()) != null) {
        session.step(event, commands);
      }
    } catch (RuntimeException | StackOverflowError wrong) {
      // The message could carry what the session was looking at, so only the place is told.
      StackTraceElement[] trace = wrong.getStackTrace();
      crash(wrong.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]));
    } finally {
      stepping = false;
    }
    if (over) {
      finishEvents();
    } else if (ends.answered() || clientGone) {
      lingers();
    }
  }

  private void finishEvents() {
    Event event;
    while ((event = events.poll()) != null) {
      discard(event);
    }
  }

  /** A passage that comes to a dead session is closed: nothing was sent on it. */
  private void discard(Event event) {
    if (event instanceof Event.Decided(long ticket, Verdict verdict)
        && verdict instanceof Passage passage) {
      loop.lane().close(passage, Ending.of(Leaf.End.CANCELLED));
    }
  }

  private void carryOut(Command command) {
    if (over) {
      return;
    }
    switch (command) {
      case Command.Prove prove -> door.prove(prove);
      case Command.ProveByCertificate presented -> door.prove(presented);
      case Command.NotProven wrong -> door.wrong(wrong);
      case Command.DraftIt draft -> {
        Optional<String> trace = spans.described(draft.description());
        Draft drafted = loop.lane().draft(draft.description());
        offer(new Event.Drafted(draft.ticket(), drafted, trace));
      }
      case Command.PreviewThem preview ->
          offer(
              new Event.Previewed(
                  preview.ticket(),
                  preview.descriptions().stream().map(loop.lane()::preview).toList()));
      case Command.Traced traced -> {
        spans.continues(traced.parent());
        ofHead = false;
      }
      case Command.TraceGoesOn on -> spans.goesOn();
      case Command.Admit admit -> {
        spans.asked(admit.ticket(), admit.draft().description());
        loop.lane().admit(admit.draft(), admit.forwarded(), admit.patience(), this, admit.ticket());
        spans.looked(admit.ticket());
      }
      case Command.AskPeople ask -> loop.lane().askPeople(this, ask.ticket());
      case Command.LeavePeople leave -> loop.lane().leavePeople(this, leave.ticket(), leave.why());
      case Command.Refuse refuse -> {
        spans.described(refuse.description());
        spans.asked(refuse.ticket(), refuse.description());
        loop.lane()
            .refuse(
                refuse.description(),
                new Revocation(refuse.code(), refuse.reason()),
                this,
                refuse.ticket());
        spans.looked(refuse.ticket());
      }
      case Command.Close close -> {
        passages.remove(close.passage());
        spans.closed(close.passage(), close.ending());
        loop.lane().close(close.passage(), close.ending());
      }
      case Command.Cut cut -> ends.cut(cut.leg());
      case Command.Read read -> ends.read(read.leg(), read.on());
      case Command.Show show -> ends.show(show.shown());
      case Command.HangUp hangUp -> {
        ends.hangUp();
        clientGone = true;
      }
      case Command.Join join -> join(join.name());
      case Command.Tell tell -> loop.commons().names().tell(tell.name(), this, tell.note());
      case Command.Offload offload ->
          loop.commons().offloads().run(offload.work(), done -> loop.later(() -> offer(done)));
      case Command.SetTimer timer -> set(timer);
      case Command.ClearTimer timer -> clear(timer.timer());
      case Command.Done done -> done();
      case Command.Ask ask -> ends.carryOut(traced(ask));
      case Command.OfHttp ofHttp -> ends.carryOut(ofHttp);
      case Command.Send send -> {
        spans.sends(send.passage());
        ends.carryOut(send);
      }
      case Command.OfStream ofStream -> ends.carryOut(ofStream);
    }
  }

  /**
   * The target's place in a trace is the gateway's to say, as its credential is. {@code tracestate}
   * belongs to the {@code traceparent} beside it (W3C Trace Context, 3.3), and goes on only with
   * that.
   */
  private Command.Ask traced(Command.Ask ask) {
    Optional<String> parent = spans.sends(ask.passage());
    if (parent.isEmpty()) {
      return ask;
    }
    RequestHead placed = ask.head().with(new Field("traceparent", parent.get()));
    RequestHead told = ofHead ? placed : placed.without("tracestate");
    return new Command.Ask(ask.leg(), ask.passage(), told, ask.body(), ask.closing());
  }

  private void join(String name) {
    DriveLimits limits = loop.commons().limits();
    if (!names.contains(name) && names.size() >= limits.names()) {
      throw new IllegalStateException("a session joins too many names");
    }
    if (!loop.commons().names().join(name, this)) {
      throw new IllegalStateException("a name has too many members");
    }
    names.add(name);
  }

  /** Delivers another session's note. Any thread. */
  void tell(Note note) {
    boolean room = told.incrementAndGet() <= loop.commons().limits().told();
    loop.later(() -> {
      told.decrementAndGet();
      if (room) {
        offer(new Event.Told(note));
      } else {
        crash("too many notes wait");
      }
    });
  }

  private void set(Command.SetTimer set) {
    clear(set.timer());
    timers.set(set.timer(), set.after());
  }

  private void clear(int timer) {
    timers.clear(timer);
    events.removeIf(event -> event instanceof Event.TimerFired fired && fired.timer() == timer);
  }

  /** The client has gone; heard once. */
  void clientGone(String why) {
    if (!clientGone) {
      clientGone = true;
      offer(new Event.ClientGone(why));
    }
  }

  @Override
  public void decided(long ticket, Verdict verdict) {
    spans.decided(ticket, verdict);
    if (!over && verdict instanceof Passage passage) {
      forgetClosed();
      passages.add(passage);
      ends.known();
    }
    offer(new Event.Decided(ticket, verdict));
  }

  @Override
  public void needsPeople(long ticket, PeopleNeeded needed) {
    spans.needsPeople(ticket);
    offer(new Event.NeedsPeople(ticket, needed));
  }

  @Override
  public void held(long ticket, HeldRequest request) {
    offer(new Event.Held(ticket, request));
  }

  @Override
  public void revoked(Passage passage, Revocation why) {
    offer(new Event.Revoked(passage, why));
    if (!over) {
      ends.review();
    }
  }

  /** From now on the session has so long to come to its end. */
  private void lingers() {
    if (due == Deadlines.NEVER) {
      due = loop.deadlines().now() + loop.commons().limits().linger().toNanos();
      loop.deadlines().watch(this);
    }
  }

  @Override
  public long due() {
    return due;
  }

  @Override
  public void late() {
    crash("the session did not end");
  }

  /** Another session may have closed what this one asked for: an answer closes its question. */
  private void forgetClosed() {
    if (!passages.isEmpty()) {
      passages.removeIf(passage -> !passage.closable());
    }
  }

  private void done() {
    if (!ends.answered() && !clientGone) {
      ends.hangUp();
    }
    forgetClosed();
    if (!passages.isEmpty()) {
      LOG.error("a session ended with {} open passages", passages.size());
    }
    end();
  }

  /** Ends the session because of a fault of its own; the process goes on. */
  void crash(String why) {
    if (!over) {
      LOG.error("a session crashed: {}", why);
      ends.crashed();
      end();
    }
  }

  /** Ends the session as it is, because the gateway stops. */
  void abandon() {
    if (!over) {
      LOG.debug("a session was open when the gateway stopped");
      ends.crashed();
      end();
    }
  }

  private void end() {
    over = true;
    ends.cutAll();
    timers.clearAll();
    loop.lane().abandon(this);
    names.forEach(name -> loop.commons().names().leave(name, this));
    names.clear();
    loop.deadlines().forget(this);
    loop.over(this);
    if (!passages.isEmpty()) {
      for (Passage passage : List.copyOf(passages)) {
        loop.lane().close(passage, Ending.of(Leaf.End.FAILED));
      }
      passages.clear();
    }
    spans.over();
    if (!stepping) {
      finishEvents();
    }
  }
}
