package dev.postern.demo.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.demo.wire.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TruthTest {
  private final Truth truth =
      new Truth("sk-live-1", List.of("900-01-0001", "wei@customers.example"), "QUJD".repeat(20));

  @Test
  void finds_what_is_shown_though_it_should_not_be() {
    assertThat(truth.shownIn("{\"ssn\":\"900-01-0001\",\"key\":\"sk-live-1\"}"))
        .containsExactly("the api key", "900-01-0001");
    assertThat(truth.shownIn("QUJD".repeat(20))).containsExactly("the weights");
    assertThat(truth.shownIn("{\"ssn\":\"[redacted]\"}")).isEmpty();
  }

  @Test
  void knows_how_long_the_weights_are() {
    assertThat(truth.weightBytes()).isEqualTo(60);
  }

  @Test
  void does_not_take_two_copies_that_differ() throws Exception {
    String same = "{\"structuredContent\":{\"a\":1},\"content\":[{\"text\":\"{\\\"a\\\":1}\"}]}";
    assertThat(Truth.copies(Json.read(same)).path("a").asInt()).isEqualTo(1);
    String different = same.replace("{\\\"a\\\":1}", "{\\\"a\\\":2}");
    assertThatThrownBy(() -> Truth.copies(Json.read(different))).isInstanceOf(Difference.class);
  }
}
