package dev.postern.gateway.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.gate.Load;
import dev.postern.kernel.operation.Durability;
import dev.postern.testkit.Leaves;
import dev.postern.testkit.MemoryLedger;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class MetersTest {
  private static final String RULE = "scientists-run-churn";

  private final MemoryLedger ledger = new MemoryLedger();
  private final Meters meters = new Meters(new MetricLimits(3, 4, 5, 6));

  @Test
  void an_entry_is_counted_by_target_protocol_result_and_rule() throws IOException {
    meters.name(new Named(Map.of("registry", "mcp"), Set.of(RULE)));
    Ledger.Segment segment = meters.counted(ledger).open(0);

    segment.append(
        List.of(
            Leaves.admitted(segment, Leaves.START, "churn"),
            Leaves.refused(segment, Leaves.START, "s", Leaves.operation("churn"))));

    assertThat(lines())
        .contains(
            "postern_operations_total{protocol=\"mcp\",result=\"allowed\",target=\"registry\"} 1.0",
            "postern_operations_total{protocol=\"mcp\",result=\"denied\",target=\"registry\"} 1.0",
            "postern_rule_decisions_total{answer=\"allow\",rule=\"" + RULE + "\"} 1.0",
            "postern_ledger_entries_total{level=\"process-crash\",result=\"written\"} 2.0");
    assertThat(ledger.entries()).hasSize(2);
  }

  @Test
  void names_that_no_configuration_has_count_together() throws IOException {
    Ledger.Segment segment = meters.counted(ledger).open(0);

    segment.append(List.of(Leaves.admitted(segment, Leaves.START, "churn")));

    assertThat(lines())
        .contains(
            "postern_operations_total{protocol=\"other\",result=\"allowed\",target=\"other\"} 1.0",
            "postern_rule_decisions_total{answer=\"allow\",rule=\"other\"} 1.0");
    assertThat(text()).doesNotContain("registry").doesNotContain(RULE);
  }

  @Test
  void what_the_ledger_did_not_take_was_refused() {
    meters.name(new Named(Map.of("registry", "mcp"), Set.of(RULE)));
    List<Entry> entries = new ArrayList<>();

    assertThatThrownBy(
            () -> {
              Ledger.Segment segment = meters.counted(new BrokenLedger()).open(0);
              entries.add(Leaves.admitted(segment, Leaves.START, "churn"));
              segment.append(entries);
            })
        .isInstanceOf(IOException.class);

    assertThat(lines())
        .contains(
            "postern_operations_total{protocol=\"mcp\",result=\"ledger_down\",target=\"registry\"}"
                + " 1.0",
            "postern_operations_total{protocol=\"mcp\",result=\"allowed\",target=\"registry\"} 0.0",
            "postern_ledger_entries_total{level=\"process-crash\",result=\"failed\"} 1.0");
  }

  @Test
  void a_receipt_that_comes_later_is_counted_when_it_comes() throws IOException {
    Slow slow = new Slow();
    Ledger.Segment segment = meters.counted(slow).open(0, Durability.POWER_LOSS);
    List<String> heard = new ArrayList<>();

    segment.append(List.of(Leaves.admitted(segment, Leaves.START, "churn")), hearing(heard));
    segment.append(List.of(Leaves.admitted(segment, Leaves.START, "churn")), hearing(heard));
    assertThat(lines())
        .contains("postern_ledger_entries_total{level=\"power-loss\",result=\"written\"} 0.0");

    slow.receipts.getFirst().durable();
    slow.receipts.getLast().failed(new IOException("no room"));

    assertThat(heard).containsExactly("durable", "failed");
    assertThat(lines())
        .contains(
            "postern_ledger_lag_seconds_count{level=\"power-loss\"} 1",
            "postern_ledger_append_seconds_count{level=\"power-loss\"} 2",
            "postern_ledger_entries_total{level=\"power-loss\",result=\"written\"} 1.0",
            "postern_ledger_entries_total{level=\"power-loss\",result=\"failed\"} 1.0");
  }

  @Test
  void what_cannot_be_counted_is_answered_as_the_ledger_took_it() throws IOException {
    Slow slow = new Slow();
    List<String> heard = new ArrayList<>();
    List<Entry> uncountable =
        new AbstractList<>() {
          @Override
          public Entry get(int index) {
            throw new IllegalStateException("a defect");
          }

          @Override
          public int size() {
            return 1;
          }
        };
    Ledger.Segment later = meters.counted(slow).open(0, Durability.POWER_LOSS);
    later.append(uncountable, hearing(heard));
    later.append(uncountable, hearing(heard));
    slow.receipts.getFirst().durable();
    slow.receipts.getLast().failed(new IOException("no room"));

    assertThat(heard).containsExactly("durable", "failed");
  }

  @Test
  void a_reload_drops_names_that_are_gone_and_keeps_what_the_others_counted() throws IOException {
    meters.name(new Named(Map.of("registry", "mcp", "old", "mcp"), Set.of(RULE, "old-rule")));
    Ledger.Segment segment = meters.counted(ledger).open(0);
    segment.append(List.of(Leaves.admitted(segment, Leaves.START, "churn")));
    assertThat(text()).contains("\"old\"").contains("\"old-rule\"");

    meters.name(new Named(Map.of("registry", "mcp", "new", "postgres"), Set.of(RULE)));

    assertThat(text()).doesNotContain("\"old\"").doesNotContain("\"old-rule\"");
    assertThat(lines())
        .contains(
            "postern_operations_total{protocol=\"mcp\",result=\"allowed\",target=\"registry\"} 1.0",
            "postern_operations_total{protocol=\"postgres\",result=\"allowed\",target=\"new\"}"
                + " 0.0");
  }

  @Test
  void a_name_that_speaks_another_protocol_begins_anew() {
    meters.name(new Named(Map.of("registry", "mcp"), Set.of()));
    meters.name(new Named(Map.of("registry", "postgres"), Set.of()));

    assertThat(text()).doesNotContain("\"mcp\"").contains("protocol=\"postgres\"");
  }

  @Test
  @Tag("reaches:MetricLimits.targets")
  @Tag("reaches:MetricLimits.rules")
  @Tag("reaches:MetricLimits.events")
  @Tag("reaches:MetricLimits.credentials")
  void there_are_no_more_series_than_their_bounds_however_many_names_there_are()
      throws IOException {
    Ledger.Segment segment = meters.counted(ledger).open(0);
    meters.name(named(2));
    long ofTwo = lines().stream().filter(line -> line.contains("\"name-")).count();
    assertThat(ofTwo).isPositive();
    meters.name(named(1_000));
    for (int i = 0; i < 100; i++) {
      segment.append(List.of(Leaves.noted(segment, Leaves.START, "event-" + i)));
      segment.append(List.of(Leaves.noted(segment, Leaves.START, "approval-" + i)));
    }

    assertThat(labels("target")).hasSize(3 + 1).contains(Tallies.OTHER);
    assertThat(labels("rule")).hasSize(4 + 1).contains(Tallies.OTHER);
    assertThat(labels("event")).hasSize(5 + 1).contains(Tallies.OTHER);
    assertThat(labels("state")).hasSize(5 + 1).contains(Tallies.OTHER);
  }

  @Test
  void a_loop_tells_how_long_its_turns_took_and_how_late_its_clock_was() {
    LoopMeter loop = meters.loop("loop-0");
    loop.turned(3_000_000);
    loop.turned(5_000_000);
    loop.late(2_000_000_000L);
    loop.late(-1_000_000);
    loop.carries(7, new Load(5, 3, 2, 1));

    assertThat(lines())
        .contains(
            "postern_loop_turn_seconds_count{loop=\"loop-0\"} 2",
            "postern_loop_turn_seconds_sum{loop=\"loop-0\"} 0.008",
            "postern_loop_lag_seconds_count{loop=\"loop-0\"} 2",
            "postern_loop_lag_seconds_sum{loop=\"loop-0\"} 2.0",
            "postern_loop_sessions{loop=\"loop-0\"} 7.0",
            "postern_passages_open{loop=\"loop-0\"} 5.0",
            "postern_holds_open{loop=\"loop-0\"} 3.0",
            "postern_admissions_waiting{loop=\"loop-0\"} 2.0",
            "postern_ledger_endings_owed{loop=\"loop-0\"} 1.0");
    assertThat(meters.carried()).isEqualTo(new Meters.Carried(7, 5, 3));
  }

  @Test
  void both_formats_are_told_as_what_they_are() {
    assertThat(meters.scrape("application/openmetrics-text; version=1.0.0").type())
        .startsWith("application/openmetrics-text");
    assertThat(new String(meters.scrape("application/openmetrics-text").text(), UTF_8))
        .endsWith("# EOF\n");
    assertThat(meters.scrape("*/*").type()).startsWith("text/plain");
  }

  private static final java.nio.charset.Charset UTF_8 = StandardCharsets.UTF_8;

  private static Named named(int count) {
    return new Named(
        IntStream.range(0, count).boxed().collect(Collectors.toMap(i -> "name-" + i, i -> "mcp")),
        IntStream.range(0, count).mapToObj(i -> "rule-" + i).collect(Collectors.toSet()));
  }

  private Set<String> labels(String label) {
    return text()
        .lines()
        .filter(line -> line.startsWith("postern_") && line.contains(label + "=\""))
        .map(line -> line.substring(line.indexOf(label + "=\"") + label.length() + 2))
        .map(rest -> rest.substring(0, rest.indexOf('"')))
        .collect(Collectors.toSet());
  }

  private List<String> lines() {
    return text().lines().toList();
  }

  private String text() {
    return new String(meters.scrape("").text(), UTF_8);
  }

  private static Ledger.Receipt hearing(List<String> heard) {
    return new Ledger.Receipt() {
      @Override
      public void durable() {
        heard.add("durable");
      }

      @Override
      public void failed(IOException why) {
        heard.add("failed");
      }
    };
  }

  /** A segment that answers when the test wants it to. */
  private static final class Slow implements Ledger, Ledger.Segment {
    private final List<Receipt> receipts = new ArrayList<>();
    private long named;

    @Override
    public Durability level() {
      return Durability.PROCESS_CRASH;
    }

    @Override
    public Segment open(int number, Durability level) {
      return this;
    }

    @Override
    public EntryId next() {
      return new EntryId(EntryId.high(1, 0), named++);
    }

    @Override
    public byte[] salt() {
      return new byte[16];
    }

    @Override
    public void append(List<Entry> entries) {
      throw new IllegalStateException("it waits for its disk");
    }

    @Override
    public void append(List<Entry> entries, Receipt receipt) {
      receipts.add(receipt);
    }

    @Override
    public void close() {}
  }

  /** A ledger that takes nothing. */
  private static final class BrokenLedger implements Ledger {
    @Override
    public Durability level() {
      return Durability.PROCESS_CRASH;
    }

    @Override
    public Segment open(int number, Durability level) throws IOException {
      Segment good = new MemoryLedger().open(number);
      return new Segment() {
        @Override
        public EntryId next() {
          return good.next();
        }

        @Override
        public byte[] salt() {
          return good.salt();
        }

        @Override
        public void append(List<Entry> entries) throws IOException {
          throw new IOException("no room");
        }

        @Override
        public void close() {}
      };
    }
  }
}
