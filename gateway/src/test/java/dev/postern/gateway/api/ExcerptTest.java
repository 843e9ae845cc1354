package dev.postern.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExcerptTest {
  @Test
  void says_the_single_values_that_the_label_does_not() {
    assertThat(
            Excerpt.of(
                """
                tools/call deploy_model
                {
                  "method": "tools/call",
                  "params": {
                    "name": "deploy_model",
                    "arguments": {
                      "model": "churn-v3",
                      "replicas": 3,
                      "labels": [
                        "a, b"
                      ]
                    }
                  }
                }\
                """))
        .isEqualTo("model: \"churn-v3\" · replicas: 3 · \"a, b\"");
  }

  @Test
  void is_short_whatever_is_asked_and_ends_between_characters() {
    String long1 = Excerpt.of("x\n{\n  \"a\": \"" + "\ud83d\ude00".repeat(40_000) + "\"\n}");
    assertThat(long1).hasSizeLessThanOrEqualTo(161).endsWith("\ud83d\ude00…");
    assertThat(Excerpt.of("x\n{}")).isEmpty();
    assertThat(Excerpt.of("")).isEmpty();
    assertThat(Excerpt.of("x\n  \"" + "\\\\\"".repeat(10_000))).hasSizeLessThan(162);
  }
}
