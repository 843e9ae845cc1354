package dev.postern.gateway.vault;

import java.time.Duration;

/**
 * The bounds of vaults.
 *
 * @param former how many that a reload replaced stay open for what they made; the oldest is closed
 *     first, and what it made ends with its token
 * @param logins how often the gateway signs in at one server within {@code within}
 * @param within see {@code logins}
 * @param writing how long a writer of a file waits for another one
 */
public record VaultLimits(int former, int logins, Duration within, Duration writing) {
  /** What the gateway uses. */
  public static final VaultLimits DEFAULT =
      new VaultLimits(16, 5, Duration.ofSeconds(10), Duration.ofSeconds(10));
}
