package dev.postern.gateway.api;

import java.time.Duration;

/**
 * How REST is served.
 *
 * @param audience what its tokens must be meant for (RFC 8707)
 * @param challenge the {@code WWW-Authenticate} value that tells where tokens come from
 * @param longestBody the most bytes that a request's body may have
 * @param oldestVisit how long one request may take before its principal is looked at as too old
 */
public record ApiSettings(
    String audience, String challenge, int longestBody, Duration oldestVisit) {
  /** 64 KiB bodies, a minute. */
  public static ApiSettings of(String audience, String challenge) {
    return new ApiSettings(audience, challenge, 65_536, Duration.ofMinutes(1));
  }
}
