package dev.postern.gateway.net.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.OneBound;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Another end that takes nothing is waited for so long, by a clock of the test's. */
class StreamPatienceTest {
  private static final Duration TICK = Duration.ofNanos(1);

  private static EmbeddedStream with(String bound) {
    return new EmbeddedStream(OneBound.of(StreamLimits.DEFAULT, bound, Duration.ofMinutes(2)))
        .takesNothing();
  }

  @Test
  @Tag("reaches:StreamLimits.stall")
  void who_takes_nothing_of_what_waits_for_it_is_cut_off_then_and_not_before() {
    try (EmbeddedStream end = with("stall").show().endTurn().pass(Duration.ZERO)) {
      end.pass(Duration.ofMinutes(2).minus(TICK));
      assertThat(end.channel.isOpen()).isTrue();

      end.pass(TICK);
      assertThat(end.heard).containsExactly("OVERSTEPPED");
      assertThat(end.channel.isOpen()).isFalse();
    }
  }

  @Test
  void who_took_something_meanwhile_is_waited_for_anew() {
    try (EmbeddedStream end = with("stall").show().endTurn().pass(Duration.ZERO)) {
      end.pass(Duration.ofMinutes(2).minus(TICK));
      end.takesOne().show().endTurn().pass(TICK);
      end.pass(Duration.ofMinutes(2).minus(TICK));
      assertThat(end.channel.isOpen()).isTrue();

      end.pass(TICK);
      assertThat(end.channel.isOpen()).isFalse();
    }
  }

  @Test
  @Tag("reaches:StreamLimits.linger")
  void who_does_not_take_the_last_of_a_stream_that_is_over_is_cut_off() {
    try (EmbeddedStream end = with("linger").show()) {
      end.stream.finish();
      end.endTurn().pass(Duration.ofMinutes(2).minus(TICK));
      assertThat(end.channel.isOpen()).isTrue();

      end.pass(TICK);
      assertThat(end.channel.isOpen()).isFalse();
      assertThat(end.heard).as("nothing more is heard of it").isEmpty();
    }
  }
}
