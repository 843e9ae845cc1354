package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.BackendMessage.TransactionStatus;
import dev.postern.kernel.operation.Effect;

/**
 * The transaction that a session is in, as far as a wait for people has to know it: one that has
 * written keeps its locks for as long as they think.
 */
final class Transaction {
  private boolean wrote;
  private TransactionStatus status = TransactionStatus.IDLE;

  /** A message is on its way to the target. */
  void sent(Step step) {
    wrote |= step.decided() != Step.Decided.REFUSED && writes(step);
  }

  /** The target is ready for the next. */
  void ready(TransactionStatus now) {
    status = now;
    if (now == TransactionStatus.IDLE) {
      wrote = false;
    }
  }

  /** Whether anything was run in it that is not known to read only. */
  boolean wrote() {
    return wrote;
  }

  /** Whether the target refuses everything until it ends. */
  boolean failed() {
    return status == TransactionStatus.FAILED;
  }

  /** Whether a message runs something that is not known to read only. */
  static boolean writes(Step step) {
    return switch (step.message().type()) {
      case QUERY, EXECUTE, FUNCTION_CALL ->
          step.text()
                  .map(text -> text.sense().effect())
                  .orElse(Effect.UNKNOWN)
                  .compareTo(Effect.READ)
              > 0;
      case PARSE,
          BIND,
          DESCRIBE,
          CLOSE,
          FLUSH,
          SYNC,
          TERMINATE,
          COPY_DATA,
          COPY_DONE,
          COPY_FAIL,
          PROOF ->
          false;
    };
  }
}
