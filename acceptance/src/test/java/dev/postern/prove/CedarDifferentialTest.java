package dev.postern.prove;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class CedarDifferentialTest {
  @Test
  void our_engine_and_the_official_one_agree_on_random_policies() throws IOException {
    CedarDifferential.Result result = CedarDifferential.run(60, 1);
    assertThat(result.differences()).isEmpty();
    assertThat(result.official()).isEqualTo(result.ours()).isGreaterThan(400);
    assertThat(result.refused()).isPositive();
    assertThat(result.invalid()).isPositive();
  }
}
