package dev.postern.gateway.protocol.mcp;

import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Revocation;

/** What an exchange does once its request is whole: what can happen to it from outside. */
interface Work {
  /** The client has gone; the exchange may go on without it. */
  void gone();

  /** A passage of this exchange was taken back. */
  void revoked(Passage passage, Revocation why);

  /** Another exchange of the session tells something. */
  void told(McpNote note);

  /** The wait, to be resumed or for people, is over. */
  void waitedEnough();

  /** A stream that waits for people should say something. */
  void keepAlive();

  /** The gateway is stopping. */
  void drain();

  /** Whether the client takes more now. */
  void writable(boolean now);

  /** The rules changed, or what they answer. */
  void rulesChanged();

  /** Lists may show something else than they did. */
  default void lookAtLists() {}

  /** Work that lasts no longer than the answer to one question. */
  class Brief implements Work {
    @Override
    public void gone() {}

    @Override
    public void revoked(Passage passage, Revocation why) {}

    @Override
    public void told(McpNote note) {}

    @Override
    public void waitedEnough() {}

    @Override
    public void keepAlive() {}

    @Override
    public void drain() {}

    @Override
    public void writable(boolean now) {}

    @Override
    public void rulesChanged() {}
  }
}
