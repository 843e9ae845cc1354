package dev.postern.gateway.protocol.postgres;

import static dev.postern.gateway.protocol.postgres.StatementWorld.bind;
import static dev.postern.gateway.protocol.postgres.StatementWorld.execute;
import static dev.postern.gateway.protocol.postgres.StatementWorld.parse;
import static dev.postern.gateway.protocol.postgres.StatementWorld.query;
import static dev.postern.gateway.protocol.postgres.StatementWorld.sync;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.Report;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.kernel.approval.Request;
import dev.postern.kernel.audit.Leaf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Traces in the comments of statements: where they are read, where they are written. */
class TraceCommentsTest {
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final String CALLERS = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final String COMMENT = " /*traceparent='" + TRACE + "'*/";

  private final StatementWorld world =
      StatementWorld.commenting(HeldWorld.asking("dba")).hold(true);

  /** The messages that the target was sent since the session is open, as text. */
  private static String sent(StatementWorld of) {
    StringBuilder all = new StringBuilder();
    of.stream.sent().stream()
        .skip(1)
        .forEach(frame -> all.append(new String(frame.bytes(), StandardCharsets.ISO_8859_1)));
    return all.toString();
  }

  private static List<FrontendMessage> extended(String statement, String text) {
    return List.of(parse(statement, text), bind("", statement), execute("", 0), sync());
  }

  private void send(List<FrontendMessage> messages) {
    world.send(messages.toArray(FrontendMessage[]::new));
  }

  @Test
  void a_statement_whose_trace_somebody_keeps_takes_it_along() {
    world.stream.traced(TRACE);
    world.send(query("select; select -- both"));

    assertThat(sent(world)).contains("select; select -- both\n" + COMMENT.strip() + "\0");
  }

  @Test
  void a_statement_whose_trace_nobody_keeps_goes_as_it_came() {
    byte[] asked = StatementWorld.bytes(query("select"));
    world.send(asked);

    assertThat(world.stream.sent().getLast().bytes()).isEqualTo(asked);
  }

  @Test
  void where_the_targets_file_does_not_ask_for_it_nothing_is_said_of_traces() {
    StatementWorld plain = new StatementWorld(HeldWorld.asking("dba")).hold(true);
    plain.stream.traced(TRACE);
    plain.send(query("select /*traceparent='" + CALLERS + "'*/"));
    plain.send(query("select"));

    assertThat(sent(plain)).doesNotContain(TRACE);
    assertThat(plain.stream.traces()).isEmpty();
  }

  @Test
  void an_open_session_is_not_read_and_not_written_to() {
    StatementWorld open = StatementWorld.commenting(new OpenPolicy()).hold(true);
    open.stream.traced(TRACE);
    open.send(query("select /*traceparent='" + CALLERS + "'*/"));

    assertThat(sent(open)).doesNotContain(TRACE);
    assertThat(open.stream.traces()).isEmpty();
  }

  @Test
  void what_was_not_understood_is_left_as_it_is() {
    for (String text : List.of("select 'a", "select /* a", "frobnicate", "", "-- nothing")) {
      StatementWorld each = StatementWorld.commenting(HeldWorld.asking("dba")).hold(true);
      each.stream.traced(TRACE);
      each.send(query(text));
      assertThat(sent(each)).as(text).contains(text + "\0").doesNotContain(TRACE);
    }
  }

  @Test
  void a_statement_with_letters_whose_number_is_not_known_is_left_as_it_is() {
    world.stream.traced(TRACE);
    world.send(query("select 'caf\u00e9'"));

    assertThat(sent(world)).contains("select").doesNotContain(TRACE);
  }

  @Test
  void a_text_of_the_greatest_length_takes_its_trace_along_and_a_longer_one_is_left_as_it_is() {
    world.stream.traced(TRACE);
    String longest = "select" + " ".repeat(TraceComments.LONGEST_TEXT - "select".length());
    world.send(query(longest));
    assertThat(sent(world)).contains(longest + COMMENT + "\0");

    StatementWorld other = StatementWorld.commenting(HeldWorld.asking("dba")).hold(true);
    other.stream.traced(TRACE);
    other.send(query(longest + " "));
    assertThat(sent(other)).contains(longest + " \0").doesNotContain(TRACE);
  }

  @Test
  void a_trace_is_not_looked_for_in_a_text_that_is_too_long() {
    String comment = "/*traceparent='" + CALLERS + "'*/";
    String text = "select" + " ".repeat(TraceComments.LONGEST_TEXT) + comment;
    world.stream.traced(TRACE);
    world.send(query(text));

    assertThat(world.stream.traces()).containsExactly("");
    assertThat(sent(world)).contains(text + "\0").doesNotContain(TRACE);
  }

  @Test
  void behind_a_statement_that_may_change_how_texts_are_read_nothing_is_added() {
    world.stream.traced(TRACE);
    world.send(parse("", "select"), bind("", ""), execute("", 0), parse("", "select two"), sync());

    assertThat(sent(world)).contains("select" + COMMENT + "\0").contains("select two\0");
  }

  @Test
  void a_parse_without_a_name_takes_its_trace_along_and_its_bind_is_of_the_same() {
    world.stream.traced(TRACE);
    send(extended("", "select"));

    assertThat(sent(world)).contains("select" + COMMENT + "\0\0\0");
    assertThat(world.stream.traces()).containsExactly("", "goes on");
  }

  @Test
  void what_stays_prepared_has_no_trace() {
    world.stream.traced(TRACE);
    send(extended("one", "select"));

    assertThat(sent(world)).contains("one\0select\0").doesNotContain(TRACE);
    StatementWorld declared = StatementWorld.commenting(HeldWorld.asking("dba")).hold(true);
    declared.stream.traced(TRACE);
    declared.send(query("prepare p as select"));
    assertThat(sent(declared)).contains("prepare").doesNotContain(TRACE);
  }

  @Test
  void what_is_bound_in_another_group_than_it_was_parsed_in_has_a_trace_of_its_own() {
    StatementWorld talking = StatementWorld.commenting(HeldWorld.asking("dba"));
    talking.send(parse("one", "select"), sync());
    talking.send(bind("", "one"), execute("", 0), sync());

    assertThat(talking.stream.traces()).containsExactly("", "");
  }

  @Test
  void a_trace_that_the_caller_names_is_gone_on_from_and_not_written_over() {
    world.stream.traced(TRACE);
    String text = "select /*traceparent='" + CALLERS + "'*/";
    send(extended("", text));

    assertThat(world.stream.traces()).containsExactly(CALLERS, "goes on");
    assertThat(sent(world)).contains(text + "\0").doesNotContain(TRACE);
  }

  @Test
  void the_next_statement_is_of_no_trace_that_an_earlier_one_named() {
    StatementWorld talking = StatementWorld.commenting(HeldWorld.asking("dba"));
    talking.send(query("select /*traceparent='" + CALLERS + "'*/"));
    talking.send(query("select"));

    assertThat(talking.stream.traces()).containsExactly(CALLERS, "");
  }

  @Test
  void people_approve_the_statement_and_the_ledger_has_what_was_sent() {
    HeldWorld held = new HeldWorld(StatementWorld.commenting(HeldWorld.asking("dba")));
    held.world.stream.traced(TRACE);
    held.world.hold(true);
    held.send(query("insert one"));

    Request request = held.open();
    assertThat(request.subject().text()).contains("insert one").doesNotContain("traceparent");
    held.approve();

    assertThat(sent(held.world)).contains("insert one" + COMMENT + "\0");
    assertThat(request.binding()).isEqualTo(bindingWithoutTraces());
    byte[] frame =
        StatementWorld.bytes(
            (FrontendMessage) new FrontendMessage.Query(Slice.of("insert one" + COMMENT)));
    assertThat(held.world.stream.sent().getLast().bytes()).isEqualTo(frame);
    assertThat(
            held.world.gate.ledger().entries().stream()
                .map(entry -> entry.leaf())
                .filter(Leaf.Admitted.class::isInstance))
        .hasSize(2);
  }

  private static String bindingWithoutTraces() {
    HeldWorld plain = new HeldWorld(StatementWorld.commenting(HeldWorld.asking("dba")));
    plain.send(query("insert one"));
    return plain.open().binding();
  }

  @Test
  void an_error_at_the_end_of_a_text_is_told_where_the_clients_text_ends() {
    world.stream.traced(TRACE);
    world.send(query("select 1 +"));
    byte[] said = error(11 + COMMENT.length());
    world.stream.target(1, said);

    assertThat(new String(world.stream.shown(), StandardCharsets.ISO_8859_1))
        .contains("P11\0")
        .contains("Mat end of input\0");
  }

  @Test
  void an_error_within_a_text_is_told_as_it_came() {
    world.stream.traced(TRACE);
    world.send(query("select 1 +"));
    world.stream.target(1, error(8));

    assertThat(new String(world.stream.shown(), StandardCharsets.ISO_8859_1)).contains("P8\0");
  }

  private static byte[] error(int place) {
    return StatementWorld.bytes(
        new BackendMessage.ErrorResponse(
            Report.of("ERROR", "42601", "at end of input").with('P', Integer.toString(place))));
  }
}
