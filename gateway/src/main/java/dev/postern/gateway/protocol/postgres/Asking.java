package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.FrontendType;
import dev.postern.gateway.protocol.postgres.wire.Report;
import dev.postern.gateway.session.Door;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Description;
import dev.postern.kernel.gate.Draft;
import dev.postern.kernel.gate.HeldRequest;
import dev.postern.kernel.gate.Leaving;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Patience;
import dev.postern.kernel.gate.PeopleNeeded;
import dev.postern.kernel.gate.Refusal;
import dev.postern.kernel.gate.Verdict;
import dev.postern.kernel.operation.Forwarded;
import dev.postern.kernel.operation.Lexicon;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Asks the gate about messages, and gives passages back. */
final class Asking {
  /** What the ledger is told of an operation that the target skipped after an earlier error. */
  private static final String SKIPPED = "skipped";

  private static final Hold.Left NOT_WANTED =
      Hold.Left.of("57014", "nobody waits for this any more");

  private final Conversation conversation;
  private final Opened opened;
  private final Group group;
  private final Line line;
  private final Runnable go;
  private final StatementDescriber describer;
  private final Posture posture;
  private final TraceComments comments;
  private int undecided;

  Asking(
      Conversation conversation,
      StatementDescriber describer,
      Group group,
      Line line,
      Runnable go) {
    this.conversation = conversation;
    this.opened = describer.opened();
    this.group = group;
    this.line = line;
    this.go = go;
    this.describer = describer;
    this.posture = Posture.of(opened, lexicon());
    this.comments = new TraceComments(opened, posture, conversation.settings());
  }

  StatementDescriber describer() {
    return describer;
  }

  /** How the session was opened. */
  Posture posture() {
    return posture;
  }

  /** The traces in its statements' comments. */
  TraceComments comments() {
    return comments;
  }

  /** How many operations wait for the gate. */
  int undecided() {
    return undecided;
  }

  /** Whether statements may still move: the session is neither leaving nor over. */
  boolean inCharge() {
    return !conversation.over() && conversation.phase() instanceof Ready;
  }

  /** Asks for a passage for a message, which waits where policy wants people to approve it. */
  void ask(Step step, Function<Lexicon, Description> description) {
    ask(step, Patience.ATTACHED, description);
  }

  /** Asks for a passage for a message that does not show all that people would have to see. */
  void askWithoutPeople(Step step, Function<Lexicon, Description> description) {
    ask(step, Patience.NONE, description);
  }

  /** Asks for a passage for a message that only prepares another. */
  void prepare(Step step, Function<Lexicon, Description> description) {
    ask(step, Patience.PREPARES, description);
  }

  private void ask(Step step, Patience patience, Function<Lexicon, Description> description) {
    step.asked();
    undecided++;
    conversation.admit(
        wanted(step, patience, description),
        verdict ->
            decided(
                step,
                verdict,
                refusal ->
                    step.hold()
                        .map(hold -> hold.told(refusal))
                        .orElseGet(() -> Told.refused(refusal))));
  }

  private Door.Asking wanted(
      Step step, Patience patience, Function<Lexicon, Description> description) {
    return new Door.Asking() {
      @Override
      public Description describe(Lexicon lexicon) {
        step.trace().ifPresent(conversation::emit);
        return description.apply(lexicon);
      }

      @Override
      public Forwarded forward(Draft draft) {
        return forward(draft, Optional.empty());
      }

      @Override
      public Forwarded forward(Draft draft, Optional<String> trace) {
        return comments.forwarded(step, trace);
      }

      @Override
      public Patience patience() {
        return patience;
      }

      @Override
      public void needsPeople(PeopleNeeded needed, Runnable ask, Consumer<Leaving> leave) {
        needs(step, new Hold(needed, ask, leave));
      }

      @Override
      public void held(HeldRequest request, Consumer<Leaving> leave) {
        step.hold().ifPresent(hold -> hold.held(request));
        go.run();
      }
    };
  }

  private void needs(Step step, Hold hold) {
    Optional<Hold.Left> before = left(step);
    step.needs(hold);
    if (step.skipped() || !inCharge()) {
      hold.leave(NOT_WANTED);
    }
    // Decided once more on other rules: who has left it has left it.
    before.ifPresent(hold::leave);
    go.run();
  }

  /**
   * Turns a message away on the session's own account.
   *
   * @param sqlState what a server would say
   * @param reason what a server would say, in its words
   */
  void refuse(Step step, Description description, String sqlState, String reason) {
    step.asked();
    undecided++;
    Function<Refusal, Report> told =
        refusal ->
            Report.of("ERROR", sqlState, reason)
                .with('D', "postern: " + refusal.code().word() + ", request " + refusal.id());
    Refusal.Code code =
        sqlState.equals("54000") ? Refusal.Code.OVER_LIMIT : Refusal.Code.NOT_UNDERSTOOD;
    conversation.refuse(description, code, reason, verdict -> decided(step, verdict, told));
  }

  /** The words in force, for what is refused without the gate being asked. */
  Lexicon lexicon() {
    return opened.target().lexicon().get();
  }

  private void decided(Step step, Verdict verdict, Function<Refusal, Report> told) {
    undecided--;
    switch (verdict) {
      case Passage passage -> passed(step, passage);
      case Refusal refusal -> poison(step, told.apply(refusal));
    }
    go.run();
  }

  private void passed(Step step, Passage passage) {
    if (step.skipped() || !inCharge()) {
      step.tally().failed(SKIPPED);
      line.close(passage, step.tally(), Leaf.End.CANCELLED);
    } else if (left(step).isPresent()) {
      // People approved while nobody waited any more: what was taken back does not run.
      line.close(passage, step.tally(), Leaf.End.CANCELLED);
      Hold hold = step.hold().orElseThrow();
      poison(
          step,
          hold.told(left(step).get(), Refusal.Code.WITHDRAWN.word(), passage.id().toString()));
    } else if (passage.masking().none()) {
      step.passed(passage);
    } else {
      line.close(passage, step.tally(), Leaf.End.WITHHELD);
      String detail = "postern: unmaskable, request " + passage.id();
      poison(
          step,
          Report.of("ERROR", "42501", "the answer holds data that you may not see")
              .with('D', detail));
    }
  }

  private static Optional<Hold.Left> left(Step step) {
    return step.hold().flatMap(Hold::left);
  }

  /** Something that fails goes to the target in the message's place. */
  void poison(Step step, Report told) {
    step.refused(Poison.of(step.message(), told, conversation.sessions().newWord()));
  }

  /** A poison for a COPY. */
  Poison copyPoison(Report told) {
    return Poison.ofCopy(told, conversation.sessions().newWord());
  }

  /** The target never does it: an earlier message of its group failed. */
  void leftOut(Step step) {
    step.skip();
    step.hold().ifPresent(hold -> hold.leave(NOT_WANTED));
    if (step.message().type() == FrontendType.BIND || step.passage().isPresent()) {
      step.tally().failed(SKIPPED);
      close(step, Leaf.End.ANSWERED);
      step.portal().ifPresent(portal -> close(portal, Leaf.End.ANSWERED));
    }
  }

  /** A portal is over. */
  void close(Portal portal, Leaf.End end) {
    portal.release().ifPresent(passage -> line.close(passage, portal.tally(), end));
  }

  /** The client said farewell and everything before it was answered. */
  void farewell() {
    if (conversation.phase() instanceof Ready ready) {
      ready.farewell();
    }
  }

  /** Ends the session at once, and says why where that can be said. */
  void cut(Report why, Leaf.End end) {
    if (conversation.phase() instanceof Ready ready) {
      ready.cut(why, end);
    }
  }

  /** Whether the session is open and would not be opened so any more. */
  boolean closesUp() {
    return posture == Posture.OPEN && Posture.of(opened, lexicon()) == Posture.GUARDED;
  }

  /** Nothing moves any more. */
  void over(Leaf.End end, Names names) {
    for (Iterator<Step> left = group.drain(); left.hasNext(); ) {
      Step step = left.next();
      step.skip();
      step.hold().ifPresent(hold -> hold.leave(NOT_WANTED));
      step.release().ifPresent(passage -> line.close(passage, step.tally(), end));
      step.portal().ifPresent(portal -> close(portal, end));
    }
    names.portals().values().forEach(portal -> close(portal, end));
  }

  /** Takes a passage out of a step and closes it. */
  void close(Step step, Leaf.End end) {
    Optional<Passage> had = step.release();
    had.ifPresent(passage -> line.close(passage, step.tally(), end));
  }
}
