package dev.postern.gateway.simulator.net;

import java.util.List;
import java.util.SplittableRandom;

/** The one source of everything that is not determined: the same seed, the same world. */
public final class Chance {
  private final SplittableRandom random;

  /** The chance of one world. */
  public Chance(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** A number of 0 to below the bound. */
  public int below(int bound) {
    return random.nextInt(bound);
  }

  /** True once in so many times. */
  public boolean oneIn(int times) {
    return random.nextInt(times) == 0;
  }

  /** One of them, each as likely as the others. */
  public <T> T of(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }

  /** Fills with octets. */
  public void fill(byte[] octets) {
    random.nextBytes(octets);
  }

  /** A seed for something of its own. */
  public long seed() {
    return random.nextLong();
  }
}
