package dev.postern.gateway.ledger;

import java.security.SecureRandom;
import java.util.Arrays;

/** Fresh salts, drawn from the system's random source many at a time. One thread's. */
final class Salts {
  private static final int LENGTH = 16;

  private final SecureRandom random = new SecureRandom();
  private final byte[] drawn = new byte[256 * LENGTH];
  private int used = drawn.length;

  byte[] next() {
    if (used == drawn.length) {
      random.nextBytes(drawn);
      used = 0;
    }
    byte[] salt = Arrays.copyOfRange(drawn, used, used + LENGTH);
    Arrays.fill(drawn, used, used + LENGTH, (byte) 0);
    used += LENGTH;
    return salt;
  }
}
