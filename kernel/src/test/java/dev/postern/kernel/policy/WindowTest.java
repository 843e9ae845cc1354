package dev.postern.kernel.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowTest {
  @ParameterizedTest
  @CsvSource({
    "mon-fri 09:00-17:00 Europe/Berlin, 2026-11-20T08:00:00Z, true",
    "mon-fri 09:00-17:00 Europe/Berlin, 2026-11-20T07:59:59Z, false",
    "mon-fri 09:00-17:00 Europe/Berlin, 2026-11-20T15:59:59Z, true",
    "mon-fri 09:00-17:00 Europe/Berlin, 2026-11-20T16:00:00Z, false",
    "mon-fri 09:00-17:00 Europe/Berlin, 2026-11-21T10:00:00Z, false",
    "fri 22:00-06:00 UTC, 2026-11-20T23:00:00Z, true",
    "fri 22:00-06:00 UTC, 2026-11-21T05:59:59Z, true",
    "fri 22:00-06:00 UTC, 2026-11-21T06:00:00Z, false",
    "fri 22:00-06:00 UTC, 2026-11-20T05:00:00Z, false",
    "sat-mon 00:00-24:00 UTC, 2026-11-22T12:00:00Z, true",
    "sat-mon 00:00-24:00 UTC, 2026-11-24T00:00:00Z, false",
    "daily 12:00-13:00 Asia/Tokyo, 2026-11-22T03:30:00Z, true",
  })
  void is_open_by_the_clock_on_the_wall(String text, Instant moment, boolean open) {
    assertThat(window(text).contains(moment)).isEqualTo(open);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "mon-fri 09:00-17:00",
        "mon-fri 9:00-17:00 UTC",
        "mon-fri 09:00-25:00 UTC",
        "monday 09:00-17:00 UTC",
        "mon-tue-wed 09:00-17:00 UTC",
        "mon, 09:00-17:00 UTC",
        "mon-fri 09:00-17:00 Europe/Atlantis",
        "mon-fri 09:00-17:00 +01:00",
        "mon-fri 09:00-17:00 UTC and more",
      })
  void other_forms_are_none(String text) {
    assertThat(Window.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"daily 00:00-24:00 UTC", "mon,wed,fri 08:15-09:45 America/New_York"})
  void is_written_as_it_is_read(String text) {
    assertThat(window(text)).hasToString(text);
  }

  @Test
  void where_the_clock_is_set_forward_the_hours_that_it_skips_do_not_happen() {
    // Berlin, 29 March 2026: after 01:59:59 +01:00 comes 03:00:00 +02:00.
    Window skipped = window("sun 02:00-03:00 Europe/Berlin");
    Window reaching = window("sun 02:30-03:30 Europe/Berlin");
    Instant step = Instant.parse("2026-03-29T01:00:00Z");

    assertThat(skipped.contains(step.minusSeconds(1))).isFalse();
    assertThat(skipped.contains(step)).isFalse();
    assertThat(reaching.contains(step.minusSeconds(1))).isFalse();
    assertThat(reaching.contains(step)).isTrue();
    assertThat(reaching.turnsAt(step.minusSeconds(3600))).contains(step);
    assertThat(reaching.turnsAt(step)).contains(Instant.parse("2026-03-29T01:30:00Z"));
  }

  @Test
  void where_the_clock_is_set_back_the_hours_that_it_shows_twice_happen_twice() {
    // Berlin, 25 October 2026: after 02:59:59 +02:00 comes 02:00:00 +01:00.
    Window twice = window("sun 02:15-02:45 Europe/Berlin");
    List<Instant> turns = new ArrayList<>();
    Instant at = Instant.parse("2026-10-24T23:00:00Z");
    for (int i = 0; i < 4; i++) {
      at = twice.turnsAt(at).orElseThrow();
      turns.add(at);
    }

    assertThat(turns)
        .containsExactly(
            Instant.parse("2026-10-25T00:15:00Z"),
            Instant.parse("2026-10-25T00:45:00Z"),
            Instant.parse("2026-10-25T01:15:00Z"),
            Instant.parse("2026-10-25T01:45:00Z"));
  }

  @Test
  void a_clock_that_is_set_back_into_open_hours_opens_at_the_step() {
    Window early = window("sun 01:30-02:30 Europe/Berlin");
    Instant step = Instant.parse("2026-10-25T01:00:00Z");

    assertThat(early.contains(step.minusSeconds(1))).isFalse();
    assertThat(early.turnsAt(step.minusSeconds(60))).contains(step);
  }

  @Test
  void one_that_is_always_open_never_turns() {
    assertThat(window("daily 00:00-24:00 Europe/Berlin").turnsAt(Instant.EPOCH)).isEmpty();
  }

  /** Against looking at every minute, around the steps of several places. */
  @Test
  void turns_exactly_where_it_opens_or_closes() {
    Random random = new Random(21);
    List<String> zones =
        List.of("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "UTC");
    List<String> days = List.of("sun", "sat-mon", "fri,sun", "daily");
    for (int round = 0; round < 120; round++) {
      String text =
          "%s %02d:%02d-%02d:%02d %s"
              .formatted(
                  days.get(random.nextInt(days.size())),
                  random.nextInt(24),
                  random.nextInt(60),
                  random.nextInt(24),
                  random.nextInt(60),
                  zones.get(random.nextInt(zones.size())));
      Window window = window(text);
      Instant from =
          Instant.parse(round % 2 == 0 ? "2026-03-27T00:00:00Z" : "2026-10-23T00:00:00Z")
              .plus(Duration.ofMinutes(random.nextInt(12_000)));
      Instant seen = from;
      while (window.contains(seen) == window.contains(from)
          && seen.isBefore(from.plus(Duration.ofDays(9)))) {
        seen = seen.plusSeconds(60);
      }
      if (window.contains(seen) != window.contains(from)) {
        assertThat(window.turnsAt(from)).as("%s after %s", text, from).contains(seen);
      }
    }
  }

  private static Window window(String text) {
    return Window.parse(text).orElseThrow();
  }
}
