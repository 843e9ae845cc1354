package dev.postern.gateway.vault;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Remembers how far each vault had come when it was last read, so that an older copy of it is not
 * taken for it. Any thread.
 */
@FunctionalInterface
public interface Generations {
  /** Remembers nothing: for who may go back, as the command line. */
  Generations NONE = (vault, state) -> {};

  /**
   * How far a vault has come.
   *
   * @param number how often it was written
   * @param seal its seal, in hexadecimal: of two of one number only one was read first
   */
  record State(long number, String seal) {}

  /**
   * A vault was read, and its seal was sound.
   *
   * @param vault its id, in hexadecimal
   * @throws VaultFault when it had come further before, or is another of the same number
   */
  void read(String vault, State state) throws IOException;

  /** Remembers as long as it lives. */
  static Generations ofThisProcess() {
    Map<String, State> known = new HashMap<>();
    return (vault, state) -> {
      synchronized (known) {
        State before = known.get(vault);
        if (before != null) {
          demandOnward(before, state);
        }
        known.put(vault, state);
      }
    };
  }

  /** Refuses what is not the same or a later one. */
  static void demandOnward(State before, State now) throws VaultFault {
    if (now.number() < before.number()) {
      throw new VaultFault(
          "it is an older copy: number "
              + now.number()
              + ", and "
              + before.number()
              + " was read before");
    }
    if (now.number() == before.number() && !now.seal().equals(before.seal())) {
      throw new VaultFault(
          "it is another copy of number " + now.number() + " than was read before");
    }
  }
}
