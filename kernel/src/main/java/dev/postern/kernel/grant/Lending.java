package dev.postern.kernel.grant;

import dev.postern.kernel.gate.Purse;
import dev.postern.kernel.policy.Grant;
import java.time.Instant;
import java.util.Optional;

/**
 * A grant as it is kept across restarts. Immutable.
 *
 * @param spent what was taken of its budget when this was kept
 * @param settled while it runs, whether nothing was taken since: false while a grant with a budget
 *     is in use, and until its beginning is recorded. Once it has ended, whether the ledger has its
 *     end
 * @param ending how it ended; empty while it runs
 */
public record Lending(
    Grant grant, Origin origin, Purse.Spent spent, boolean settled, Optional<Ending> ending) {
  /**
   * How it began.
   *
   * @param at when
   * @param reason why its holder asked for it
   * @param entry the ledger's entry of the request that gave it
   */
  public record Origin(Instant at, String reason, String entry) {}

  /**
   * How it ended.
   *
   * @param at when
   * @param by who ended it
   * @param why in words
   */
  public record Ending(Instant at, String by, String why) {}

  /** Whether it runs. */
  public boolean runs() {
    return ending.isEmpty();
  }

  Lending until(Instant moment) {
    return new Lending(grant.until(moment), origin, spent, settled, ending);
  }

  Lending with(Purse.Spent now, boolean nothingMore) {
    return new Lending(grant, origin, now, nothingMore, ending);
  }

  Lending ended(Purse.Spent now, Ending how) {
    return new Lending(grant, origin, now, false, Optional.of(how));
  }

  /** The same once the ledger has its end. */
  Lending recorded() {
    return new Lending(grant, origin, spent, true, ending);
  }
}
