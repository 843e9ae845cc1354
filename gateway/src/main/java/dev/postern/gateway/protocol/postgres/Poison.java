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
 * @param nonce a word that is no SQL, names no statement, and that nobody can foresee; empty where
 *     the message has no place for a word
 * @param frame what is sent
 * @param told what the client hears instead of the target's error
 */
record Poison(String nonce, byte[] frame, Report told) {
  /** The number of a type of every server's, which is no function's. */
  private static final int NO_FUNCTION = 16;

  /** What a server says of a function that does not exist. */
  private static final String UNDEFINED_FUNCTION = "42883";

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
          // A Query in its place would drop the unnamed statement, which a failing call leaves
          // alone.
          case FUNCTION_CALL ->
              new FrontendMessage.FunctionCall(NO_FUNCTION, List.of(), List.of(), 0);
          case QUERY, SYNC, TERMINATE, PROOF -> new FrontendMessage.Query(word);
          case COPY_DATA, COPY_DONE, COPY_FAIL -> new FrontendMessage.CopyFail(word);
        };
    return new Poison(
        sent instanceof FrontendMessage.FunctionCall ? "" : nonce,
        FrontendPrinter.print(sent),
        told);
  }

  /** For a COPY that shall not go on. */
  static Poison ofCopy(Report told, String nonce) {
    return new Poison(
        nonce, FrontendPrinter.print(new FrontendMessage.CopyFail(Slice.of(nonce))), told);
  }

  /** Whether an error of the target, at the message that this stands for, is the one it caused. */
  boolean caused(Report report) {
    return nonce.isEmpty()
        ? report.sqlState().equals(UNDEFINED_FUNCTION)
        : report.message().contains(nonce);
  }
}
