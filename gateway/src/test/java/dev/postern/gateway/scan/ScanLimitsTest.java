package dev.postern.gateway.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.gateway.drive.OwnClient.Heard;
import dev.postern.gateway.inventory.Inventory;
import dev.postern.gateway.inventory.Item;
import dev.postern.gateway.inventory.Kind;
import dev.postern.gateway.json.JsonDocument;
import dev.postern.gateway.json.JsonLimits;
import dev.postern.gateway.json.JsonScan;
import dev.postern.gateway.json.JsonText;
import dev.postern.gateway.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each bound of a scan is reached, and what was left out is said. */
class ScanLimitsTest {
  private static final ScanLimits SMALL =
      new ScanLimits(3, 4, 16, 500, 100, 2, Duration.ofSeconds(2), Duration.ofSeconds(5), 2);

  /** Many things, and few characters of them all. */
  private static final ScanLimits MANY =
      new ScanLimits(
          3, 5_000, 4_096, 10_000, 100, 8, Duration.ofSeconds(2), Duration.ofSeconds(5), 2);

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
  @Tag("reaches:ScanLimits.characters")
  void names_made_of_a_long_name_have_so_many_characters_together() throws Exception {
    StringJoiner places = new StringJoiner(",", "{", "}");
    for (int i = 0; i < 1_000; i++) {
      places.add("\"p" + i + "\":{}");
    }
    String tool =
        "{\"name\":\"" + "n".repeat(3_000) + "\",\"outputSchema\":{\"properties\":" + places + "}}";

    Inventory inventory = look(method -> "{\"tools\":[{\"name\":\"a\"}," + tool + "]}", MANY);
    List<Item> made = new McpItems(MANY).tool(json(tool));

    assertThat(inventory.items()).extracting(Item::name).containsExactly("a");
    assertThat(inventory.whole(Kind.TOOL)).isFalse();
    assertThat(inventory.whole(Kind.FIELD)).isFalse();
    assertThat(inventory.cuts().getFirst().why()).contains("more than 10000 characters");
    assertThat(made.stream().mapToInt(Sums::characters).sum()).isBetween(10_001, 15_000);
    assertThat(made.getLast().name()).startsWith("n".repeat(256) + " [cut: 3000 characters");
  }

  @Test
  @Tag("reaches:ScanLimits.characters")
  void a_database_is_told_up_to_so_many_characters() throws Exception {
    PostgresScan.Asking server =
        new PostgresScan.Asking() {
          @Override
          public List<List<String>> ask(String sql, PostgresRows.Shape shape) {
            return sql.contains("pg_database")
                ? Collections.nCopies(4, List.of("d".repeat(3_000), "f", "f"))
                : List.of();
          }

          @Override
          public String version() {
            return "18";
          }
        };

    Inventory inventory = new PostgresScan(server, MANY).look("shop", Instant.EPOCH);

    assertThat(inventory.whole(Kind.DATABASE)).isFalse();
    assertThat(inventory.cuts().getFirst().why()).contains("more than 10000 characters");
  }

  @Test
  void a_long_step_of_a_path_and_a_long_type_are_cut_each() {
    String step = "s".repeat(4_000);
    String tool =
        "{\"name\":\"t\",\"outputSchema\":{\"properties\":{\"%s\":{\"properties\":{\"%s\":{\"type\":[\"%s\",\"%s\"]}}}}}}"
            .formatted(step, step, step, step);

    Item leaf = new McpItems(MANY).tool(json(tool)).getLast();

    assertThat(leaf.name().split("\\[cut: 4000 characters", -1)).hasSize(3);
    assertThat(leaf.name()).hasSizeLessThan(1_000);
    assertThat(leaf.fact("type")).contains(" [cut: 8004 characters").hasSizeLessThan(4_300);
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
