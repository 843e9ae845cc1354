package dev.postern.gateway.protocol.mcp;

import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Revocation;
import dev.postern.kernel.gate.Shown;

/** What becomes of a target's messages, as the work on whose stream they come decides it. */
interface Host {
  /** Whether content that no path names is withheld on this stream. */
  boolean guarded();

  /** A reply was shown: its call is over. */
  void settled(OpenCall call, Settled how, byte[] json);

  /** The target's answer to {@code initialize} was understood. Called before it is shown. */
  void agreed(Agreement agreement);

  /** It was not, or it was an error: no session begins. Called before it is shown. */
  void disagreed();

  /** A passage is taken back: its budget is too small for what it would show next. */
  void revoked(Passage passage, Revocation why);

  /** The whole body of the answer is this. */
  void whole(Shown body);

  /**
   * A message cannot be read, so nobody knows whose it was.
   *
   * @param why a clause without content of the message
   */
  void unreadable(String why);
}
