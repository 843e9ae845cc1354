package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendType;
import dev.postern.gateway.protocol.postgres.wire.Report;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.kernel.gate.Passage;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Function;

/** What becomes of the client's messages while the target waits for a COPY's data. */
final class CopyIntake {
  private final Asking asking;
  private final Line line;
  private final Function<Step, Optional<Passage>> carrier;
  private final ArrayDeque<Step> again = new ArrayDeque<>(1);
  private Optional<Copying> copying = Optional.empty();
  private boolean halfSent;

  /**
   * Nothing is copied yet.
   *
   * @param carrier the passage that a statement's frames ride on
   */
  CopyIntake(Asking asking, Line line, Function<Step, Optional<Passage>> carrier) {
    this.asking = asking;
    this.line = line;
    this.carrier = carrier;
  }

  /** A message that had no place in a COPY and is to be read now that it failed of itself. */
  Optional<Step> again() {
    return Optional.ofNullable(again.poll());
  }

  /** Whether the client's messages are a COPY's. */
  boolean open() {
    return copying.map(Copying::open).orElse(false);
  }

  /** Whether more of them can be taken. */
  boolean takesMore() {
    return copying.map(copy -> copy.misplaced().isEmpty()).orElse(false);
  }

  /** Whether the target has a message of which the client has not sent the rest. */
  boolean halfSent() {
    return halfSent || copying.map(Copying::unfinished).orElse(false);
  }

  /** What is copied now. */
  Optional<Copying> running() {
    return copying;
  }

  /** Takes a message that is a COPY's; false when it is none. */
  boolean take(FrontendMessage message, Slice bytes) {
    if (open()) {
      copied(copying.orElseThrow(), message, bytes);
      return true;
    }
    if (halfSent && message instanceof FrontendMessage.CopyData run) {
      // The COPY is over, but the target has the first half of this message.
      halfSent = run.unfinished();
      line.structural(bytes);
      return true;
    }
    return false;
  }

  private void copied(Copying copy, FrontendMessage message, Slice bytes) {
    switch (message) {
      case FrontendMessage.CopyData run -> {
        if (copy.poison().isEmpty()) {
          copy.fed(run);
          feed(copy, bytes);
        }
      }
      case FrontendMessage.CopyDone done -> endCopy(copy, bytes);
      case FrontendMessage.CopyFail fail -> endCopy(copy, bytes);
      case FrontendMessage.Sync sync -> copy.ignored(new Step(message, bytes));
      case FrontendMessage.Flush flush -> {}
      case FrontendMessage.Query query -> misplaced(copy, message, bytes);
      case FrontendMessage.Parse parse -> misplaced(copy, message, bytes);
      case FrontendMessage.Bind bind -> misplaced(copy, message, bytes);
      case FrontendMessage.Execute execute -> misplaced(copy, message, bytes);
      case FrontendMessage.Describe describe -> misplaced(copy, message, bytes);
      case FrontendMessage.Close close -> misplaced(copy, message, bytes);
      case FrontendMessage.FunctionCall call -> misplaced(copy, message, bytes);
      case FrontendMessage.Unreadable unreadable -> {
        if (unreadable.type() == FrontendType.COPY_FAIL) {
          failCopy(copy, unreadable.why());
        } else {
          misplaced(copy, message, bytes);
        }
      }
      case FrontendMessage.Terminate terminate -> {}
    }
  }

  private void endCopy(Copying copy, Slice bytes) {
    copy.ended();
    if (copy.poison().isEmpty()) {
      feed(copy, bytes);
    }
  }

  /** Its reason cannot be read, but it ends the COPY all the same. */
  private void failCopy(Copying copy, String why) {
    copy.ended();
    if (copy.poison().isEmpty()) {
      Poison poison = asking.copyPoison(Report.of("ERROR", "08P01", "CopyFail: " + why));
      copy.poisoned(poison);
      line.structural(Slice.of(poison.frame()));
    }
  }

  private void feed(Copying copy, Slice bytes) {
    carrier
        .apply(copy.of())
        .ifPresent(passage -> line.continued(passage, copy.of().tally(), bytes));
  }

  /** The server fails a COPY at a message that is none of its own; so does ours, by a poison. */
  private void misplaced(Copying copy, FrontendMessage message, Slice bytes) {
    if (copy.poison().isPresent()) {
      return;
    }
    String type = "0x" + Integer.toHexString(message.type().code());
    Poison poison =
        asking.copyPoison(
            Report.of(
                "ERROR", "08P01", "unexpected message type " + type + " during COPY from stdin"));
    copy.poisoned(poison);
    copy.misplaced(message, bytes);
    line.structural(Slice.of(poison.frame()));
  }

  /** The target waits for a COPY's data. */
  void begin(Step step) {
    copying = Optional.of(new Copying(step));
  }

  /**
   * The target takes no data any more.
   *
   * @param byPoison whether it failed because the gateway made it
   */
  void end(Step step, boolean failed, boolean byPoison) {
    copying
        .filter(copy -> copy.of() == step)
        .ifPresent(copy -> {
          copying = Optional.empty();
          halfSent = copy.unfinished();
          if (failed && !byPoison) {
            again.addAll(copy.due());
            copy.misplaced().ifPresent(again::add);
          }
        });
  }
}
