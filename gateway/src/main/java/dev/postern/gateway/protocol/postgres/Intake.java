package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendType;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Description;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.operation.Lexicon;
import java.util.Optional;
import java.util.function.Function;

/** What becomes of each message of the client: described, sent on something that carries it. */
final class Intake {
  private final Asking asking;
  private final Names names;
  private final Group group;
  private final Line line;
  private final StatementLimits limits;
  private final ServerSettings settings;
  private final SqlTexts texts;
  private final CopyIntake copies;
  private final NameChecks checks;
  private Optional<Step> barrier = Optional.empty();
  private boolean hurried;

  Intake(
      Conversation conversation,
      Asking asking,
      Names names,
      Group group,
      Line line,
      StatementLimits limits) {
    this.asking = asking;
    this.names = names;
    this.group = group;
    this.line = line;
    this.limits = limits;
    this.settings = conversation.settings();
    this.texts = conversation.sessions().texts();
    this.checks = new NameChecks(asking, names, group, settings, limits);
    this.copies = new CopyIntake(asking, line, this::carrier);
  }

  Asking asking() {
    return asking;
  }

  /** The COPYs from the client. */
  CopyIntake copies() {
    return copies;
  }

  /** Whether nothing is read until the target has said whether it waits for a COPY's data. */
  boolean barred() {
    return barrier.isPresent();
  }

  /** Takes the next message of the client. */
  void take(FrontendMessage message, Slice bytes) {
    if (copies.take(message, bytes)) {
      return;
    }
    if (group.skipping() && message.type() != FrontendType.SYNC) {
      return;
    }
    Step step = new Step(message, bytes);
    switch (message) {
      case FrontendMessage.Query query -> query(step, query);
      case FrontendMessage.Parse parse -> parse(step, parse);
      case FrontendMessage.Bind bind -> bind(step, bind);
      case FrontendMessage.Execute execute -> execute(step, execute);
      case FrontendMessage.Describe describe -> describe(step, describe);
      case FrontendMessage.Close close -> close(step, close);
      case FrontendMessage.FunctionCall call -> {
        asking.comments().other(step);
        asking.ask(step, lexicon -> asking.describer().function(call, lexicon));
      }
      case FrontendMessage.Unreadable unreadable -> {
        if (unreadable.type() == FrontendType.COPY_FAIL) {
          return;
        }
        unreadable(step, unreadable);
      }
      case FrontendMessage.Sync sync -> asking.comments().groupEnds();
      case FrontendMessage.Flush flush -> {}
      // The server ignores what is left of a COPY that has failed, and so do we.
      case FrontendMessage.CopyData stray -> {
        return;
      }
      case FrontendMessage.CopyDone stray -> {
        return;
      }
      case FrontendMessage.CopyFail stray -> {
        return;
      }
      case FrontendMessage.Terminate terminate -> {
        return;
      }
    }
    group.add(step);
  }

  private void query(Step step, FrontendMessage.Query query) {
    SqlText read = texts.read(query.text(), settings, group.settled());
    step.with(read);
    if (!read.namings().isEmpty() && checks.full(step, "names")
        || checks.unreadable(step, read)
        || checks.unknown(step, read)) {
      return;
    }
    SqlText text = step.text().orElseThrow();
    asking.comments().read(step, text, group.settled());
    asking.ask(step, lexicon -> asking.describer().statement("query", text, lexicon));
    names.propose(text);
  }

  private void parse(Step step, FrontendMessage.Parse parse) {
    SqlText text = texts.read(parse.text(), settings, group.settled()).with(parse.parameterTypes());
    asking.comments().read(step, text, group.settled());
    if (!text.settles()) {
      group.unsettle();
    }
    step.with(text);
    if (checks.full(step, "prepared statements")
        || checks.incomparable(step, parse.name())
        || checks.unreadable(step, text)) {
      return;
    }
    asking.prepare(step, lexicon -> asking.describer().parse(parse, text, lexicon));
    names.statements().propose(Names.key(parse.name()), Optional.of(text));
  }

  private void bind(Step step, FrontendMessage.Bind bind) {
    Optional<SqlText> prepared = names.statements().get(Names.key(bind.statement()));
    String portal = Names.key(bind.portal());
    if (checks.incomparable(step, bind.statement()) || checks.incomparable(step, bind.portal())) {
      return;
    }
    if (prepared.isEmpty() && asking.posture() == Posture.GUARDED) {
      checks.nameless(step, FrontendMessage.Named.STATEMENT, bind.statement());
      return;
    }
    if (checks.full(step, "portals")
        || prepared.isPresent() && checks.unknown(step, prepared.get())) {
      return;
    }
    Optional<SqlText> text = step.text();
    if (text.isPresent() && !text.get().settles()) {
      group.unsettle();
    }
    step.with(Portal.bound(portal, text, kept(bind)));
    asking.comments().bound(step, prepared);
    asking.ask(
        step,
        lexicon ->
            text.map(found -> asking.describer().bind(bind, found, lexicon))
                .orElseGet(() ->
                    asking.describer().unknown("bind of a statement", step.bytes(), lexicon)));
    names.portals().propose(portal, step.portal());
  }

  /** What a portal may be asked about with once more; an open session's statements are not read. */
  private Optional<BoundValues> kept(FrontendMessage.Bind bind) {
    return asking.posture() == Posture.OPEN
        ? Optional.of(BoundValues.NONE)
        : new BoundValues(bind.formats(), bind.values()).kept(limits.portalBytes());
  }

  private void execute(Step step, FrontendMessage.Execute execute) {
    Optional<Portal> portal = names.portals().get(Names.key(execute.portal()));
    if (portal.isEmpty() && asking.posture() == Posture.GUARDED) {
      checks.nameless(step, FrontendMessage.Named.PORTAL, execute.portal());
      return;
    }
    portal.ifPresent(step::with);
    Optional<SqlText> bound = portal.flatMap(Portal::text);
    if (bound.isPresent() && checks.unknown(step, bound.get())) {
      return;
    }
    if (!step.text().map(SqlText::settles).orElse(false)) {
      group.unsettle();
    }
    // The names that it runs may mean something else by now than they did at its Bind.
    boolean same =
        step.text().map(SqlText::runs).equals(bound.map(SqlText::runs))
            && step.text().map(SqlText::verbs).equals(bound.map(SqlText::verbs));
    if (!same || !portal.map(Portal::carries).orElse(false)) {
      askAgain(step);
    }
    step.text().ifPresent(names::propose);
    if (step.text().map(SqlText::mayCopyIn).orElse(true)) {
      barrier = Optional.of(step);
    }
  }

  /**
   * What is run once more, or was declared by another statement, is an operation of its own. The
   * values that it was bound to stand in its Bind alone: where there are any, people are not asked
   * about it without them.
   */
  private void askAgain(Step step) {
    Optional<Portal> portal = step.portal();
    step.separate();
    asking.comments().other(step);
    Function<Lexicon, Description> described =
        lexicon ->
            portal
                .flatMap(of -> step.text().map(text -> asking.describer().again(of, text, lexicon)))
                .orElseGet(
                    () -> asking.describer().unknown("execute of a portal", step.bytes(), lexicon));
    if (step.text().map(SqlText::takesValues).orElse(true)) {
      asking.askWithoutPeople(step, described);
    } else {
      asking.ask(step, described);
    }
  }

  private void describe(Step step, FrontendMessage.Describe describe) {
    String key = Names.key(describe.name());
    boolean known =
        switch (describe.of()) {
          case STATEMENT -> names.statements().get(key).isPresent();
          case PORTAL -> {
            Optional<Portal> portal = names.portals().get(key);
            portal.ifPresent(step::with);
            yield portal.isPresent();
          }
        };
    if (!known && asking.posture() == Posture.GUARDED) {
      checks.nameless(step, describe.of(), describe.name());
    }
  }

  private void close(Step step, FrontendMessage.Close close) {
    String key = Names.key(close.name());
    switch (close.of()) {
      case STATEMENT -> names.statements().propose(key, Optional.empty());
      case PORTAL -> names.portals().propose(key, Optional.empty());
    }
  }

  private void unreadable(Step step, FrontendMessage.Unreadable unreadable) {
    asking.refuse(
        step,
        asking.describer().unknown("unreadable message", Slice.EMPTY, asking.lexicon()),
        "08P01",
        unreadable.why());
  }

  /** No more is read: what waits for more waits no longer. False when that was said before. */
  boolean hurry() {
    boolean first = !hurried;
    hurried = true;
    return first;
  }

  /**
   * Whether what prepares a statement that people are asked about may be sent: together with that,
   * for it locks the statement's tables, and may run something. Where its answer is waited for
   * before there is anything to ask about, it is sent if it runs nothing, and else asked about.
   */
  private boolean prepared(Step parse) {
    Optional<Step> bind =
        group.behind(
            parse, each -> each.message().type() == FrontendType.BIND && ofOneText(each, parse));
    if (bind.isPresent()) {
      return switch (bind.get().decided()) {
        case WAITING -> false;
        case PASSED, NOT_ASKED -> true;
        case REFUSED -> {
          asking.close(parse, Leaf.End.CANCELLED);
          asking.poison(parse, bind.get().poison().orElseThrow().told());
          yield true;
        }
      };
    }
    boolean flushed =
        group.behind(parse, each -> each.message().type() == FrontendType.FLUSH).isPresent();
    if (!flushed && !group.closed() && !group.full(limits) && !barred() && !hurried) {
      return false;
    }
    SqlText text = parse.text().orElseThrow();
    if (text.runsWhenParsed() && parse.message() instanceof FrontendMessage.Parse message) {
      asking.close(parse, Leaf.End.CANCELLED);
      asking.ask(parse, lexicon -> asking.describer().parse(message, text, lexicon));
      return false;
    }
    return true;
  }

  private static boolean ofOneText(Step bind, Step parse) {
    return bind.text().map(SqlText::text).equals(parse.text().map(SqlText::text));
  }

  /** Whether a message has all that it needs to be sent. */
  boolean ready(Step step) {
    if (step.passage().map(Passage::preparesHeld).orElse(false)) {
      return prepared(step);
    }
    boolean carried =
        step.decided() != Step.Decided.NOT_ASKED
            || step.message().type() != FrontendType.EXECUTE
            || carrier(step).isPresent();
    if (!carried) {
      // Its portal was taken back in between.
      askAgain(step);
    }
    return carried;
  }

  /** Sends a message, or what stands in for it. */
  void send(Step step) {
    if (step.message().type() == FrontendType.FLUSH && step.decided() == Step.Decided.NOT_ASKED) {
      group.leftOut(step);
      line.structural(step.bytes());
      return;
    }
    switch (step.decided()) {
      case REFUSED -> {
        line.structural(Slice.of(step.poison().orElseThrow().frame()));
        if (step.extended()) {
          group.skip();
        }
      }
      case PASSED -> passed(step, step.passage().orElseThrow());
      case NOT_ASKED -> {
        Optional<Passage> carrier = carrier(step);
        if (carrier.isPresent()) {
          line.continued(carrier.get(), step.tally(), step.bytes());
        } else {
          line.structural(step.bytes());
        }
      }
      case WAITING -> throw new IllegalStateException("it is not decided yet");
    }
    group.sent(step);
    if (barrier.filter(step::equals).isPresent()) {
      line.flush();
    }
  }

  private void passed(Step step, Passage passage) {
    line.decided(passage, step.tally());
    if (step.message().type() == FrontendType.BIND) {
      step.portal().orElseThrow().admitted(step.release().orElseThrow());
    }
  }

  /** The passage that a message's frames ride on; empty where they are structural. */
  Optional<Passage> carrier(Step step) {
    return step.passage().or(() -> step.portal().flatMap(Portal::passage));
  }

  /** The target waits for a COPY's data. */
  void copyBegins(Step step) {
    copies.begin(step);
    barrier = Optional.empty();
  }

  /** The target has answered a message, or failed at it: what waited for that goes on. */
  void answered(Step step) {
    barrier = barrier.filter(waits -> waits != step);
  }
}
