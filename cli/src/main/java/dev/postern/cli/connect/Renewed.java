package dev.postern.cli.connect;

import dev.postern.cli.Trouble;
import java.time.Duration;
import java.time.InstantSource;

/** A minted password that is renewed when one is needed and the last is about to end. */
final class Renewed {
  /** A password this close to its end is not used any more. */
  private static final Duration MARGIN = Duration.ofSeconds(30);

  private final Mint mint;
  private final InstantSource clock;
  private Minted current;
  private boolean usable = true;

  /** Where passwords come from. */
  @FunctionalInterface
  interface Mint {
    /** Has one made; asks the gateway as who is signed in now. */
    Minted make() throws Trouble;
  }

  Renewed(Mint mint, InstantSource clock) throws Trouble {
    this.mint = mint;
    this.clock = clock;
    this.current = mint.make();
  }

  /** One that signs in; whoever else needs one waits while it is made. */
  synchronized Minted password() throws Trouble {
    if (!usable || !clock.instant().isBefore(current.expires().minus(MARGIN))) {
      current = mint.make();
      usable = true;
    }
    return current;
  }

  /** The gateway does not take this one any more. */
  synchronized void refused(Minted password) {
    if (current.equals(password)) {
      usable = false;
    }
  }
}
