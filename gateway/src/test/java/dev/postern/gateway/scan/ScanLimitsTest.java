package dev.postern.gateway.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.gateway.drive.OwnClient.Heard;
import dev.postern.gateway.inventory.Inventory;
import dev.postern.gateway.inventory.Kind;
import dev.postern.gateway.json.JsonDocument;
import dev.postern.gateway.json.JsonLimits;
import dev.postern.gateway.json.JsonScan;
import dev.postern.gateway.json.JsonText;
import dev.postern.gateway.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each bound of a scan is reached, and what was left out is said. */
class ScanLimitsTest {
  private static final ScanLimits SMALL =
      new ScanLimits(3, 4, 16, 100, 2, Duration.ofSeconds(2), Duration.ofSeconds(5), 2);

  private final AtomicLong nanos = new AtomicLong();

  @Test
  @Tag("reaches:ScanLimits.pages")
  void more_pages_than_are_read_are_said() throws Exception {
    Inventory inventory = look(method -> "{\"tools\":[],\"nextCursor\":\"again\"}", SMALL);

    assertThat(inventory.whole(Kind.TOOL)).isFalse();
    assertThat(inventory.whole(Kind.FIELD)).isFalse();
    assertThat(inventory.whole(Kind.PROMPT)).isTrue();
    assertThat(inventory.cuts().getFirst().why()).contains("more than 3 pages");
  }

  @Test
  @Tag("reaches:ScanLimits.items")
  void more_things_than_are_kept_are_said() throws Exception {
    Inventory inventory =
        look(
            method ->
                "{\"tools\":[{\"name\":\"a\"},{\"name\":\"b\"},{\"name\":\"c\"},{\"name\":\"d\"},"
                    + "{\"name\":\"e\"}]}",
            SMALL);

    assertThat(inventory.items()).hasSize(4);
    assertThat(inventory.cuts().getFirst().why()).contains("more than 4 things");
  }

  @Test
  @Tag("reaches:ScanLimits.text")
  void of_a_long_text_its_beginning_and_its_digest_are_kept() {
    String one = text("x".repeat(30) + "1");
    String other = text("x".repeat(30) + "2");

    assertThat(one).startsWith("x".repeat(16) + " [cut: 31 characters, sha256:");
    assertThat(other).isNotEqualTo(one);
    assertThat(text("x".repeat(16))).isEqualTo("x".repeat(16));
  }

  private static String text(String description) {
    return new McpItems(SMALL)
        .tool(json("{\"name\":\"t\",\"description\":\"" + description + "\"}"))
        .getFirst()
        .fact("description");
  }

  @Test
  @Tag("reaches:ScanLimits.depth")
  void a_schema_is_looked_into_so_deep_and_no_deeper() {
    String deep =
        "{\"name\":\"t\",\"outputSchema\":{\"properties\":{\"a\":{\"properties\":{\"b\":"
            + "{\"type\":\"object\",\"properties\":{\"c\":{\"type\":\"string\"}}}}}}}}";

    assertThat(new McpItems(SMALL).tool(json(deep)))
        .extracting(item -> item.name())
        .containsExactly("t", "t $.a.b");
  }

  @Test
  @Tag("reaches:ScanLimits.octets")
  void answers_have_so_many_octets_together() throws Exception {
    Budget budget = new Budget(SMALL, nanos::get);
    budget.next(of -> Optional.of(new Heard.Bytes(new byte[99])), budget.deadline());
    assertThat(budget.octets()).isEqualTo(1);
    budget.next(of -> Optional.of(new Heard.Bytes(new byte[1])), budget.deadline());

    assertThatThrownBy(budget::octets)
        .isInstanceOf(ScanFault.class)
        .hasMessageContaining("more than 100 octets");
  }

  @Test
  @Tag("reaches:ScanLimits.answer")
  @Tag("reaches:ScanLimits.whole")
  void an_answer_and_the_whole_scan_have_their_time() {
    Budget budget = new Budget(SMALL, nanos::get);
    long deadline = budget.deadline();
    assertThat(Duration.ofNanos(deadline)).isEqualTo(SMALL.answer());
    nanos.addAndGet(SMALL.answer().toNanos());

    assertThatThrownBy(() -> budget.next(of -> Optional.of(new Heard.Whole()), deadline))
        .hasMessageContaining("did not answer in 2 seconds");
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(Duration.ofNanos(budget.deadline())).isEqualTo(SMALL.whole());
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThatThrownBy(() -> budget.next(of -> Optional.of(new Heard.Whole()), budget.deadline()))
        .hasMessageContaining("longer than 5 seconds");
  }

  @Test
  @Tag("reaches:ScanLimits.atOnce")
  void so_many_scans_run_at_once() throws Exception {
    Running running = new Running(SMALL.atOnce());
    running.begin("a");
    running.begin("b");

    assertThatThrownBy(() -> running.begin("a")).hasMessageContaining("scan of a is under way");
    assertThatThrownBy(() -> running.begin("c")).hasMessageContaining("2 scans are under way");
    running.end("a");
    running.begin("c");
  }

  private static Inventory look(UnaryOperator<String> lists, ScanLimits limits) throws Exception {
    McpScan.Talk talk =
        new McpScan.Talk() {
          @Override
          public McpScan.Said ask(String method, Consumer<JsonText> params) {
            String result =
                method.equals("initialize")
                    ? "{\"capabilities\":{\"tools\":{}}}"
                    : lists.apply(method);
            return new McpScan.Said(json("{\"result\":" + result + "}"));
          }

          @Override
          public void tell(String method) {}

          @Override
          public void agreed(String version) {}

          @Override
          public void end() {}
        };
    return new McpScan(talk, limits).look("notes", Instant.EPOCH);
  }

  private static JsonValue json(String text) {
    return ((JsonDocument)
            JsonScan.of(text.getBytes(StandardCharsets.UTF_8), JsonLimits.standard()))
        .root();
  }
}
