package dev.postern.gateway.protocol.postgres.password;

import java.time.Instant;

/** What became of the wish for a password. */
public sealed interface Minting {
  /**
   * It was minted.
   *
   * @param key names it; stands in {@code user}
   * @param password the only time that it is told
   * @param expires until when sessions may begin with it
   */
  record Minted(String key, String password, Instant expires) implements Minting {
    @Override
    public String toString() {
      return "Minted[" + key + ", password hidden, " + expires + "]";
    }
  }

  /**
   * There is no room.
   *
   * @param why in words for who asked
   */
  record Full(String why) implements Minting {}
}
