package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.Read;
import dev.postern.gateway.protocol.postgres.wire.Report;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.protocol.postgres.wire.WireFault;
import dev.postern.gateway.session.Event;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Refusal;
import dev.postern.kernel.gate.Revocation;
import java.util.Optional;

/**
 * The statements of one session: messages are read in the client's order, decided, sent in that
 * order, and answered in the target's. At most one group is under way.
 */
final class Relay implements Statements {
  private final Conversation conversation;
  private final StatementLimits limits;
  private final Line line;
  private final Names names = new Names();
  private final Group group = new Group();
  private final Asking asking;
  private final Intake intake;
  private final Replies replies;
  private final Holding holding;
  private Optional<WireFault> fault = Optional.empty();
  private Optional<Runnable> resting = Optional.empty();
  private boolean farewell;
  private boolean breaking;
  private boolean flushed;
  private boolean cancelled;
  private boolean going;

  private Relay(Conversation conversation, Opened opened, StatementLimits limits) {
    this.conversation = conversation;
    this.limits = limits;
    this.line = new Line(conversation, opened.passage());
    this.asking =
        new Asking(conversation, new StatementDescriber(opened, limits), group, line, this::go);
    this.intake = new Intake(conversation, asking, names, group, line, limits);
    this.replies = new Replies(conversation, names, group, line, intake);
    this.holding = new Holding(conversation, opened, group, line);
  }

  /** The statements of a session that is ready. */
  static Statements begin(Conversation conversation, Opened opened, Slice ready) {
    return begin(conversation, opened, ready, StatementLimits.DEFAULT);
  }

  static Statements begin(
      Conversation conversation, Opened opened, Slice ready, StatementLimits limits) {
    Relay relay = new Relay(conversation, opened, limits);
    relay.line.show(ready);
    relay.line.deliver();
    return relay;
  }

  @Override
  public void readClient() {
    go();
  }

  @Override
  public void readTarget() {
    boolean reading = true;
    while (reading && asking.inCharge()) {
      reading =
          switch (conversation.target().next()) {
            case Read.More<BackendMessage> more -> false;
            case Read.Broken<BackendMessage>(WireFault broken) -> {
              targetBroke(broken.text());
              yield false;
            }
            case Read.Message<BackendMessage>(BackendMessage message, Slice bytes) -> {
              if (!replies.hear(message, bytes)) {
                targetBroke("it answered what it was not asked");
              }
              yield true;
            }
          };
    }
    line.deliver();
    go();
  }

  private void targetBroke(String why) {
    line.deliver();
    asking.cut(
        Report.of("FATAL", "08P01", "target_failed: the target broke the protocol: " + why),
        Leaf.End.FAILED);
  }

  /** Reads, decides and sends as far as it goes. */
  private void go() {
    if (going) {
      return;
    }
    going = true;
    try {
      boolean moved = true;
      while (moved && asking.inCharge()) {
        moved = read();
        moved |= send();
      }
    } finally {
      going = false;
    }
    if (asking.inCharge()) {
      if (holding.look()) {
        flush();
      }
      rest();
    }
  }

  private boolean read() {
    boolean any = false;
    while (mayRead()) {
      Optional<Step> again = intake.copies().again();
      if (again.isPresent()) {
        intake.take(again.get().message(), again.get().bytes());
        any = true;
        continue;
      }
      switch (conversation.client().next()) {
        case Read.More<FrontendMessage> more -> {
          return any;
        }
        case Read.Broken<FrontendMessage>(WireFault broken) -> fault = Optional.of(broken);
        case Read.Message<FrontendMessage>(FrontendMessage message, Slice bytes) -> {
          any = true;
          if (message instanceof FrontendMessage.Terminate) {
            farewell = true;
          } else if (message instanceof FrontendMessage.Unreadable unreadable
              && framing(unreadable)) {
            fault =
                Optional.of(
                    new WireFault(
                        WireFault.Kind.MALFORMED, unreadable.type() + ": " + unreadable.why()));
          } else {
            intake.take(message, bytes);
          }
        }
      }
    }
    return any;
  }

  /** Without these nothing says where a group ends. */
  private static boolean framing(FrontendMessage.Unreadable unreadable) {
    return switch (unreadable.type()) {
      case SYNC, FLUSH, TERMINATE, PROOF -> true;
      case QUERY,
          PARSE,
          BIND,
          EXECUTE,
          DESCRIBE,
          CLOSE,
          FUNCTION_CALL,
          COPY_DATA,
          COPY_DONE,
          COPY_FAIL ->
          false;
    };
  }

  private boolean mayRead() {
    cancelled &= conversation.cancelling().isPresent();
    if (cancelled || farewell || fault.isPresent() || !asking.inCharge()) {
      return false;
    }
    if (intake.copies().open()) {
      return intake.copies().takesMore();
    }
    return resting.isEmpty()
        && !intake.barred()
        && !group.closed()
        && asking.undecided() < limits.undecided()
        && !group.full(limits);
  }

  private boolean send() {
    boolean any = false;
    for (Optional<Step> next = group.next(); next.isPresent(); next = group.next()) {
      Step step = next.get();
      if (group.skipping() && !(step.message() instanceof FrontendMessage.Sync)) {
        group.leftOut(step);
        asking.leftOut(step);
        intake.answered(step);
      } else if (step.decided() == Step.Decided.WAITING || !intake.ready(step)) {
        break;
      } else {
        intake.send(step);
        flushed = false;
      }
      any = true;
    }
    return any;
  }

  /** What waits for the target to have answered: it is made to, when nothing else would. */
  private void rest() {
    boolean asked = farewell || fault.isPresent() || resting.isPresent();
    if (asked) {
      holding.end(farewell);
      if (intake.hurry()) {
        go();
        return;
      }
    }
    if ((asked || group.full(limits))
        && group.unanswered() > 0
        && group.unanswered() == group.size()
        && !group.closed()) {
      flush();
    }
    // A target that waits for data answers nothing before that is over.
    boolean waitsForEver = (farewell || fault.isPresent()) && intake.copies().open();
    if (!asked || outstanding() && !waitsForEver) {
      return;
    }
    if (farewell) {
      asking.farewell();
    } else if (fault.isPresent()) {
      breakOff(fault.get());
    } else {
      Runnable then = resting.orElseThrow();
      resting = Optional.of(() -> {});
      then.run();
    }
  }

  private void flush() {
    if (!flushed && !intake.copies().halfSent()) {
      flushed = true;
      line.flush();
    }
  }

  /** What cannot be read is recorded; nothing tells where the next message would begin. */
  private void breakOff(WireFault broken) {
    if (breaking) {
      return;
    }
    breaking = true;
    Refusal.Code code =
        broken.kind() == WireFault.Kind.TOO_LONG
            ? Refusal.Code.OVER_LIMIT
            : Refusal.Code.NOT_UNDERSTOOD;
    conversation.refuse(
        asking.describer().unknown("unreadable message", Slice.EMPTY, asking.lexicon()),
        code,
        broken.text(),
        verdict -> asking.cut(Report.of("FATAL", "08P01", broken.text()), Leaf.End.FAILED));
  }

  @Override
  public void revoked(Passage passage, Revocation why) {
    if (asking.inCharge()) {
      new TakenBack(asking, intake, names, group, line).revoked(passage, why);
      go();
    }
  }

  @Override
  public void rulesChanged() {
    if (asking.inCharge() && asking.closesUp()) {
      Report why =
          Report.of(
              "FATAL",
              "57P01",
              "the rules changed: statements must be looked at from now on; connect again");
      if (outstanding()) {
        // What runs was never looked at, and could go on for as long as its client likes.
        asking.cut(why, Leaf.End.REVOKED);
      } else {
        rest(() -> asking.cut(why, Leaf.End.REVOKED));
      }
    }
  }

  @Override
  public void timer(int timer) {
    holding.timer(timer);
  }

  @Override
  public boolean held() {
    return holding.waits();
  }

  @Override
  public void letGo() {
    holding.end(false);
  }

  @Override
  public boolean cancelHeld() {
    return holding.cancel();
  }

  @Override
  public void done(Event.WorkDone done) {}

  @Override
  public void rest(Runnable then) {
    resting = Optional.of(then);
    flushed = false;
    go();
  }

  @Override
  public boolean outstanding() {
    return group.size() > 0;
  }

  @Override
  public long answered() {
    return group.answers();
  }

  @Override
  public void overdue(Report told) {
    replies.overdue(told);
    cancelled = true;
  }

  @Override
  public boolean speakable() {
    line.deliver();
    return line.speakable();
  }

  @Override
  public void over(Leaf.End end) {
    asking.over(end, names);
  }
}
