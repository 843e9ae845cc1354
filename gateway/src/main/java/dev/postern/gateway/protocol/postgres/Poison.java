package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendPrinter;
import dev.postern.gateway.protocol.postgres.wire.Report;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import java.util.List;

/**
 * What the target gets in the place of a refused message: something that fails there, so that a
 * transaction, and a pipeline, go on exactly as after a failing statement. Its error is known by a
 * nonce and replaced by the refusal.
 *
 * @param nonce a word that is no SQL, names no statement, and that nobody can foresee
 * @param frame what is sent
 * @param told what the client hears instead of the target's error
 */
record Poison(String nonce, byte[] frame, Report told) {
  /** In the place of a message that was refused. */
  static Poison of(FrontendMessage message, Report told, String nonce) {
    Slice word = Slice.of(nonce);
    FrontendMessage sent =
        switch (message.type()) {
          // An older unnamed statement is dropped by it, as a failing Parse does natively.
          case PARSE ->
              new FrontendMessage.Parse(
                  message instanceof FrontendMessage.Parse parse ? parse.name() : word,
                  word,
                  List.of());
          case BIND, EXECUTE, DESCRIBE, CLOSE, FLUSH ->
              new FrontendMessage.Bind(Slice.EMPTY, word, List.of(), List.of(), List.of());
          case QUERY, FUNCTION_CALL, SYNC, TERMINATE, PROOF -> new FrontendMessage.Query(word);
          case COPY_DATA, COPY_DONE, COPY_FAIL -> new FrontendMessage.CopyFail(word);
        };
    return new Poison(nonce, FrontendPrinter.print(sent), told);
  }

  /** For a COPY that shall not go on. */
  static Poison ofCopy(Report told, String nonce) {
    return new Poison(
        nonce, FrontendPrinter.print(new FrontendMessage.CopyFail(Slice.of(nonce))), told);
  }

  /** Whether an error of the target is the one that this caused. */
  boolean caused(Report report) {
    return report.message().contains(nonce);
  }
}
