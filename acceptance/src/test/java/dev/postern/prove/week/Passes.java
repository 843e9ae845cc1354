package dev.postern.prove.week;

import dev.postern.testkit.issuer.StubIssuer;
import dev.postern.testkit.issuer.StubKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Everybody's tokens: they live for a compressed day, are made anew at half of it, and are signed
 * with a key that changes. Any thread.
 */
final class Passes {
  /** How long a token lives: a day of a week that is an hour, and a little. */
  static final long LIFE_SECONDS = 600;

  /** So many keys are published: tokens live for less than two changes. */
  private static final int PUBLISHED = 3;

  private final StubIssuer issuer;
  private final String gateway;
  private final Map<String, Pass> passes = new ConcurrentHashMap<>();
  private final List<StubKey> published = new ArrayList<>();
  private volatile StubKey key;

  private record Pass(String token, long renewed) {}

  Passes(StubIssuer issuer, StubKey first, String gateway) {
    this.issuer = issuer;
    this.key = first;
    published.add(first);
    this.gateway = gateway;
  }

  /**
   * Publishes another key beside those that living tokens are signed with, and signs with it from
   * now on. One thread.
   */
  void rotate(String id) {
    StubKey next = StubKey.es256(id);
    published.add(next);
    while (published.size() > PUBLISHED) {
      published.removeFirst();
    }
    issuer.publish(published.toArray(StubKey[]::new));
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
                    : new Pass(signed(person, path), now + LIFE_SECONDS / 2));
    return pass.token();
  }

  private String signed(String person, String path) {
    String groups = person.startsWith("rita") ? "[\"ritas\"]" : "[]";
    return issuer
        .token(person, gateway + path)
        .with("groups", groups)
        .signed(key, Duration.ofSeconds(LIFE_SECONDS));
  }
}
