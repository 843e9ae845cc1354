package dev.postern.gateway.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Our scanner against Jackson's streaming parser on random and broken documents. */
class JsonOracleTest {
  @Test
  void reads_the_same_values_from_random_documents() {
    Random random = new Random(20_260_728);
    for (int round = 0; round < 5_000; round++) {
      byte[] bytes = RandomJson.document(random);
      assertThat(JsonPayload.of(Json.document(bytes).root()))
          .as("round %s", round)
          .isEqualTo(JacksonOracle.read(bytes).orElseThrow());
    }
  }

  @Test
  void accepts_and_refuses_the_same_broken_documents() {
    Random random = new Random(47);
    int accepted = 0;
    int refused = 0;
    for (int round = 0; round < 60_000; round++) {
      byte[] bytes = mutated(RandomJson.document(random), random);
      if (JacksonOracle.agrees(bytes)) {
        accepted++;
      } else {
        refused++;
      }
    }
    assertThat(accepted).isGreaterThan(5_000);
    assertThat(refused).isGreaterThan(5_000);
  }

  private static byte[] mutated(byte[] bytes, Random random) {
    byte[] alphabet = "{}[]:,\"\\u0019.eE+-tfn \n\u00e9\0".getBytes(UTF_8);
    byte[] changed = bytes;
    for (int i = 1 + random.nextInt(2); i > 0; i--) {
      int at = random.nextInt(changed.length + 1);
      int cut = Math.min(changed.length, at + (random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(2)));
      int put = random.nextInt(3) == 0 ? 0 : 1;
      byte[] next = new byte[at + put + changed.length - cut];
      System.arraycopy(changed, 0, next, 0, at);
      if (put == 1) {
        next[at] =
            random.nextInt(4) == 0
                ? (byte) random.nextInt()
                : alphabet[random.nextInt(alphabet.length)];
      }
      System.arraycopy(changed, cut, next, at + put, changed.length - cut);
      changed = next;
    }
    return changed;
  }
}
