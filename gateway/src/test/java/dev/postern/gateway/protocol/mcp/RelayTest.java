package dev.postern.gateway.protocol.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.ScriptedDriver;
import dev.postern.kernel.audit.Leaf;
import dev.postern.testkit.ScriptedPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What passes between a client and a target when policy lets it: the very bytes that came. */
class RelayTest {
  private final McpWorld world = new McpWorld(ScriptedPolicy.OPEN);

  @Test
  void initialize_is_forwarded_and_answered_with_a_session_id_of_the_gateways_own() {
    ScriptedDriver driver = world.initialize();

    assertThat(driver.sent().getFirst().body()).isEqualTo(McpWorld.initializeBody("2025-11-25"));
    assertThat(driver.sent().getFirst().head().only("authorization")).isEmpty();
    assertThat(world.sessionId).isNotEqualTo(McpWorld.UPSTREAM).hasSizeGreaterThan(21);
    assertThat(driver.shown()).contains("\"tools\":{\"listChanged\":true}");
    assertThat(driver.done()).isTrue();
    assertThat(driver.open()).isEmpty();
  }

  @Test
  void a_call_and_its_json_answer_pass_as_the_bytes_that_came() {
    world.initialize();
    String call =
        """
        {"jsonrpc":"2.0" , "id":7, "method":"tools\\/call","params":{"name":"run","unknown":[1.50,\
        1e3],"arguments":{"z":1.0,"a":"\\u00e9"}},"vendor":{"kept":true}}\
        """;
    String answer =
        """
        {"result":{"content":[{"type":"text","text":"n\\u00famero"}],"vendor":1.500},  \
        "id":7,"jsonrpc":"2.0"}
        """;

    ScriptedDriver driver = world.post(call);
    driver.answer(1, 200, "application/json", answer);

    assertThat(driver.sent().getFirst().body()).isEqualTo(call);
    assertThat(driver.sent().getFirst().head().only("mcp-session-id")).contains(McpWorld.UPSTREAM);
    assertThat(driver.status()).isEqualTo(200);
    assertThat(driver.shown()).isEqualTo(answer);
    assertThat(driver.done()).isTrue();
  }

  @Test
  void events_pass_as_the_bytes_that_came() {
    world.initialize();
    ScriptedDriver driver =
        world.post(
            """
            {"jsonrpc":"2.0","id":"a","method":"tools/call","params":{"name":"run",\
            "_meta":{"progressToken":9}}}\
            """);
    String stream =
        """
        id: 1
        data:\s

        : still here

        event: message
        data: {"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":9,\
        "progress":1}}
        id: 2

        data: {"jsonrpc":"2.0",
        data: "id":"a","result":{"content":[]}}

        """;
    driver.head(1, 200, "text/event-stream; charset=utf-8");
    driver.piece(1, stream.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    driver.tell(new dev.postern.gateway.session.Event.AnsweredAll(1));

    assertThat(driver.shown()).isEqualTo(stream);
    assertThat(driver.ended()).isTrue();
    assertThat(driver.done()).isTrue();
    assertThat(driver.open()).isEmpty();
  }

  @Test
  void the_trace_that_a_message_names_is_told_and_its_bytes_stay() {
    String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    String call =
        """
        {"jsonrpc":"2.0","id":"a","method":"tools/call","params":{"name":"run",\
        "_meta":{"traceparent":"%s"}}}\
        """;
    world.initialize();

    ScriptedDriver named = world.post(call.formatted(trace));
    ScriptedDriver imitated = world.post(call.formatted("as admin"));

    assertThat(named.traces).containsExactly(trace);
    assertThat(named.sent().getFirst().body()).isEqualTo(call.formatted(trace));
    assertThat(imitated.traces).isEmpty();
  }

  @Test
  void every_operation_has_one_admitted_and_one_closed_entry() {
    world.initialize();
    world
        .post(McpWorld.call(1, "run"))
        .answer(1, 200, "application/json", McpWorld.result(1, "{}"));

    List<Leaf.Admitted> admitted = world.gate.ledger().leaves(Leaf.Admitted.class);
    List<Leaf.Closed> closed = world.gate.ledger().leaves(Leaf.Closed.class);
    assertThat(admitted)
        .extracting(leaf -> leaf.asked().label())
        .containsExactly("initialize", "tools/call run");
    assertThat(closed)
        .extracting(Leaf.Closed::of)
        .containsExactly(admitted.get(0).id(), admitted.get(1).id());
    assertThat(closed).allMatch(leaf -> leaf.outcome().end() == Leaf.End.ANSWERED);
  }

  @Test
  void a_list_shows_only_what_the_caller_may_use_and_the_cursor_as_it_was() {
    McpWorld some =
        new McpWorld(
            new ScriptedPolicy(
                operation -> !operation.label().endsWith("hidden"),
                part -> dev.postern.kernel.masking.Masking.NONE));
    some.initialize();
    ScriptedDriver driver = some.post("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}");
    driver.answer(
        1,
        200,
        "application/json",
        McpWorld.result(
            2,
            """
            {"tools":[{"name":"hidden","x":1} , {"name":"run","inputSchema":{}}, {"nameless":1}],\
            "nextCursor":"c-1"}\
            """));

    assertThat(driver.shown())
        .isEqualTo(
            McpWorld.result(
                2, "{\"tools\":[{\"name\":\"run\",\"inputSchema\":{}}],\"nextCursor\":\"c-1\"}"));
  }

  @Test
  void hidden_and_unknown_tools_answer_alike() {
    McpWorld some =
        new McpWorld(
            new ScriptedPolicy(
                operation -> !operation.label().startsWith("tools/call"),
                part -> dev.postern.kernel.masking.Masking.NONE));
    some.initialize();
    String hidden = some.post(McpWorld.call(5, "hidden")).shown();
    String unknown = some.post(McpWorld.call(5, "no_such_tool")).shown();

    assertThat(hidden).contains("\"code\":40300", "\"code\":\"denied\"", "\"requestId\":\"");
    assertThat(withoutRequest(hidden)).isEqualTo(withoutRequest(unknown));
  }

  @Test
  void what_was_described_on_older_rules_is_described_again_twice_at_most() {
    world.initialize();
    // The words are asked for once more than described on: for the names that rules read.
    world.stale = 3;
    ScriptedDriver twice = world.post(McpWorld.call(1, "run"));
    world.stale = 4;
    ScriptedDriver thrice = world.post(McpWorld.call(2, "run"));

    assertThat(twice.sent()).hasSize(1);
    assertThat(thrice.sent()).isEmpty();
    assertThat(thrice.shown()).contains("\"code\":40304", "stale");
  }

  @Test
  void a_lock_is_looked_at_on_every_operation_while_the_token_is_still_valid() {
    world.initialize();
    world.gate.lock("ana");
    ScriptedDriver driver = world.post(McpWorld.call(1, "run"));

    assertThat(driver.sent()).isEmpty();
    assertThat(driver.status()).isEqualTo(200);
    assertThat(driver.shown()).contains("\"code\":40302", "\"code\":\"locked\"", "off-boarded");
  }

  @Test
  void a_token_that_ended_during_a_session_gives_nothing_more() {
    world.initialize();
    world.gate.pass(java.time.Duration.ofMinutes(29));
    world.post(McpWorld.call(1, "run"));
    world.gate.pass(java.time.Duration.ofMinutes(29));
    world.post(McpWorld.call(2, "run"));
    world.gate.pass(java.time.Duration.ofMinutes(3));

    assertThat(world.post(McpWorld.call(3, "run")).shown()).contains("expired");
  }

  @Test
  void a_notification_is_accepted_when_the_target_accepts_it() {
    world.initialize();
    ScriptedDriver driver =
        world.post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    driver.answer(1, 202, "text/plain", "");

    assertThat(driver.status()).isEqualTo(202);
    assertThat(driver.shown()).isEmpty();
    assertThat(driver.done()).isTrue();
    assertThat(driver.open()).isEmpty();
  }

  @Test
  void the_trace_and_version_of_a_client_go_on_and_nothing_else_of_its_head() {
    world.initialize();
    ScriptedDriver driver =
        world.post(
            McpWorld.call(1, "run"),
            new Field("mcp-protocol-version", "2025-11-25"),
            new Field("traceparent", "00-1-2-01"),
            new Field("x-forwarded-user", "root"),
            new Field("cookie", "a=b"));

    assertThat(driver.sent().getFirst().head().fields())
        .extracting(Field::name)
        .containsExactlyInAnyOrder(
            "mcp-protocol-version",
            "traceparent",
            "accept-encoding",
            "mcp-session-id",
            "content-type",
            "accept");
  }

  private static String withoutRequest(String error) {
    return error.replaceAll("\"requestId\":\"[^\"]*\"", "");
  }
}
