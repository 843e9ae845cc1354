package dev.postern.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class SourceCountsTest {
  private static final InetAddress ONE = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress TWO = InetAddress.ofLiteral("192.0.2.2");

  @Test
  void counts_all_and_by_source_and_forgets_who_has_left() {
    SourceCounts counts = new SourceCounts(3, 2);

    assertThat(counts.enter(ONE)).isTrue();
    assertThat(counts.enter(ONE)).isTrue();
    assertThat(counts.enter(ONE)).isFalse();
    assertThat(counts.enter(TWO)).isTrue();
    assertThat(counts.enter(TWO)).isFalse();
    assertThat(counts.now()).isEqualTo(3);
    counts.leave(ONE);
    assertThat(counts.enter(TWO)).isTrue();
    counts.leave(ONE);
    counts.leave(TWO);
    counts.leave(TWO);
    assertThat(counts.now()).isZero();
  }
}
