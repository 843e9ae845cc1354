package dev.postern.gateway.session;

import dev.postern.kernel.gate.Description;
import dev.postern.kernel.gate.Draft;
import dev.postern.kernel.gate.HeldRequest;
import dev.postern.kernel.gate.Leaving;
import dev.postern.kernel.gate.Patience;
import dev.postern.kernel.gate.PeopleNeeded;
import dev.postern.kernel.gate.Preview;
import dev.postern.kernel.gate.Refusal;
import dev.postern.kernel.gate.Verdict;
import dev.postern.kernel.operation.Forwarded;
import dev.postern.kernel.operation.Lexicon;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A session's way to the gate: asks, and gives each answer to who asked. What is stale is described
 * again on the words in force, twice at most.
 */
public final class Door {
  private static final int TRIES = 3;
  private static final String MOVED = "the target is another server now; open a new session";

  /** An operation that wants a passage. */
  public interface Asking {
    /** What it means on these words. */
    Description describe(Lexicon lexicon);

    /** What would be sent, once it is known what its viewer must not see. */
    Forwarded forward(Draft draft);

    /**
     * The same, by who tells its target of a trace in it.
     *
     * @param trace the operation's {@code traceparent}; empty where nobody keeps its trace
     */
    default Forwarded forward(Draft draft, Optional<String> trace) {
      return forward(draft);
    }

    /** What happens where people are needed. */
    default Patience patience() {
      return Patience.NONE;
    }

    /**
     * People are needed; only where there is patience. They are asked at once unless the session
     * has something to see to before.
     *
     * @param ask asks them; does nothing once there is a verdict
     * @param leave ends the wait; does nothing once there is a verdict
     */
    default void needsPeople(PeopleNeeded needed, Runnable ask, Consumer<Leaving> leave) {
      ask.run();
    }

    /**
     * People are asked; only where there is patience.
     *
     * @param leave ends the wait; does nothing once there is a verdict
     */
    default void held(HeldRequest request, Consumer<Leaving> leave) {
      throw new IllegalStateException("who has patience hears that it is held");
    }
  }

  private sealed interface Waiting {
    record ForDraft(Asking asking, int tries, Consumer<Verdict> then) implements Waiting {}

    record ForVerdict(Asking asking, int tries, Consumer<Verdict> then) implements Waiting {}

    record ForPreviews(Consumer<List<Preview>> then) implements Waiting {}
  }

  private final Consumer<Command> out;
  private final Supplier<Lexicon> lexicon;
  private Optional<String> place;
  private final Map<Long, Waiting> waiting = new HashMap<>(2);
  private long tickets;

  /** A way to the gate that has asked nothing yet; its first words say which server it is for. */
  public Door(Consumer<Command> out, Supplier<Lexicon> lexicon) {
    this(out, lexicon, Optional.empty());
  }

  /**
   * A way to the gate.
   *
   * @param lexicon the words in force
   * @param place which server it is for; empty where the first words say so
   */
  public Door(Consumer<Command> out, Supplier<Lexicon> lexicon, Optional<String> place) {
    this.out = out;
    this.lexicon = lexicon;
    this.place = place;
  }

  /** Asks for a passage. */
  public void admit(Asking asking, Consumer<Verdict> then) {
    draft(asking, TRIES, then);
  }

  /** Records a refusal of the session's own. */
  public void refuse(
      Description description, Refusal.Code code, String reason, Consumer<Verdict> then) {
    long ticket = ++tickets;
    waiting.put(ticket, new Waiting.ForVerdict(NEVER, 1, then));
    out.accept(new Command.Refuse(ticket, description, code, reason));
  }

  /** Asks what admissions would answer. */
  public void preview(List<Description> descriptions, Consumer<List<Preview>> then) {
    long ticket = ++tickets;
    waiting.put(ticket, new Waiting.ForPreviews(then));
    out.accept(new Command.PreviewThem(ticket, descriptions));
  }

  /** Whether an answer is outstanding. */
  public boolean waits() {
    return !waiting.isEmpty();
  }

  /** Hears an answer; one that was not asked for is dropped. */
  public void drafted(Event.Drafted drafted) {
    if (waiting.remove(drafted.ticket())
        instanceof Waiting.ForDraft(Asking asking, int tries, Consumer<Verdict> then)) {
      long ticket = ++tickets;
      waiting.put(ticket, new Waiting.ForVerdict(asking, tries, then));
      out.accept(
          new Command.Admit(
              ticket,
              drafted.draft(),
              asking.forward(drafted.draft(), drafted.trace()),
              asking.patience()));
    }
  }

  /** People are needed before an admission passes: who asked for it asks them, or lets it go. */
  public void needsPeople(Event.NeedsPeople needed) {
    long ticket = needed.ticket();
    if (waiting.get(ticket)
        instanceof Waiting.ForVerdict(Asking asking, int tries, Consumer<Verdict> then)) {
      asking.needsPeople(
          needed.needed(),
          () -> {
            if (waiting.containsKey(ticket)) {
              out.accept(new Command.AskPeople(ticket));
            }
          },
          leaving(ticket));
    }
  }

  private Consumer<Leaving> leaving(long ticket) {
    return why -> {
      if (waiting.containsKey(ticket)) {
        out.accept(new Command.LeavePeople(ticket, why));
      }
    };
  }

  /** Hears that people are asked. */
  public void held(Event.Held held) {
    long ticket = held.ticket();
    if (waiting.get(ticket)
        instanceof Waiting.ForVerdict(Asking asking, int tries, Consumer<Verdict> then)) {
      asking.held(held.request(), leaving(ticket));
    }
  }

  /** Hears an answer; one that was not asked for is dropped. */
  public void previewed(Event.Previewed previewed) {
    if (waiting.remove(previewed.ticket())
        instanceof Waiting.ForPreviews(Consumer<List<Preview>> then)) {
      then.accept(previewed.answers());
    }
  }

  /** Hears an answer; one that was not asked for is dropped. */
  public void decided(Event.Decided decided) {
    if (waiting.remove(decided.ticket())
        instanceof Waiting.ForVerdict(Asking asking, int tries, Consumer<Verdict> then)) {
      boolean stale =
          decided.verdict() instanceof Refusal refusal && refusal.code() == Refusal.Code.STALE;
      if (stale && tries > 1) {
        draft(asking, tries - 1, then);
      } else {
        then.accept(decided.verdict());
      }
    }
  }

  /**
   * A session is of the server that its target was when it began: nothing of it goes to another
   * that has the name now.
   */
  private void draft(Asking asking, int tries, Consumer<Verdict> then) {
    Lexicon words = lexicon.get();
    Description description = asking.describe(words);
    place = place.or(() -> Optional.of(words.place()));
    if (!place.get().equals(words.place())) {
      refuse(description, Refusal.Code.EXPIRED, MOVED, then);
      return;
    }
    long ticket = ++tickets;
    waiting.put(ticket, new Waiting.ForDraft(asking, tries, then));
    out.accept(new Command.DraftIt(ticket, description));
  }

  /** What a refusal would describe again: it is never asked to. */
  private static final Asking NEVER =
      new Asking() {
        @Override
        public Description describe(Lexicon lexicon) {
          throw new IllegalStateException("a refusal is not asked again");
        }

        @Override
        public Forwarded forward(Draft draft) {
          return Forwarded.NOTHING;
        }
      };
}
