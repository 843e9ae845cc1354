package dev.postern.gateway.signin;

import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a key set is good for, read as sign-in reads it.
 *
 * @param usable how many of its keys may verify signatures
 * @param algorithms what those can verify
 */
public record PublishedKeys(int usable, Set<Algorithm> algorithms) {
  public PublishedKeys {
    algorithms = Set.copyOf(algorithms);
  }

  /**
   * Reads a key set.
   *
   * @throws IOException when it is none, or has more keys than the bounds allow
   */
  public static PublishedKeys of(byte[] document, KeyTimes bounds) throws IOException {
    KeyRing ring = KeyReader.ring(document, bounds.mostKeys());
    return new PublishedKeys(
        ring.keys().size(),
        Arrays.stream(Algorithm.values())
            .filter(each -> ring.keys().stream().anyMatch(key -> key.fits(each)))
            .collect(Collectors.toSet()));
  }
}
