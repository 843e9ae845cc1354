package dev.postern.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.testkit.fuzz.FuzzInput;
import java.nio.charset.CharacterCodingException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What REST takes for the body of a request. */
class RestBodyTest {
  @Test
  void octets_that_are_no_text_are_no_name_that_was_met_before() throws Exception {
    JsonMapper mapper = Json.mapper();
    byte[] looksLikeIt = FuzzInput.bytes("{\"\u00ff\u00ffn\":1}");

    assertThat(Json.read(mapper, FuzzInput.bytes("{\"n\":1}")).path("n").asInt()).isEqualTo(1);
    assertThatThrownBy(() -> Json.read(mapper, looksLikeIt))
        .isInstanceOf(CharacterCodingException.class);
  }

  @Test
  void a_body_in_another_encoding_is_none() {
    byte[] sixteen = FuzzInput.bytes("\0{\0\"\0n\0\"\0:\0001\0}");

    assertThatThrownBy(() -> Json.read(Json.mapper(), sixteen))
        .isInstanceOf(CharacterCodingException.class);
  }
}
