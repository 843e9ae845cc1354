package dev.postern.gateway.signin;

import java.time.Duration;

/**
 * The bounds on getting and trusting an issuer's key set.
 *
 * @param refreshAfter how old a key set gets before it is fetched anew
 * @param unknownKeyEvery how often at most an unknown key id causes a fetch
 * @param retryAfter how long a failed fetch is not tried again
 * @param staleUpTo how long a key set is trusted while it cannot be renewed; then all of the
 *     issuer's tokens are refused
 * @param fetch how long one request may take, to its last byte
 * @param largestDocument the most bytes of a discovery document or a key set
 * @param mostKeys the most keys of a set
 */
public record KeyTimes(
    Duration refreshAfter,
    Duration unknownKeyEvery,
    Duration retryAfter,
    Duration staleUpTo,
    Duration fetch,
    int largestDocument,
    int mostKeys) {
  /** What is used when configuration says nothing else. */
  public static final KeyTimes DEFAULT =
      new KeyTimes(
          Duration.ofMinutes(5),
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          Duration.ofHours(12),
          Duration.ofSeconds(5),
          256 * 1024,
          64);
}
