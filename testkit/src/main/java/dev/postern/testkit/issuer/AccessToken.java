package dev.postern.testkit.issuer;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an access token claims (RFC 9068, section 2), before it is signed. Texts are written as JSON
 * without their quotation marks.
 *
 * @param subject whose it is
 * @param audience the resource that it is for
 * @param more further claims, each as JSON
 */
public record AccessToken(
    String issuer, String subject, String audience, Map<String, String> more) {
  /** One without further claims. */
  public AccessToken(String issuer, String subject, String audience) {
    this(issuer, subject, audience, Map.of());
  }

  /** The same with one more claim. */
  public AccessToken with(String claim, String json) {
    Map<String, String> all = new LinkedHashMap<>(more);
    all.put(claim, json);
    return new AccessToken(issuer, subject, audience, all);
  }

  /** Signed, and good from now on for so long. */
  public String signed(StubKey key, Duration life) {
    Instant now = Instant.now();
    return signed(key, now, now.plus(life));
  }

  /** Signed, and good until a moment, which may be over. */
  public String signed(StubKey key, Instant end) {
    Instant now = Instant.now();
    return signed(key, now.isBefore(end) ? now : end.minusSeconds(1), end);
  }

  private String signed(StubKey key, Instant begin, Instant end) {
    StringBuilder claims = new StringBuilder("{");
    more.forEach((claim, json) -> claims.append("\"%s\":%s,".formatted(claim, json)));
    claims.append(
        "\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":\"%s\",\"iat\":%d,\"exp\":%d}"
            .formatted(issuer, subject, audience, begin.getEpochSecond(), end.getEpochSecond()));
    return key.sign(
        "{\"alg\":\"%s\",\"typ\":\"at+jwt\",\"kid\":\"%s\"}".formatted(key.algorithm(), key.id()),
        claims.toString());
  }
}
