package dev.postern.gateway.protocol.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.ScriptedDriver;
import dev.postern.kernel.audit.Leaf;
import dev.postern.testkit.ScriptedPolicy;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client hears of a target that fails: the gateway's words, and a status that fits. */
class TargetFailuresTest {
  private final McpWorld world = new McpWorld(ScriptedPolicy.OPEN);

  @ParameterizedTest
  @CsvSource({
    "400, 400",
    "401, 502",
    "403, 502",
    "404, 404",
    "406, 406",
    "429, 429",
    "500, 502",
    "503, 502",
    "301, 502",
    "204, 502",
    "202, 502"
  })
  void a_failure_status_keeps_its_meaning_and_none_of_its_words(int theirs, int ours) {
    world.initialize();
    ScriptedDriver driver = world.post(McpWorld.call(1, "run"));
    driver.answer(1, theirs, "application/json", "{\"secret\":\"words of the target\"}");

    assertThat(driver.status()).isEqualTo(ours);
    assertThat(driver.shown()).contains("\"id\":1,\"error\"").doesNotContain("words of");
    assertThat(driver.done()).isTrue();
    assertThat(driver.open()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Event.Failure.class)
  void a_leg_that_fails_before_an_answer_is_told_and_leaves_nothing_open(Event.Failure failure) {
    world.initialize();
    ScriptedDriver driver = world.post(McpWorld.call(1, "run"));
    driver.tell(new Event.LegFailed(1, failure, "words of the driver"));
    driver.timers();

    assertThat(driver.shown()).contains("\"id\":1,\"error\"").doesNotContain("words of");
    assertThat(driver.done()).isTrue();
    assertThat(driver.open()).isEmpty();
  }

  @Test
  void what_was_never_sent_is_not_cancelled() {
    world.initialize();
    ScriptedDriver driver = world.post(McpWorld.call(1, "run"));
    driver.tell(new Event.LegFailed(1, Event.Failure.UNREACHABLE, "refused"));

    assertThat(driver.sent()).hasSize(1);
    assertThat(driver.done()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"text/html", "application/xml", "''", "application/json-seq", "text/event-streams"})
  void an_answer_of_another_kind_is_not_read(String type) {
    world.initialize();
    ScriptedDriver driver = world.post(McpWorld.call(1, "run"));
    driver.answer(1, 200, type, McpWorld.result(1, "{\"a\":\"words of the target\"}"));

    assertThat(driver.status()).isEqualTo(502);
    assertThat(driver.shown()).doesNotContain("words of");
  }

  @Test
  void an_encoded_answer_is_not_read() {
    world.initialize();
    ScriptedDriver driver = world.post(McpWorld.call(1, "run"));
    driver.head(1, 200, "application/json", new Field("content-encoding", "gzip"));

    assertThat(driver.status()).isEqualTo(502);
    assertThat(driver.sent().getFirst().head().only("accept-encoding")).contains("identity");
  }

  @Test
  @Tag("reaches:McpLimits.messageBytes")
  void an_endless_body_is_cut_and_the_call_cancelled() {
    world.initialize();
    ScriptedDriver driver = world.post(McpWorld.call(1, "run"));
    driver.head(1, 200, "application/json");
    byte[] piece = new byte[1 << 20];
    for (int i = 0; i < 5 && driver.legs().contains(1); i++) {
      driver.piece(1, piece);
    }

    assertThat(driver.legs()).doesNotContain(1);
    assertThat(driver.shown()).contains("unmaskable");
    driver.timers();
    assertThat(driver.done()).isTrue();
    assertThat(world.gate.ledger().leaves(Leaf.Closed.class).getLast().outcome().end())
        .isEqualTo(Leaf.End.FAILED);
  }

  @Test
  void a_stream_that_ends_within_an_event_shows_nothing_of_it() {
    world.initialize();
    ScriptedDriver driver = world.post(McpWorld.call(1, "run"));
    driver.head(1, 200, "text/event-stream");
    driver.piece(
        1, ("data: " + McpWorld.result(1, "{\"half\":1}")).getBytes(StandardCharsets.UTF_8));
    driver.tell(new Event.AnsweredAll(1));
    driver.timers();

    assertThat(driver.shown()).contains("target_failed").doesNotContain("half");
    assertThat(driver.done()).isTrue();
  }

  @Test
  void a_body_for_a_notification_is_read_past_up_to_a_bound() {
    world.initialize();
    ScriptedDriver driver =
        world.post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    driver.head(1, 200, "application/json");
    driver.piece(1, new byte[65_000]);
    assertThat(driver.done()).isFalse();
    driver.piece(1, new byte[65_000]);

    assertThat(driver.status()).isEqualTo(202);
    assertThat(driver.shown()).isEmpty();
    assertThat(driver.done()).isTrue();
  }
}
