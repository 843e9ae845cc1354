package dev.postern.gateway.drive;

import dev.postern.gateway.http.Answer;
import dev.postern.gateway.http.ConnectionFacts;
import dev.postern.gateway.http.Exchange;
import dev.postern.gateway.net.Deadlines;
import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Note;
import dev.postern.gateway.session.Session;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Asker;
import dev.postern.kernel.gate.Ending;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Revocation;
import dev.postern.kernel.gate.Verdict;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one session: steps it with one event after the other and carries out its commands in order.
 * When the session is over, or crashes, nothing of it is left: its legs are cut, its timers
 * cleared, its passages closed.
 *
 * <p>Belongs to its loop's thread, but for {@link #tell}.
 */
final class Driver implements Exchange, Asker, Deadlines.Watched {
  private static final Logger LOG = LoggerFactory.getLogger(Driver.class);
  private static final int CLIENT = 0;

  private final Loop loop;
  private final Session session;
  private final ConnectionFacts facts;
  private final Answer answer;
  private final Legs legs;
  private final Consumer<Command> commands = this::carryOut;
  private final ArrayDeque<Event> events = new ArrayDeque<>();
  private final Set<Passage> passages = new HashSet<>();
  private final Map<Integer, Future<?>> timers = new HashMap<>();
  private final Set<String> names = new HashSet<>();
  private final AtomicInteger told = new AtomicInteger();
  private boolean stepping;
  private boolean clientGone;
  private boolean answered;
  private boolean over;
  private long due = Deadlines.NEVER;

  Driver(Loop loop, Session session, ConnectionFacts facts, Answer answer) {
    this.loop = loop;
    this.session = session;
    this.facts = facts;
    this.answer = answer;
    this.legs = new Legs(loop, this::offer);
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
    } catch (RuntimeException wrong) {
      // The message could carry what the session was looking at, so only the place is told.
      StackTraceElement[] trace = wrong.getStackTrace();
      crash(wrong.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]));
    } finally {
      stepping = false;
    }
    if (over) {
      finishEvents();
    } else if (answered || clientGone) {
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
      case Command.Prove prove -> prove(prove);
      case Command.DraftIt draft ->
          offer(new Event.Drafted(draft.ticket(), loop.lane().draft(draft.description())));
      case Command.PreviewThem preview ->
          offer(
              new Event.Previewed(
                  preview.ticket(),
                  preview.descriptions().stream().map(loop.lane()::preview).toList()));
      case Command.Admit admit ->
          loop.lane().admit(admit.draft(), admit.forwarded(), this, admit.ticket());
      case Command.Refuse refuse ->
          loop.lane()
              .refuse(
                  refuse.description(),
                  new Revocation(refuse.code(), refuse.reason()),
                  this,
                  refuse.ticket());
      case Command.Close close -> {
        passages.remove(close.passage());
        loop.lane().close(close.passage(), close.ending());
      }
      case Command.Ask ask -> legs.ask(ask);
      case Command.Cut cut -> legs.cut(cut.leg());
      case Command.Read read -> {
        if (read.leg() == CLIENT) {
          answer.read(read.on());
        } else {
          legs.read(read.leg(), read.on());
        }
      }
      case Command.Reply reply -> answer.head(reply.head());
      case Command.Show show -> answer.show(show.shown());
      case Command.ShowEnd end -> {
        answer.end();
        answered = true;
      }
      case Command.HangUp hangUp -> {
        answer.hangUp();
        answered = true;
        clientGone = true;
      }
      case Command.Join join -> join(join.name());
      case Command.Tell tell -> loop.commons().names().tell(tell.name(), this, tell.note());
      case Command.Offload offload ->
          loop.commons().offloads().run(offload.work(), done -> later(() -> offer(done)));
      case Command.SetTimer timer -> set(timer);
      case Command.ClearTimer timer -> clear(timer.timer());
      case Command.Done done -> done();
      case Command.OfStream foreign ->
          throw new IllegalStateException("an HTTP exchange is not a stream");
    }
  }

  private void prove(Command.Prove prove) {
    ProofDesk.Proof proof =
        new ProofDesk.Proof(prove.token(), prove.audience(), facts.peer().getAddress());
    Optional<ProofAnswer> known = loop.proofs().known(proof);
    if (known.isPresent()) {
      offer(heard(proof, known.get()));
    } else {
      loop.proofs().verify(proof, verified -> later(() -> offer(heard(proof, verified))));
    }
  }

  private Event heard(ProofDesk.Proof proof, ProofAnswer answer) {
    return switch (answer) {
      case ProofAnswer.Accepted accepted -> new Event.SignedIn(accepted.signIn());
      case ProofAnswer.Refused refused -> {
        if (!refused.busy()) {
          loop.refusedSignIns().refused(proof, refused.reason());
        }
        yield new Event.SignInRefused(refused.busy(), refused.reason());
      }
    };
  }

  private void later(Runnable task) {
    try {
      loop.events().execute(task);
    } catch (RejectedExecutionException stopped) {
      LOG.debug("a loop that has stopped hears nothing");
    }
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
    later(() -> {
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
    if (timers.size() >= loop.commons().limits().timers()) {
      throw new IllegalStateException("a session sets too many timers");
    }
    timers.put(
        set.timer(),
        loop.events()
            .schedule(
                () -> {
                  timers.remove(set.timer());
                  offer(new Event.TimerFired(set.timer()));
                },
                set.after().toNanos(),
                TimeUnit.NANOSECONDS));
  }

  private void clear(int timer) {
    Future<?> pending = timers.remove(timer);
    if (pending != null) {
      pending.cancel(false);
    }
    events.removeIf(event -> event instanceof Event.TimerFired fired && fired.timer() == timer);
  }

  @Override
  public void bytes(ByteBuffer bytes) {
    offer(new Event.Received(bytes));
  }

  @Override
  public void all() {
    offer(new Event.ReceivedAll());
  }

  @Override
  public void gone(String why) {
    if (!clientGone) {
      clientGone = true;
      offer(new Event.ClientGone(why));
    }
  }

  @Override
  public void writable(boolean now) {
    offer(new Event.ClientWritable(now));
  }

  @Override
  public void decided(long ticket, Verdict verdict) {
    if (!over && verdict instanceof Passage passage) {
      forgetClosed();
      passages.add(passage);
    }
    offer(new Event.Decided(ticket, verdict));
  }

  @Override
  public void revoked(Passage passage, Revocation why) {
    offer(new Event.Revoked(passage, why));
    if (!over) {
      legs.review();
      answer.review();
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
    passages.removeIf(passage -> !passage.closable());
  }

  private void done() {
    if (!answered && !clientGone) {
      answer.hangUp();
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
      answer.crashed();
      end();
    }
  }

  private void end() {
    over = true;
    legs.cutAll();
    timers.values().forEach(timer -> timer.cancel(false));
    timers.clear();
    names.forEach(name -> loop.commons().names().leave(name, this));
    names.clear();
    loop.deadlines().forget(this);
    loop.over(this);
    for (Passage passage : List.copyOf(passages)) {
      loop.lane().close(passage, Ending.of(Leaf.End.FAILED));
    }
    passages.clear();
    if (!stepping) {
      finishEvents();
    }
  }
}
