package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.BackendMessage.TransactionStatus;
import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendType;
import dev.postern.gateway.protocol.postgres.wire.Report;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Revocation;
import java.util.Optional;

/**
 * What the target says, held against what it was asked: each message answers the oldest one that is
 * unanswered, or belongs to the session. What answers nothing is a broken target.
 */
final class Replies {
  private final Conversation conversation;
  private final Names names;
  private final Group group;
  private final Line line;
  private final Intake intake;
  private final Asking asking;
  private Optional<String> commitFailed = Optional.empty();
  private Optional<Report> overdue = Optional.empty();

  Replies(Conversation conversation, Names names, Group group, Line line, Intake intake) {
    this.conversation = conversation;
    this.names = names;
    this.group = group;
    this.line = line;
    this.intake = intake;
    this.asking = intake.asking();
  }

  /**
   * What the target is at is being cancelled. Which message it fails at is not known: answers to
   * those before it may lie with the target still.
   *
   * @param told what the client hears in place of the target's words
   */
  void overdue(Report told) {
    overdue = Optional.of(told);
  }

  /** Takes a message; false when it has no place. */
  boolean hear(BackendMessage message, Slice bytes) {
    Optional<Step> step = group.answering();
    switch (message) {
      case BackendMessage.ParameterStatus status -> {
        conversation.settings().heard(status);
        line.show(bytes);
        return true;
      }
      case BackendMessage.NotificationResponse notification -> {
        line.show(bytes);
        return true;
      }
      case BackendMessage.NoticeResponse notice -> {
        step.ifPresentOrElse(of -> show(of, bytes), () -> line.show(bytes));
        return true;
      }
      case BackendMessage.ErrorResponse(Report report) -> {
        failed(step, report, bytes);
        return true;
      }
      case BackendMessage.ReadyForQuery(TransactionStatus status) -> {
        return step.isPresent() && ready(step.get(), status, bytes);
      }
      default -> {
        return step.isPresent()
            && step.get().poison().isEmpty()
            && answered(step.get(), message, bytes);
      }
    }
  }

  /** Whether a message may answer this one; if so it is shown and counted. */
  private boolean answered(Step step, BackendMessage message, Slice bytes) {
    return switch (step.message().type()) {
      case PARSE -> message instanceof BackendMessage.ParseComplete && parsed(step, bytes);
      case BIND -> message instanceof BackendMessage.BindComplete && bound(step, bytes);
      case CLOSE -> message instanceof BackendMessage.CloseComplete && closed(step, bytes);
      case DESCRIBE -> described(step, message, bytes);
      case EXECUTE ->
          !(message instanceof BackendMessage.RowDescription) && ran(step, message, bytes);
      case QUERY ->
          !(message instanceof BackendMessage.PortalSuspended) && ran(step, message, bytes);
      case FUNCTION_CALL ->
          message instanceof BackendMessage.FunctionCallResponse && shown(step, bytes);
      case SYNC, FLUSH, TERMINATE, COPY_DATA, COPY_DONE, COPY_FAIL, PROOF -> false;
    };
  }

  private boolean parsed(Step step, Slice bytes) {
    show(step, bytes);
    if (step.message() instanceof FrontendMessage.Parse parse) {
      names.statements().settle(Names.key(parse.name()));
    }
    done(step);
    return true;
  }

  private boolean bound(Step step, Slice bytes) {
    show(step, bytes);
    Portal portal = step.portal().orElseThrow();
    names
        .portals()
        .settle(portal.name())
        .ifPresent(before -> asking.close(before, Leaf.End.ANSWERED));
    done(step);
    return true;
  }

  private boolean closed(Step step, Slice bytes) {
    show(step, bytes);
    if (step.message() instanceof FrontendMessage.Close(FrontendMessage.Named of, Slice name)) {
      switch (of) {
        case STATEMENT -> names.statements().settle(Names.key(name));
        case PORTAL ->
            names
                .portals()
                .settle(Names.key(name))
                .ifPresent(portal -> asking.close(portal, Leaf.End.ANSWERED));
      }
    }
    done(step);
    return true;
  }

  private boolean described(Step step, BackendMessage message, Slice bytes) {
    boolean statement =
        step.message() instanceof FrontendMessage.Describe describe
            && describe.of() == FrontendMessage.Named.STATEMENT;
    if (message instanceof BackendMessage.ParameterDescription) {
      show(step, bytes);
      return statement && step.begin();
    }
    boolean last =
        message instanceof BackendMessage.RowDescription
            || message instanceof BackendMessage.NoData;
    if (last && statement == step.begun()) {
      show(step, bytes);
      done(step);
      return true;
    }
    return false;
  }

  /** Whether what a running statement answers comes in an order in which a server says it. */
  private boolean inOrder(Step step, BackendMessage message) {
    Step.Telling told = step.telling();
    return switch (message) {
      case BackendMessage.RowDescription columns -> told == Step.Telling.NOTHING;
      // A portal's columns were described before, or nobody asked for them.
      case BackendMessage.DataRows rows ->
          told == Step.Telling.ROWS
              || told == Step.Telling.NOTHING && step.message().type() == FrontendType.EXECUTE;
      case BackendMessage.CopyOutResponse copy -> told == Step.Telling.NOTHING;
      case BackendMessage.CopyInResponse copy ->
          told == Step.Telling.NOTHING && intake.copies().running().isEmpty();
      case BackendMessage.CopyData data -> told == Step.Telling.COPY_OUT;
      case BackendMessage.CopyDone done -> told == Step.Telling.COPY_OUT;
      case BackendMessage.CommandComplete complete -> told != Step.Telling.COPY_OUT;
      case BackendMessage.EmptyQueryResponse empty -> told == Step.Telling.NOTHING;
      default -> true;
    };
  }

  private static Step.Telling after(Step step, BackendMessage message) {
    return switch (message) {
      case BackendMessage.RowDescription columns -> Step.Telling.ROWS;
      case BackendMessage.CopyOutResponse copy -> Step.Telling.COPY_OUT;
      case BackendMessage.CopyDone done -> Step.Telling.NOTHING;
      case BackendMessage.CommandComplete complete -> Step.Telling.NOTHING;
      default -> step.telling();
    };
  }

  /** What running a statement may answer. */
  private boolean ran(Step step, BackendMessage message, Slice bytes) {
    if (!inOrder(step, message)) {
      return false;
    }
    step.telling(after(step, message));
    switch (message) {
      case BackendMessage.DataRows(int ended, boolean unfinished) -> {
        if (!afforded(step, ended, bytes)) {
          return true;
        }
        step.tally().rows(ended);
        line.unfinished(unfinished);
      }
      case BackendMessage.CopyData(int ended, boolean unfinished) -> {
        if (!afforded(step, ended, bytes)) {
          return true;
        }
        step.tally().rows(ended);
        line.unfinished(unfinished);
      }
      case BackendMessage.CopyInResponse copy -> intake.copyBegins(step);
      case BackendMessage.CommandComplete(Slice tag) -> {
        show(step, bytes);
        completed(step, tag.text());
        return true;
      }
      case BackendMessage.EmptyQueryResponse empty -> {
        show(step, bytes);
        executed(step, true);
        return true;
      }
      case BackendMessage.PortalSuspended suspended -> {
        show(step, bytes);
        executed(step, false);
        return true;
      }
      case BackendMessage.RowDescription columns -> {}
      case BackendMessage.CopyOutResponse copy -> {}
      case BackendMessage.CopyDone copied -> {}
      default -> {
        return false;
      }
    }
    return shown(step, bytes);
  }

  /** Takes rows from the budget that they rest on; where it is too small the session ends. */
  private boolean afforded(Step step, int rows, Slice bytes) {
    Optional<Passage> carrier = intake.carrier(step);
    Optional<Revocation> over = carrier.flatMap(passage -> passage.spend(rows, bytes.length()));
    if (carrier.isEmpty() || over.isEmpty()) {
      return true;
    }
    new TakenBack(asking, intake, names, group, line).revoked(carrier.get(), over.get());
    return false;
  }

  private void completed(Step step, String tag) {
    step.tally().tag(tag);
    intake.copies().end(step, false, false);
    step.text()
        .ifPresent(text ->
            step.namings(
                names.happened(
                    text.namings(),
                    step.namings(),
                    tag,
                    portal -> asking.close(portal, Leaf.End.ANSWERED))));
    executed(step, true);
  }

  private void executed(Step step, boolean whole) {
    if (step.message().type() == FrontendType.EXECUTE) {
      if (whole) {
        step.portal().ifPresent(Portal::spend);
      }
      done(step);
    }
  }

  private void failed(Optional<Step> answering, Report report, Slice bytes) {
    if (!report.severity().equals("ERROR")) {
      line.farewell();
    }
    if (answering.isEmpty()) {
      line.show(bytes);
      return;
    }
    Step step = answering.get();
    Optional<Poison> poison =
        step.poison()
            .or(() ->
                intake
                    .copies()
                    .running()
                    .filter(copy -> copy.of() == step)
                    .flatMap(Copying::poison));
    boolean byPoison = poison.map(with -> with.caused(report)).orElse(false);
    boolean cancelled =
        overdue.map(told -> told.sqlState().equals(report.sqlState())).orElse(false);
    if (byPoison) {
      line.say(poison.orElseThrow().told());
    } else if (cancelled && report.severity().equals("ERROR")) {
      line.say(overdue.orElseThrow());
    } else {
      show(step, TraceComments.placed(step, report, bytes));
    }
    step.tally().failed(byPoison ? poison.orElseThrow().told().sqlState() : report.sqlState());
    boolean misplaced =
        byPoison
            && intake.copies().running().map(copy -> copy.misplaced().isPresent()).orElse(false);
    intake.copies().end(step, true, byPoison);
    if (misplaced && conversation.settings().losesSync()) {
      asking.cut(
          Report.of(
              "FATAL", "08P01", "terminating connection because protocol synchronization was lost"),
          Leaf.End.FAILED);
      return;
    }
    if (step.extended()) {
      skipped(step);
    } else if (step.message().type() == FrontendType.SYNC) {
      commitFailed = Optional.of(report.sqlState());
    }
  }

  /** The target goes on at the next Sync. */
  private void skipped(Step step) {
    if (step.message() instanceof FrontendMessage.Parse parse && parse.name().isEmpty()) {
      // The server drops the unnamed statement before it reads the new one.
      names.statements().drop("");
    }
    if (step.message().type() == FrontendType.BIND) {
      step.portal().ifPresent(portal -> asking.close(portal, Leaf.End.ANSWERED));
    }
    done(step);
    for (Optional<Step> next = group.skipped(); next.isPresent(); next = group.skipped()) {
      intake.answered(next.get());
      asking.leftOut(next.get());
    }
    names.undo();
  }

  private void done(Step step) {
    group.answered();
    intake.answered(step);
    asking.close(step, Leaf.End.ANSWERED);
  }

  private boolean ready(Step step, TransactionStatus status, Slice bytes) {
    boolean unpoisoned = step.poison().isPresent() && !step.tally().failed();
    if (!step.endsGroup() || unpoisoned) {
      return false;
    }
    intake.copies().end(step, false, false);
    done(step);
    names.undo();
    if (step.message().type() == FrontendType.QUERY) {
      // A simple query drops the statement that has no name, and the portal once it runs.
      names.statements().drop("");
      if (!step.tally().failed()) {
        names.portals().drop("").ifPresent(portal -> asking.close(portal, Leaf.End.ANSWERED));
      }
    }
    for (Portal portal : names.portals().values()) {
      if (status != TransactionStatus.IN_TRANSACTION || portal.spent()) {
        commitFailed.ifPresent(portal.tally()::failed);
        asking.close(portal, Leaf.End.ANSWERED);
      }
    }
    if (status == TransactionStatus.IDLE) {
      names.transactionOver();
    }
    commitFailed = Optional.empty();
    overdue = Optional.empty();
    group.over(status);
    line.show(bytes);
    return true;
  }

  private boolean shown(Step step, Slice bytes) {
    show(step, bytes);
    return true;
  }

  private void show(Step step, Slice bytes) {
    Optional<Passage> carrier = intake.carrier(step);
    if (carrier.isPresent()) {
      line.show(carrier.get(), step.tally(), bytes);
    } else {
      line.show(bytes);
    }
  }
}
