package dev.postern.gateway.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.ops.Meters;
import dev.postern.gateway.ops.Named;
import dev.postern.gateway.ops.trace.Collector;
import dev.postern.gateway.ops.trace.TraceSettings;
import dev.postern.gateway.ops.trace.Tracing;
import dev.postern.kernel.audit.Leaf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Traces of what passes the data plane, as a collector and a target see them. */
@Timeout(60)
class TracesTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";
  private static final String SAMPLED = "00-" + TRACE + "-" + PARENT + "-01";
  private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final int NEVER = 1_000_000;

  private final Meters meters = new Meters();

  @BeforeEach
  void a_target_with_a_name() {
    meters.name(new Named(Map.of(Operations.TARGET, "mcp"), Set.of()));
  }

  @Test
  void an_operation_is_part_of_its_callers_trace_and_the_target_goes_on_from_it() throws Exception {
    try (Collector collector = Collector.started();
        ScriptedTarget target = ScriptedTarget.always(ANSWER);
        Tracing tracing = tracing(collector, NEVER);
        Rig rig = new Rig(target, plan -> plan.tracing = tracing);
        Wire client = rig.dial()) {
      Wire.Message answer = client.send(get("/canary-path", "traceparent: " + SAMPLED)).read();
      assertThat(answer.status()).isEqualTo(200);

      Map<String, Collector.Seen> spans = collector.next(4);
      Collector.Seen operation = seen(spans, "operation");
      assertThat(spans.values()).allSatisfy(span -> assertThat(span.trace()).isEqualTo(TRACE));
      assertThat(operation.parent()).isEqualTo(PARENT);
      for (String step : new String[] {"admission", "ledger", "target"}) {
        assertThat(seen(spans, step).parent()).isEqualTo(operation.span());
      }
      assertThat(operation.attributes())
          .containsEntry("postern.target", Operations.TARGET)
          .containsEntry("postern.result", "allowed")
          .containsEntry("postern.end", "answered")
          .containsEntry(
              "postern.request_id",
              rig.ledger.entries().stream()
                  .map(entry -> entry.leaf())
                  .filter(Leaf.Admitted.class::isInstance)
                  .map(leaf -> leaf.id().toString())
                  .findFirst()
                  .orElseThrow());
      Wire.Message asked = target.requests.element();
      assertThat(asked.field("traceparent"))
          .isEqualTo("00-" + TRACE + "-" + seen(spans, "target").span() + "-01");
      assertThat(collector.octets).doesNotContain("canary-path").doesNotContain("ana");
    }
  }

  @Test
  void a_refusal_is_a_span_too_and_names_its_entry() throws Exception {
    try (Collector collector = Collector.started();
        ScriptedTarget target = ScriptedTarget.always(ANSWER);
        Tracing tracing = tracing(collector, 1);
        Rig rig = new Rig(target, plan -> plan.tracing = tracing);
        Wire client = rig.dial()) {
      client.send(get("/denied", "x: y")).read();

      Map<String, Collector.Seen> spans = collector.next(3);
      assertThat(spans).containsOnlyKeys("operation", "admission", "ledger");
      assertThat(seen(spans, "operation").parent()).isEmpty();
      assertThat(seen(spans, "operation").attributes())
          .containsEntry("postern.result", "denied")
          .containsEntry(
              "postern.request_id", rig.ledger.entries().getFirst().leaf().id().toString());
      assertThat(target.requests).isEmpty();
    }
  }

  @Test
  void a_target_that_no_configuration_names_is_told_as_other() throws Exception {
    meters.name(Named.NOTHING);
    try (Collector collector = Collector.started();
        ScriptedTarget target = ScriptedTarget.always(ANSWER);
        Tracing tracing = tracing(collector, 1);
        Rig rig = new Rig(target, plan -> plan.tracing = tracing);
        Wire client = rig.dial()) {
      client.send(get("/denied", "x: y")).read();

      assertThat(seen(collector.next(3), "operation").attributes())
          .containsEntry("postern.target", "other");
    }
  }

  @Test
  void the_state_of_a_trace_goes_on_only_with_the_trace() throws Exception {
    try (Collector collector = Collector.started();
        ScriptedTarget target = ScriptedTarget.always(ANSWER);
        Tracing tracing = tracing(collector, 1);
        Rig rig = new Rig(target, plan -> plan.tracing = tracing);
        Wire client = rig.dial()) {
      String state = "\r\ntracestate: vendor=1";
      client.send(get("/", "traceparent: " + SAMPLED + state)).read();
      assertThat(target.requests.remove().field("tracestate")).isEqualTo("vendor=1");
      client.send(get("/", "traceparent: 00-nothing" + state)).read();
      assertThat(target.requests.remove().field("tracestate")).isEmpty();
      client.send(get("/", "x: y" + state)).read();
      assertThat(target.requests.remove().field("tracestate")).isEmpty();
    }
  }

  @Test
  void nothing_is_told_of_what_is_not_traced_and_nothing_added_to_it() throws Exception {
    String unsampled = "00-" + TRACE + "-" + PARENT + "-00";
    try (Collector collector = Collector.started();
        ScriptedTarget target = ScriptedTarget.always(ANSWER);
        Tracing tracing = tracing(collector, NEVER);
        Rig rig = new Rig(target, plan -> plan.tracing = tracing);
        Wire client = rig.dial()) {
      client.send(get("/", "traceparent: " + unsampled)).read();
      client.send(get("/", "traceparent: " + SAMPLED)).read();

      collector.next(4);
      assertThat(target.requests.remove().field("traceparent")).isEmpty();
      assertThat(collector.octets.indexOf("operation"))
          .isEqualTo(collector.octets.lastIndexOf("operation"));
    }
  }

  @Test
  void what_only_looks_like_a_place_in_a_trace_begins_another() throws Exception {
    String zero = "00-" + "0".repeat(32) + "-" + PARENT + "-01";
    try (Collector collector = Collector.started();
        ScriptedTarget target = ScriptedTarget.always(ANSWER);
        Tracing tracing = tracing(collector, 1);
        Rig rig = new Rig(target, plan -> plan.tracing = tracing);
        Wire client = rig.dial()) {
      for (String wrong : new String[] {zero, "ff" + SAMPLED.substring(2), SAMPLED + "-x", "00"}) {
        client.send(get("/", "traceparent: " + wrong)).read();
        Map<String, Collector.Seen> spans = collector.next(4);
        assertThat(seen(spans, "operation").parent()).isEmpty();
        assertThat(target.requests.remove().field("traceparent"))
            .matches(
                "00-%s-%s-0[13]"
                    .formatted(seen(spans, "target").trace(), seen(spans, "target").span()));
      }
    }
  }

  @Test
  @Tag("reaches:TraceSettings.waiting")
  @Tag("reaches:TraceSettings.batch")
  @Tag("reaches:TraceSettings.patience")
  void a_collector_that_hangs_holds_nobody_up_and_costs_no_more_than_its_bound() throws Exception {
    TraceSettings few;
    try (Collector collector = Collector.hanging();
        ScriptedTarget target = ScriptedTarget.always(ANSWER)) {
      few = new TraceSettings(collector.uri(), 1, true, 8, 4, Duration.ofSeconds(30));
      try (Tracing tracing = Tracing.start(few, Optional::empty, meters, "test");
          Rig rig = new Rig(target, plan -> plan.tracing = tracing);
          Wire client = rig.dial()) {
        for (int i = 0; i < 50; i++) {
          assertThat(client.send(get("/", "x: y")).read().status()).isEqualTo(200);
          assertThat(tracing.waiting()).isLessThanOrEqualTo(8);
        }
        // 50 operations of four spans each: some are being told, eight wait, the others are gone.
        assertThat(spans("dropped")).isBetween(100.0, 192.0);
        collector.goOn();
      }
    }
    assertThat(spans("dropped") + spans("told") + spans("failed")).isEqualTo(200.0);
  }

  @Test
  void a_collector_that_hangs_does_not_hold_up_the_stop() throws Exception {
    try (Collector collector = Collector.hanging();
        ScriptedTarget target = ScriptedTarget.always(ANSWER)) {
      Duration patience = Duration.ofMinutes(10);
      TraceSettings settings = new TraceSettings(collector.uri(), 1, true, 64, 64, patience);
      try (Tracing tracing = Tracing.start(settings, Optional::empty, meters, "test");
          Rig rig = new Rig(target, plan -> plan.tracing = tracing);
          Wire client = rig.dial()) {
        assertThat(client.send(get("/", "x: y")).read().status()).isEqualTo(200);
      }
      // Here long before the patience is at its end, or this test's time would be.
      assertThat(spans("told")).isZero();
      collector.goOn();
    }
  }

  @Test
  void a_collector_that_is_gone_is_counted_and_holds_nobody_up() throws Exception {
    Collector gone = Collector.started();
    TraceSettings settings = TraceSettings.of(gone.uri(), 1, true);
    gone.close();
    try (ScriptedTarget target = ScriptedTarget.always(ANSWER)) {
      try (Tracing tracing = Tracing.start(settings, Optional::empty, meters, "test");
          Rig rig = new Rig(target, plan -> plan.tracing = tracing);
          Wire client = rig.dial()) {
        assertThat(client.send(get("/", "x: y")).read().status()).isEqualTo(200);
      }
      assertThat(spans("failed")).isEqualTo(4.0);
    }
  }

  @Test
  void the_collector_is_shown_its_token() throws Exception {
    try (Collector collector = Collector.started();
        ScriptedTarget target = ScriptedTarget.always(ANSWER);
        Tracing tracing =
            Tracing.start(
                TraceSettings.of(collector.uri(), 1, true),
                () -> Optional.of("collecting"),
                meters,
                "test");
        Rig rig = new Rig(target, plan -> plan.tracing = tracing);
        Wire client = rig.dial()) {
      client.send(get("/", "x: y")).read();
      collector.next(4);
      assertThat(collector.authorizations).contains("Bearer collecting");
    }
  }

  private Tracing tracing(Collector collector, int oneIn) {
    return Tracing.start(
        TraceSettings.of(collector.uri(), oneIn, true), Optional::empty, meters, "test");
  }

  private static Collector.Seen seen(Map<String, Collector.Seen> spans, String name) {
    return Optional.ofNullable(spans.get(name))
        .orElseThrow(() -> new AssertionError("no span " + name + " in " + spans.keySet()));
  }

  private double spans(String fate) {
    String line = "postern_spans_total{fate=\"" + fate + "\"} ";
    return new String(meters.scrape("").text(), StandardCharsets.UTF_8)
        .lines()
        .filter(each -> each.startsWith(line))
        .mapToDouble(each -> Double.parseDouble(each.substring(line.length())))
        .sum();
  }

  private static String get(String path, String field) throws IOException {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + field + "\r\n\r\n";
  }
}
