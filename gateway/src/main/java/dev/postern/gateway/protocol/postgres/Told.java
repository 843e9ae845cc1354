package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.Report;
import dev.postern.kernel.gate.HeldRequest;
import dev.postern.kernel.gate.Refusal;
import dev.postern.kernel.gate.Revocation;
import java.time.Instant;
import java.util.Optional;

/**
 * Refusals in the words of this protocol: the reason as the message, the stable code and the
 * request id in the detail.
 */
final class Told {
  /** A session was without a statement for too long. */
  static final Report RESTED =
      Report.of("FATAL", "57P05", "the session was idle for longer than its target allows")
          .with('D', "postern: session.idle");

  /** A statement ran for too long and was cancelled. */
  static final Report OVERDUE =
      Report.of("ERROR", "57014", "the statement ran for longer than its target allows")
          .with('D', "postern: times.statement");

  /** A statement ran for too long and could not be cancelled. */
  static final Report STUBBORN =
      Report.of(
              "FATAL",
              "57014",
              "a statement ran for longer than its target allows, and could not be cancelled")
          .with('D', "postern: times.statement");

  private Told() {}

  /** Why a statement was turned away. */
  static Report refused(Refusal refusal) {
    return Report.of("ERROR", sqlState(refusal.code()), refusal.reason())
        .with('D', detail(refusal));
  }

  /**
   * That a statement waits for people, and what can be done about it.
   *
   * @param until when it ends unanswered
   * @param reviews where the page of a request is, without its name; empty for nowhere
   */
  static Report held(HeldRequest request, Instant until, Optional<String> reviews) {
    String page = reviews.map(at -> ", or on " + at + request.id()).orElse("");
    return Report.of(
            "NOTICE",
            "01000",
            "this waits for an approval by " + request.reviewers() + " until " + until)
        .with('D', "postern: held, approval " + request.id())
        .with(
            'H',
            "It is answered by: postern requests approve "
                + request.id()
                + page
                + ". To take it back, cancel the statement.");
  }

  /** Why a session was not opened. */
  static Report notOpened(Refusal refusal) {
    String sqlState =
        switch (refusal.code()) {
          case LEDGER_DOWN, OVER_LIMIT -> sqlState(refusal.code());
          case DENIED,
              UNAPPROVABLE,
              PENDING,
              WITHDRAWN,
              LOCKED,
              EXPIRED,
              STALE,
              NOT_UNDERSTOOD,
              UNMASKABLE ->
              "28000";
        };
    return Report.of("FATAL", sqlState, "the session was not opened: " + refusal.reason())
        .with('D', detail(refusal));
  }

  /** Why a session that was open is taken back. */
  static Report takenBack(Revocation why) {
    return Report.of("FATAL", "57P01", "the session was ended: " + why.reason())
        .with('D', "postern: " + why.code().word());
  }

  /** The SQLSTATE of a statement's refusal. */
  static String sqlState(Refusal.Code code) {
    return switch (code) {
      case DENIED,
          UNAPPROVABLE,
          PENDING,
          WITHDRAWN,
          LOCKED,
          EXPIRED,
          STALE,
          NOT_UNDERSTOOD,
          UNMASKABLE ->
          "42501";
      case OVER_LIMIT -> "54000";
      case LEDGER_DOWN -> "58030";
    };
  }

  private static String detail(Refusal refusal) {
    return "postern: " + refusal.code().word() + ", request " + refusal.id();
  }
}
