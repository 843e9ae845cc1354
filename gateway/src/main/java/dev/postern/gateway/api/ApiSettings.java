package dev.postern.gateway.api;

import java.time.Duration;
import java.util.Optional;

/**
 * How REST is served.
 *
 * @param audience what its tokens must be meant for (RFC 8707)
 * @param challenge the {@code WWW-Authenticate} value that tells where tokens come from
 * @param longestBody the most bytes that a request's body may have
 * @param oldestVisit how long one request may take before its principal is looked at as too old
 * @param usualWait how long a request waits for people where it does not say
 * @param longestWait how long it may ask to wait
 * @param mostWaiting how many requests may wait for something to happen, all together
 */
public record ApiSettings(
    String audience,
    String challenge,
    int longestBody,
    Duration oldestVisit,
    Duration usualWait,
    Duration longestWait,
    int mostWaiting) {
  /**
   * How long a request waits for people.
   *
   * @param said what it says, in seconds
   * @throws Fault when that is no number of seconds that it may wait
   */
  Duration wait(Optional<String> said) throws Fault {
    if (said.isEmpty()) {
      return usualWait;
    }
    if (!said.get().matches("[0-9]{1,4}")
        || longestWait.compareTo(Duration.ofSeconds(Long.parseLong(said.get()))) < 0) {
      throw new Fault(400, "'wait' must be 0 to " + longestWait.toSeconds() + " seconds");
    }
    return Duration.ofSeconds(Long.parseLong(said.get()));
  }

  /** 64 KiB bodies, a minute; a wait of two seconds, of thirty at most. */
  public static ApiSettings of(String audience, String challenge) {
    return new ApiSettings(
        audience,
        challenge,
        65_536,
        Duration.ofMinutes(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(30),
        64);
  }
}
