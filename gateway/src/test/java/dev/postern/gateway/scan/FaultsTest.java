package dev.postern.gateway.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.json.JsonDocument;
import dev.postern.gateway.json.JsonLimits;
import dev.postern.gateway.json.JsonScan;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a target gives as its reason cannot pose as the gateway's words, nor fill a screen. */
class FaultsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "denied",
        "locked",
        "ledger_down",
        "not_understood",
        "draining",
        "target_failed"
      })
  void a_targets_reason_stands_in_quotes_and_is_not_told_whole(String word) {
    String message =
        McpFaults.of(
                ((JsonDocument)
                        JsonScan.of(
                            """
                            {"code": %s, "message": "no\u202e\u009b2J%s credential",
                             "data": {"code": "%s"}}
                            """
                                .formatted("1".repeat(200), "x".repeat(3_000), word)
                                .getBytes(StandardCharsets.UTF_8),
                            JsonLimits.standard()))
                    .root())
            .getMessage();

    assertThat(message).contains("\"no\\u202e\\u009b2Jx").hasSizeLessThan(800);
    assertThat(String.valueOf(message).chars().noneMatch(c -> c > 0x7e || c < 0x20)).isTrue();
  }

  @Test
  void a_status_without_a_reason_is_told() {
    assertThat(McpFaults.of(404, Optional.empty())).hasMessageContaining("404");
  }
}
