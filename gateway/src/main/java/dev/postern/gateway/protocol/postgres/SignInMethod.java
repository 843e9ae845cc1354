package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.Proof;

/** One way in which a client proves who it is: what it is asked, and what its answers mean. */
interface SignInMethod {
  /** Asks for the proof. */
  void begin();

  /** Reads an answer of the client. */
  void take(Proof proof);

  /** The proof that was looked at elsewhere was not accepted. */
  void notProven();
}
