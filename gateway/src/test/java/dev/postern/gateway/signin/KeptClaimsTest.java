package dev.postern.gateway.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of claims is kept, and in how much room. */
class KeptClaimsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"sub\":\"ana\",\"groups\":[\"a\",\"b\",\"a\"],\"none\":[],\"act\":{\"sub\":\"bot\",\"act\":{}}}",
        "{\"a\":-0,\"b\":1e400,\"c\":1.50,\"d\":9007199254740993,\"e\":true,\"f\":false,\"g\":null}",
        "{\"\\\"\\\\\\/\\b\\t\\n\\f\\r\\u0000\\u001f\":\"\\\"\\\\\\/\\b\\t\\n\\f\\r\\u0000\\u001f\\u007f\"}",
        "{\"\\u00e9\":\"\\ud83d\\udd11\",\"é\\u0301\":\"🔑\\u2028\",\"/\":\"</script>\"}",
        "{\"deep\":[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]}",
        "{ \"spaced\" : [ 1 , { \"x\" : \"y\" } ] }"
      })
  void reads_as_what_it_was_made_from_and_is_no_longer(String json) throws Exception {
    byte[] read = json.getBytes(StandardCharsets.UTF_8);
    Claim.Members claims = StrictJson.object(read);

    KeptClaims kept = KeptClaims.of(claims);

    assertThat(kept.read()).isEqualTo(claims);
    assertThat(kept.length()).isLessThanOrEqualTo(read.length);
  }

  @Test
  void a_name_that_no_token_can_hold_is_not_read_as_another() {
    for (String half : new String[] {"ana\ud83d", "\udd11ana"}) {
      KeptClaims kept = KeptClaims.of(new Claim.Members(Map.of("sub", new Claim.Text(half))));

      assertThatThrownBy(kept::read).isInstanceOf(FaultFound.class);
    }
  }
}
