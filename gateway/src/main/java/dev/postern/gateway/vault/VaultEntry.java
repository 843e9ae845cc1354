package dev.postern.gateway.vault;

import java.time.Instant;

/**
 * One version of a secret as the file has it: sealed.
 *
 * @param version from 1
 * @param made to the millisecond
 * @param wrapped its data key, wrapped
 * @param sealed the secret, sealed under its data key
 */
record VaultEntry(String name, int version, Instant made, byte[] wrapped, byte[] sealed) {
  /**
   * Whether it holds no secret, and only tells how far the versions of its name had come: the
   * number of one that was taken out is not given again.
   */
  boolean taken() {
    return sealed.length == Sealing.OVERHEAD;
  }

  boolean of(String other) {
    return name.equals(other);
  }
}
