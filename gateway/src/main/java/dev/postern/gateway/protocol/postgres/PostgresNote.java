package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.session.Note;

/** What sessions of this protocol tell each other, and what their own work brings back. */
sealed interface PostgresNote extends Note {
  /**
   * A client asks to cancel what the session runs.
   *
   * @param from the name under which the asker hears that it is done
   */
  record Cancel(String from) implements PostgresNote {}

  /** What was asked to be cancelled has been told so, or there was nothing to tell. */
  record Cancelled() implements PostgresNote {}

  /** A proof that leaves nothing to check. */
  record ProofSent() implements PostgresNote {}

  /**
   * A SCRAM proof.
   *
   * @param serverSignature what the server must answer (RFC 5802, section 3)
   */
  record ScramSent(byte[] serverSignature) implements PostgresNote {}
}
