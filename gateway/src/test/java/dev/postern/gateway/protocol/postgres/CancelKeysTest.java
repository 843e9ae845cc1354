package dev.postern.gateway.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.protocol.postgres.wire.Slice;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class CancelKeysTest {
  private static final PostgresLimits LIMITS = PostgresLimits.DEFAULT;
  private static final InetAddress LOUD = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress QUIET = InetAddress.ofLiteral("192.0.2.2");

  private final CancelKeys keys =
      new CancelKeys(LIMITS, byte[]::new, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
  private final CancelKeys.Held held =
      keys.hold("session", 7, CancelKeys.SHORT, Slice.of(new byte[CancelKeys.SHORT]));

  @Test
  void one_address_uses_up_its_own_cancels_and_nobody_elses() {
    for (int i = 0; i < LIMITS.cancelsPerSource(); i++) {
      assertThat(keys.find(LOUD, 7, held.ours())).contains("session");
    }
    for (int i = 0; i < 2 * LIMITS.cancels(); i++) {
      assertThat(keys.find(LOUD, 7, held.ours())).isEmpty();
    }

    assertThat(keys.find(QUIET, 7, held.ours())).contains("session");
  }
}
