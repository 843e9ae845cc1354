package dev.postern.prove.week;

import dev.postern.testkit.issuer.StubIssuer;
import dev.postern.testkit.issuer.StubKey;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Everybody's tokens: they live for a compressed day, are made anew at half of it, and are signed
 * with a key that changes. Any thread.
 */
final class Passes {
  /** How long a token lives: a day of a week that is an hour, and a little. */
  static final long LIFE_SECONDS = 600;

  private final StubIssuer issuer;
  private final String gateway;
  private final Map<String, Pass> passes = new ConcurrentHashMap<>();
  private volatile StubKey key;

  private record Pass(String token, long renewed) {}

  Passes(StubIssuer issuer, StubKey first, String gateway) {
    this.issuer = issuer;
    this.key = first;
    this.gateway = gateway;
  }

  /** Publishes another key beside the one in use, and signs with it from now on. */
  void rotate(String id) {
    StubKey former = key;
    StubKey next = StubKey.es256(id);
    issuer.publish(former, next);
    key = next;
  }

  /** A token of a person for a path of the gateway, good for half of its life at least. */
  String token(String person, String path) {
    long now = Instant.now().getEpochSecond();
    Pass pass =
        passes.compute(
            person + path,
            (name, before) ->
                before != null && before.renewed() > now
                    ? before
                    : new Pass(signed(person, path, now), now + LIFE_SECONDS / 2));
    return pass.token();
  }

  private String signed(String person, String path, long now) {
    StubKey signing = key;
    return signing.sign(
        "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"" + signing.id() + "\"}",
        "{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":\"%s%s\",\"groups\":%s,\"iat\":%d,\"exp\":%d}"
            .formatted(
                issuer.issuer(),
                person,
                gateway,
                path,
                person.startsWith("rita") ? "[\"ritas\"]" : "[]",
                now,
                now + LIFE_SECONDS));
  }
}
