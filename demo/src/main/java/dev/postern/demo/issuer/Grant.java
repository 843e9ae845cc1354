package dev.postern.demo.issuer;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What one access token is to say.
 *
 * @param subject in whose name it is used
 * @param actor the agent that uses it, told in {@code act} (RFC 8693, 4.1); empty when the subject
 *     does
 * @param audience the resource it is for (RFC 8707)
 * @param issued from when it is
 * @param life how long it is valid, from then
 */
public record Grant(
    Character subject, Optional<Character> actor, String audience, Instant issued, Duration life) {
  /** How long a token lives that somebody signed in for. */
  public static final Duration USUAL_LIFE = Duration.ofHours(1);

  /** A token used by its subject, for the usual time. */
  public static Grant usual(Character subject, String audience, Instant now) {
    return new Grant(subject, Optional.empty(), audience, now, USUAL_LIFE);
  }

  /** The same, used by an agent. */
  public Grant by(Character agent) {
    return new Grant(subject, Optional.of(agent), audience, issued, life);
  }

  /** The same, given at another time and for another time. */
  public Grant during(Instant from, Duration longer) {
    return new Grant(subject, actor, audience, from, longer);
  }
}
