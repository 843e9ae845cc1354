package dev.postern.gateway.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.gateway.ops.Meters;
import dev.postern.gateway.ops.Named;
import dev.postern.gateway.ops.trace.Collector;
import dev.postern.gateway.ops.trace.TraceSettings;
import dev.postern.gateway.ops.trace.Tracing;
import dev.postern.kernel.approval.Request;
import dev.postern.kernel.audit.Leaf;
import dev.postern.testkit.HoldingPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.function.DoublePredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A statement that waits for people in front of a real server, as operators see it. */
@Timeout(120)
class WatchedHoldTest {
  private static final String DENIED = "DELETE FROM orders";

  @TempDir private Path directory;

  @Test
  void a_hold_is_a_span_and_a_figure_and_the_rest_is_counted_by_rule_and_result() throws Exception {
    try (RealServer server = RealServer.start(directory);
        Collector collector = Collector.started();
        Tracing tracing =
            Tracing.start(
                TraceSettings.of(collector.uri(), 1, true), Optional::empty, new Meters(), "test");
        Through through = Through.traced(server, HeldWorld.asking("dba"), tracing)) {
      through.meters.name(
          new Named(Map.of("shop", "postgres"), Set.of("told-to", "never", HoldingPolicy.RULE)));
      Reviewer rita = new Reviewer(through.desk, through.kept);
      try (Connection ana = through.connect("scram", Map.of("preferQueryMode", "simple"));
          Statement statement = ana.createStatement()) {
        FutureTask<Integer> running =
            new FutureTask<>(
                () -> statement.executeUpdate("INSERT INTO orders VALUES (3001, 'held')"));
        Thread.ofVirtual().start(running);
        Request request = rita.waiting();
        awaits(through, "postern_holds_open", value -> value == 1);

        rita.answer(request, true);

        assertThat(running.get()).isEqualTo(1);
        awaits(through, "postern_holds_open", value -> value == 0);
        assertThatThrownBy(() -> statement.executeUpdate(DENIED)).isInstanceOf(SQLException.class);
      }
      assertSpans(collector, request(through));
      assertFigures(through);
    }
  }

  /** The name of the entry of the statement that was approved. */
  private static String request(Through through) {
    return through.ledger.entries().stream()
        .map(entry -> entry.leaf())
        .filter(Leaf.Admitted.class::isInstance)
        .map(Leaf.Admitted.class::cast)
        .filter(leaf -> leaf.asked().label().startsWith("query insert"))
        .map(leaf -> leaf.id().toString())
        .findFirst()
        .orElseThrow();
  }

  private static void assertSpans(Collector collector, String request) throws InterruptedException {
    Map<String, Map<String, Collector.Seen>> below = new HashMap<>();
    Collector.Seen operation;
    do {
      operation = collector.next(1).values().iterator().next();
      below
          .computeIfAbsent(operation.parent(), none -> new HashMap<>())
          .put(operation.name(), operation);
    } while (!request.equals(operation.attributes().get("postern.request_id")));

    assertThat(operation.attributes())
        .containsEntry("postern.result", "allowed")
        .containsEntry("postern.end", "answered");
    assertThat(below.get(operation.span()))
        .containsOnlyKeys("admission", "ledger", "hold", "target");
  }

  private static void assertFigures(Through through) {
    String rule = "postern_rule_decisions_total{answer=\"%s\",rule=\"%s\"} ";
    assertThat(sum(through, rule.formatted("allow", "told-to"))).isGreaterThanOrEqualTo(1);
    assertThat(sum(through, rule.formatted("deny", "never"))).isEqualTo(1);
    String result =
        "postern_operations_total{protocol=\"postgres\",result=\"%s\",target=\"shop\"} ";
    assertThat(sum(through, result.formatted("allowed"))).isGreaterThanOrEqualTo(2);
    assertThat(sum(through, result.formatted("denied"))).isEqualTo(1);
    assertThat(sum(through, "postern_loop_turn_seconds_count")).isPositive();
    assertThat(sum(through, "postern_loop_turn_seconds_sum")).isPositive();
    assertThat(sum(through, "postern_ledger_append_seconds_count")).isPositive();
    assertThat(sum(through, "postern_ledger_lag_seconds_count")).isPositive();
    assertThat(sum(through, "postern_loop_lag_seconds_count")).isPositive();
  }

  /** Loops publish what they carry a few times a second. */
  private static void awaits(Through through, String metric, DoublePredicate wanted) {
    while (!wanted.test(sum(through, metric))) {
      Thread.onSpinWait();
    }
  }

  private static double sum(Through through, String prefix) {
    return new String(through.meters.scrape("").text(), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.startsWith(prefix))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
