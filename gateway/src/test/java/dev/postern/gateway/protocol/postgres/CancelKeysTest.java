package dev.postern.gateway.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.protocol.postgres.wire.Slice;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CancelKeysTest {
  private static final PostgresLimits LIMITS = PostgresLimits.DEFAULT;
  private static final InetAddress LOUD = InetAddress.ofLiteral("192.0.2.1");
  private static final Slice WRONG = Slice.of(new byte[] {1, 2, 3, 4});
  private static final InetAddress QUIET = InetAddress.ofLiteral("192.0.2.2");

  private final CancelKeys keys =
      new CancelKeys(LIMITS, byte[]::new, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
  private final CancelKeys.Held held =
      keys.hold("session", 7, CancelKeys.SHORT, Slice.of(new byte[CancelKeys.SHORT]));

  @Test
  @Tag("reaches:PostgresLimits.cancelsPerSource")
  @Tag("reaches:PostgresLimits.cancelWindow")
  void one_address_uses_up_its_own_cancels_and_nobody_elses() {
    for (int i = 0; i < LIMITS.cancelsPerSource(); i++) {
      assertThat(keys.find(LOUD, 7, WRONG)).isEmpty();
    }
    for (int i = 0; i < 2 * LIMITS.cancels(); i++) {
      assertThat(keys.find(LOUD, 7, held.ours())).isEmpty();
    }

    assertThat(keys.find(QUIET, 7, held.ours())).contains("session");
  }

  @Test
  @Tag("reaches:PostgresLimits.cancels")
  void guesses_of_many_addresses_end_in_silence() {
    for (int i = 0; i < LIMITS.cancels(); i++) {
      assertThat(keys.find(neighbour(i), 7, WRONG)).isEmpty();
    }

    assertThat(keys.find(QUIET, 7, held.ours())).isEmpty();
  }

  @Test
  void who_has_the_key_may_cancel_as_often_as_it_likes() {
    for (int i = 0; i < 2 * LIMITS.cancels(); i++) {
      assertThat(keys.find(LOUD, 7, held.ours())).contains("session");
    }
  }

  private static InetAddress neighbour(int number) {
    return InetAddress.ofLiteral("198.51.%d.%d".formatted(number / 250, number % 250));
  }
}
