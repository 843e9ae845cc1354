package dev.postern.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BegunSignInsTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final PageLimits LIMITS =
      new PageLimits(
          3,
          2,
          Duration.ofMinutes(10),
          2,
          2,
          Duration.ofMinutes(30),
          Duration.ofHours(8),
          Duration.ofSeconds(20),
          1024,
          1024);

  private final BegunSignIns begun = new BegunSignIns(LIMITS);

  @Test
  void one_is_taken_once_by_its_browser() {
    begun.put("state", of("cookie", "a"), NOON);
    assertThat(begun.knows("cookie")).isTrue();
    assertThat(begun.take("state", Optional.of("cookie"), NOON)).isPresent();
    assertThat(begun.take("state", Optional.of("cookie"), NOON)).isEmpty();
    assertThat(begun.knows("cookie")).isFalse();
  }

  @Test
  void another_browser_is_given_nothing_and_spends_it() {
    begun.put("one", of("cookie", "a"), NOON);
    assertThat(begun.take("one", Optional.of("other"), NOON)).isEmpty();
    assertThat(begun.take("one", Optional.of("cookie"), NOON)).isEmpty();
    begun.put("two", of("cookie", "a"), NOON);
    assertThat(begun.take("two", Optional.empty(), NOON)).isEmpty();
    assertThat(begun.size()).isZero();
  }

  @Test
  @Tag("reaches:PageLimits.beginning")
  void one_holds_until_the_very_moment_of_its_end() {
    begun.put("one", of("cookie", "a"), NOON);
    begun.put("two", of("cookie", "a"), NOON);
    Instant end = NOON.plus(LIMITS.beginning());
    assertThat(begun.take("one", Optional.of("cookie"), end.minusNanos(1))).isPresent();
    assertThat(begun.take("two", Optional.of("cookie"), end)).isEmpty();
  }

  @Test
  @Tag("reaches:PageLimits.begunOfSource")
  void the_oldest_of_a_source_gives_way_to_its_next_and_no_others_does() {
    begun.put("1", of("c", "a"), NOON);
    begun.put("2", of("d", "b"), NOON);
    begun.put("3", of("c", "a"), NOON);
    begun.put("4", of("c", "a"), NOON);

    assertThat(begun.size()).isEqualTo(3);
    assertThat(begun.take("1", Optional.of("c"), NOON)).isEmpty();
    assertThat(begun.take("2", Optional.of("d"), NOON)).isPresent();
    assertThat(begun.take("3", Optional.of("c"), NOON)).isPresent();
    assertThat(begun.take("4", Optional.of("c"), NOON)).isPresent();
  }

  @Test
  @Tag("reaches:PageLimits.begun")
  void where_there_is_no_room_at_all_whoever_began_most_gives_way() {
    begun.put("1", of("d", "b"), NOON);
    begun.put("2", of("c", "a"), NOON);
    begun.put("3", of("c", "a"), NOON);
    begun.put("4", of("e", "f"), NOON);

    assertThat(begun.size()).isEqualTo(3);
    assertThat(begun.take("2", Optional.of("c"), NOON)).isEmpty();
    assertThat(begun.take("1", Optional.of("d"), NOON)).isPresent();
    assertThat(begun.take("4", Optional.of("e"), NOON)).isPresent();
  }

  @Test
  @Tag("reaches:PageLimits.beginning")
  void what_is_too_old_is_forgotten() {
    begun.put("1", of("c", "a"), NOON);
    begun.put("2", of("c", "a"), NOON.plus(LIMITS.beginning()));
    assertThat(begun.size()).isEqualTo(1);
  }

  @Test
  void a_host_of_ipv6_is_one_source_whatever_its_address() throws UnknownHostException {
    assertThat(source("2001:db8::1")).isEqualTo(source("2001:db8::ffff:2"));
    assertThat(source("2001:db8:0:1::1")).isNotEqualTo(source("2001:db8::1"));
    assertThat(source("192.0.2.1")).isNotEqualTo(source("192.0.2.2"));
  }

  private static String source(String address) throws UnknownHostException {
    return BegunSignIns.source(InetAddress.getByName(address));
  }

  private static Begun of(String cookie, String source) {
    return new Begun(
        Secret.digest(cookie),
        source,
        "nonce",
        "verifier",
        "/review",
        NOON.plus(LIMITS.beginning()));
  }
}
