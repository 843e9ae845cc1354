package dev.postern.cli.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ReelTest {
  private static final Instant AT = Instant.parse("2026-11-21T14:02:11Z");
  private static final List<Frame> FRAMES =
      List.of(
          frame("opened", "", 0),
          frame("allowed", "a-1", 4),
          frame("refused", "a-2", 3600),
          frame("held", "a-3", 8));

  private final List<Duration> waits = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();

  @Test
  void plays_with_real_pauses_scaled_and_capped() throws InterruptedException {
    assertThat(play(2, "")).isTrue();
    assertThat(waits)
        .containsExactly(
            Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(4), Duration.ZERO);
    assertThat(shown()).containsExactly("opened", "allowed", "refused", "held");
  }

  @Test
  void plays_at_once_where_nobody_wants_pauses() throws InterruptedException {
    assertThat(play(Double.POSITIVE_INFINITY, "")).isTrue();
    assertThat(waits).containsOnly(Duration.ZERO);
  }

  @Test
  void goes_forward_and_back_and_quits_where_it_is_told() throws InterruptedException {
    assertThat(play(1, "npnnq")).isFalse();
    assertThat(shown()).containsExactly("opened", "allowed", "opened", "allowed", "refused");
  }

  @Test
  void back_from_the_first_stays_at_the_first() throws InterruptedException {
    assertThat(play(1, "pq")).isFalse();
    assertThat(shown()).containsExactly("opened", "opened");
  }

  @Test
  void a_pause_lasts_until_something_is_pressed() throws InterruptedException {
    assertThat(play(1, " .. ")).isTrue();
    assertThat(waits.subList(1, 4)).containsOnly(Duration.ofHours(1));
    assertThat(shown()).containsExactly("opened", "-- paused", "allowed", "refused", "held");
  }

  @Test
  void begins_at_a_number_a_time_or_a_request() {
    assertThat(kinds(Reel.from(FRAMES, "#2"))).containsExactly("opened", "refused", "held");
    assertThat(kinds(Reel.from(FRAMES, "a-3"))).containsExactly("opened", "held");
    assertThat(kinds(Reel.from(FRAMES, AT.plusSeconds(5).toString())))
        .containsExactly("opened", "refused", "held");
    for (String nowhere : List.of("#9", "a-9", "2030-01-01T00:00:00Z", "", "#")) {
      assertThatThrownBy(() -> Reel.from(FRAMES, nowhere))
          .as(nowhere)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void needs_a_speed() {
    for (double speed : new double[] {0, -1, Double.NaN}) {
      assertThatThrownBy(() -> new Reel(speed, Duration.ZERO))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void letters_are_keys_and_others_are_nothing() {
    assertThat(Key.of(' ')).contains(Key.PAUSE);
    assertThat(Key.of('n')).contains(Key.NEXT);
    assertThat(Key.of('p')).contains(Key.PREVIOUS);
    assertThat(Key.of('q')).contains(Key.QUIT);
    assertThat(Key.of('x')).isEmpty();
    assertThat(Key.of(0x1b)).isEmpty();
  }

  @Test
  void what_a_gateway_tells_moves_no_cursor() {
    String hostile = "\\u001b]0;owned\\u0007\\u202e\\u009b31m";
    String story =
        "{\"scenes\":[{\"at\":\"2026-11-21T14:02:11Z\",\"lines\":[\"" + hostile + "\"]}]}";
    String moment =
        "{\"at\":\"2026-11-21T14:02:11Z\",\"kind\":\""
            + hostile
            + "\",\"operation\":\""
            + hostile
            + "\"}";
    List<String> told =
        new ArrayList<>(Frame.of(new JsonMapper().readTree(story)).getFirst().lines());
    told.add(Following.line(new JsonMapper().readTree(moment)));
    assertThat(told)
        .allSatisfy(line ->
            assertThat(line.codePoints())
                .noneMatch(
                    c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT));
  }

  /** Plays while these keys are pressed, one for each wait; a dot is none. */
  private boolean play(double speed, String pressed) throws InterruptedException {
    Deque<Optional<Key>> keys = new ArrayDeque<>(pressed.chars().mapToObj(Key::of).toList());
    return new Reel(speed, Duration.ofSeconds(10))
        .play(
            FRAMES,
            time -> {
              waits.add(time);
              return keys.isEmpty() ? Optional.empty() : keys.removeFirst();
            },
            lines::add);
  }

  private List<String> shown() {
    return lines.stream()
        .filter(line -> !line.isEmpty())
        .map(line -> line.startsWith("-- paused") ? "-- paused" : line)
        .toList();
  }

  private static List<String> kinds(List<Frame> frames) {
    return frames.stream().map(Frame::kind).toList();
  }

  private static Frame frame(String kind, String request, long since) {
    long at =
        switch (kind) {
          case "opened" -> 0;
          case "allowed" -> 4;
          case "refused" -> 3604;
          default -> 3612;
        };
    return new Frame(AT.plusSeconds(at), Duration.ofSeconds(since), request, kind, List.of(kind));
  }
}
