package dev.postern.gateway.drive;

import dev.postern.gateway.credential.Lease;
import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event.Renewal;
import dev.postern.gateway.session.Note;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads a credential again, off the event loop, and holds it against the one that was used.
 *
 * @param again reads it and gives the lease in force from then on
 * @param used the lease of the proof that was refused; empty where there was none
 */
record Renewing(Supplier<Optional<Lease>> again, Optional<Lease> used) implements Command.Work {
  /** How long the target may take to learn of a secret that came into force here first. */
  private static final Duration RECENT = Duration.ofMinutes(1);

  /** What it came to, on its way back to the loop. */
  record Read(Renewal renewal) implements Note {}

  @Override
  public Note run() {
    Optional<Lease> now = again.get();
    if (now.isEmpty()) {
      return new Read(Renewal.SAME);
    }
    if (used.isEmpty() || used.get() != now.get()) {
      return new Read(Renewal.ANOTHER);
    }
    boolean recent = now.get().age().compareTo(RECENT) < 0;
    return new Read(recent ? Renewal.RECENT : Renewal.SAME);
  }
}
