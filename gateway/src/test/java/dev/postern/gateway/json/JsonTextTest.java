package dev.postern.gateway.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.json.JsonLimits.LoneSurrogates;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonTextTest {
  @Test
  void writes_an_answer() {
    JsonValue request = Json.root("{\"id\": 1.0}");
    JsonText answer =
        new JsonText()
            .beginObject()
            .key("jsonrpc")
            .text("2.0")
            .key("id")
            .copy(request.member("id").orElseThrow())
            .key("error")
            .beginObject()
            .key("code")
            .number(-31_001)
            .key("data")
            .beginArray()
            .truth(true)
            .nothing()
            .beginObject()
            .endObject()
            .raw("{\"x\":1}".getBytes(UTF_8))
            .endArray()
            .key("last")
            .beginArray()
            .endArray()
            .endObject()
            .endObject();
    assertThat(new String(answer.bytes(), UTF_8))
        .isEqualTo(
            "{\"jsonrpc\":\"2.0\",\"id\":1.0,\"error\":{\"code\":-31001,"
                + "\"data\":[true,null,{},{\"x\":1}],\"last\":[]}}");
  }

  @Test
  void escapes_what_must_not_stand_in_a_string() {
    assertThat(new String(JsonText.quoted("\"\\/\b\f\n\r\t\0\u001f\u2028\u2029\ud800<é€😀"), UTF_8))
        .isEqualTo("\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\\u2028\\u2029\\ud800<é€😀\"");
  }

  @Test
  void every_text_reads_back_as_it_was() {
    Random random = new Random(3);
    JsonLimits limits = JsonLimits.standard().with(LoneSurrogates.KEEP);
    for (int round = 0; round < 5_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(20); i > 0; i--) {
        text.append((char) random.nextInt(random.nextBoolean() ? 0x100 : 0x1_0000));
        text.appendCodePoint(random.nextInt(0x11_0000));
      }
      JsonScan scan = JsonScan.of(JsonText.quoted(text.toString()), limits);
      assertThat(scan)
          .isInstanceOfSatisfying(
              JsonDocument.class,
              document -> assertThat(document.root().text()).isEqualTo(text.toString()));
    }
  }
}
