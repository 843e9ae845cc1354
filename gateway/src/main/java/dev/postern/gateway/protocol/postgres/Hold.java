package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.Report;
import dev.postern.kernel.gate.HeldRequest;
import dev.postern.kernel.gate.Leaving;
import dev.postern.kernel.gate.PeopleNeeded;
import dev.postern.kernel.gate.Refusal;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The wait of one message for people: not asked yet, asked, told that they are asked, and left
 * where the session itself ends it. What is left never runs, whatever its verdict.
 */
final class Hold {
  /** What a reached bound of the desk is told as: the client is not at fault. */
  private static final String LIMIT = "53400";

  /**
   * Why the session itself ended it.
   *
   * @param hint what the client can do; empty for nothing
   */
  record Left(String sqlState, String reason, String hint) {
    static Left of(String sqlState, String reason) {
      return new Left(sqlState, reason, "");
    }
  }

  private final PeopleNeeded needed;
  private final Runnable ask;
  private final Consumer<Leaving> leave;
  private boolean asked;
  private Optional<HeldRequest> request = Optional.empty();
  private Optional<Left> left = Optional.empty();

  /**
   * Nobody is asked yet.
   *
   * @param ask asks people
   * @param leave ends the wait; the verdict comes all the same
   */
  Hold(PeopleNeeded needed, Runnable ask, Consumer<Leaving> leave) {
    this.needed = needed;
    this.ask = ask;
    this.leave = leave;
  }

  /** Who must approve, in words. */
  String reviewers() {
    return needed.told();
  }

  /** Asks people, unless it was left. */
  void ask() {
    if (left.isEmpty()) {
      asked = true;
      ask.run();
    }
  }

  /** Whether people were asked, or are being asked. */
  boolean asked() {
    return asked;
  }

  /** People are asked. */
  void held(HeldRequest known) {
    request = Optional.of(known);
  }

  Optional<HeldRequest> request() {
    return request;
  }

  /** Ends it; an approval that overtakes this is worth nothing any more. */
  void leave(Left why) {
    if (left.isEmpty()) {
      left = Optional.of(why);
      leave.accept(new Leaving(Leaving.Kind.CANCELLED, why.reason()));
    }
  }

  Optional<Left> left() {
    return left;
  }

  /** A refusal as the client hears it. */
  Report told(Refusal refusal) {
    if (left.isPresent()) {
      return told(left.get(), refusal.code().word(), refusal.id().toString());
    }
    String sqlState =
        refusal.code() == Refusal.Code.OVER_LIMIT ? LIMIT : Told.sqlState(refusal.code());
    return Report.of("ERROR", sqlState, refusal.reason())
        .with('D', detail(refusal.code().word(), refusal.id().toString()));
  }

  /** What was left and approved all the same, as the client hears it. */
  Report told(Left why, String code, String entry) {
    Report report = Report.of("ERROR", why.sqlState(), why.reason()).with('D', detail(code, entry));
    return why.hint().isEmpty() ? report : report.with('H', why.hint());
  }

  private String detail(String code, String entry) {
    return "postern: "
        + code
        + ", request "
        + entry
        + request.map(known -> ", approval " + known.id()).orElse("");
  }
}
