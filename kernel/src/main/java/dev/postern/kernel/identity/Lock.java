package dev.postern.kernel.identity;

import java.time.Instant;

/**
 * A door shut by an operator until it is unlocked.
 *
 * @param scope what kind of thing is locked
 * @param name its name, as policy and the ledger say it
 * @param reason what the operator gave as the reason; told to the caller
 * @param by who locked it
 * @param since when
 */
public record Lock(Scope scope, String name, String reason, String by, Instant since) {
  /** What can be locked. */
  public enum Scope {
    PERSON,
    WORKLOAD,
    AGENT,
    GROUP,
    TARGET,
    SESSION
  }
}
