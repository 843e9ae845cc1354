package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.Report;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Revocation;
import java.util.Optional;

/** What becomes of a message, or a portal, whose passage no longer holds. */
final class TakenBack {
  private final Asking asking;
  private final Intake intake;
  private final Names names;
  private final Group group;
  private final Line line;

  TakenBack(Asking asking, Intake intake, Names names, Group group, Line line) {
    this.asking = asking;
    this.intake = intake;
    this.names = names;
    this.group = group;
    this.line = line;
  }

  void revoked(Passage passage, Revocation why) {
    String detail = "postern: " + why.code().word() + ", request " + passage.id();
    Report told = Report.of("ERROR", "42501", why.reason()).with('D', detail);
    Optional<Copying> copying =
        intake
            .copies()
            .running()
            .filter(copy -> intake.carrier(copy.of()).filter(passage::equals).isPresent());
    // Once its end was sent a COPY can only be cut: the server ignores what comes behind that.
    boolean fails =
        copying.isPresent()
            && copying.get().open()
            && !copying.get().unfinished()
            && copying.get().poison().isEmpty();
    if (fails) {
      Poison poison = asking.copyPoison(told);
      copying.get().poisoned(poison);
      line.closing(passage, poison.frame());
    } else if (running(passage)) {
      asking.cut(
          Report.of("FATAL", "57P01", "the session was ended: " + why.reason()).with('D', detail),
          Leaf.End.REVOKED);
    } else if (!unsent(passage, told)) {
      idle(passage);
    }
  }

  /** The target may be acting on it, and what it answers may not be shown. */
  private boolean running(Passage passage) {
    for (Step step : group.unansweredSteps()) {
      if (intake.carrier(step).filter(passage::equals).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** It was not sent yet, so it is refused like any other. */
  private boolean unsent(Passage passage, Report told) {
    for (Step step : group.waiting()) {
      if (step.passage().filter(passage::equals).isPresent()) {
        asking.close(step, Leaf.End.REVOKED);
        asking.poison(step, told);
        return true;
      }
    }
    return false;
  }

  /** A portal that rests: what is asked of it next is decided anew. */
  private void idle(Passage passage) {
    for (Portal portal : names.portals().values()) {
      if (portal.passage().filter(passage::equals).isPresent()) {
        asking.close(portal, Leaf.End.REVOKED);
        return;
      }
    }
  }
}
