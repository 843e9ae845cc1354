package dev.postern.gateway.protocol.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.ScriptedDriver;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.masking.Masking;
import dev.postern.testkit.ScriptedPolicy;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a message must be to go anywhere: versions, batches, ambiguous keys, unknown methods. */
class MessagesTest {
  private final McpWorld world = new McpWorld(ScriptedPolicy.OPEN);

  @Test
  void a_name_longer_than_any_is_is_refused_before_it_is_matched_against_patterns() {
    McpWorld world = new McpWorld(ScriptedPolicy.OPEN);
    world.initialize();

    String longName = "x".repeat(Required.LONGEST_NAME + 1);
    ScriptedDriver call = world.post(McpWorld.call(1, longName));

    assertThat(call.shown()).contains("of at most 8192 characters");
    assertThat(world.post(McpWorld.call(2, "x".repeat(Required.LONGEST_NAME))).shown())
        .doesNotContain("of at most");
  }

  @Test
  void a_client_of_the_stateless_era_hears_which_versions_there_are() {
    String modern =
        """
        {"jsonrpc":"2.0","id":3,"method":"tools/list","params":{"_meta":{\
        "io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}\
        """;
    ScriptedDriver byMeta = world.post(modern);
    ScriptedDriver byHeader =
        world.post(
            "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"server/discover\"}",
            new Field("mcp-protocol-version", "2026-07-28"));

    for (ScriptedDriver driver : List.of(byMeta, byHeader)) {
      assertThat(driver.status()).isEqualTo(400);
      assertThat(driver.shown())
          .contains(
              "\"id\":3",
              "\"code\":-32022",
              "\"supported\":[\"2025-11-25\",\"2025-06-18\",\"2025-03-26\"]",
              "\"requested\":\"2026-07-28\"");
      assertThat(driver.sent()).isEmpty();
    }
  }

  @Test
  void a_version_that_looks_like_none_is_not_repeated() {
    ScriptedDriver driver =
        world.post(
            """
            {"jsonrpc":"2.0","id":3,"method":"tools/list","params":{"_meta":{\
            "io.modelcontextprotocol/protocolVersion":"<script>"}}}\
            """);

    assertThat(driver.shown()).contains("\"requested\":\"unknown\"").doesNotContain("script");
  }

  @Test
  void an_unknown_version_in_the_header_is_a_bad_request() {
    world.initialize();
    ScriptedDriver driver =
        world.post(McpWorld.call(1, "run"), new Field("mcp-protocol-version", "1999-01-01"));

    assertThat(driver.status()).isEqualTo(400);
    assertThat(driver.sent()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"run\","
            + "\"Name\":\"rm\"}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"param\u017f\":{\"name\":\"rm\"},"
            + "\"params\":{\"name\":\"run\"}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"run\","
            + "\"name\\u0000\":\"rm\"}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"run\","
            + "\"Arguments\":{}}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"METHOD\":\"tools/call\",\"params\":{\"name\":\"run\"}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"run\","
            + "\"arguments\":{\"a\":1,\"a\":2}}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"run\","
            + "\"arguments\":{\"key\":1,\"\u212Aey\":2}}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}",
        "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"result\":{}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[]}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"run\","
            + "\"arguments\":[]}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"run\","
            + "\"task\":{\"ttl\":1}}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tasks/get\",\"params\":{\"taskId\":\"1\"}}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"tools/call\",\"params\":{\"name\":\"run\"}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"sampling/createMessage\",\"params\":{}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}",
        "[]",
        "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]",
        "\"text\"",
        "{",
      })
  void nothing_of_this_goes_anywhere_and_all_of_it_is_recorded(String body) {
    world.initialize();
    ScriptedDriver driver = world.post(body);

    assertThat(driver.sent()).isEmpty();
    assertThat(driver.shown()).contains("\"error\":{\"code\":-32", "requestId");
    assertThat(driver.done()).isTrue();
    assertThat(world.gate.ledger().leaves(Leaf.Refused.class))
        .singleElement()
        .satisfies(leaf -> {
          assertThat(leaf.code()).isEqualTo("not_understood");
          assertThat(leaf.asked().atoms().getFirst().action().name()).isEqualTo("unknown");
        });
  }

  @Test
  void an_argument_that_reads_like_one_of_the_tools_own_is_refused_once_they_are_known() {
    world.initialize();
    String arguments = "{\"PATH\":\"/etc\"}";
    assertThat(world.post(McpWorld.call(1, "run", arguments)).sent()).hasSize(1);
    world
        .post("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}")
        .answer(
            1,
            200,
            "application/json",
            McpWorld.result(
                2,
                "{\"tools\":[{\"name\":\"run\",\"inputSchema\":{\"type\":\"object\","
                    + "\"properties\":{\"path\":{\"type\":\"string\"}}}}]}"));

    assertThat(world.post(McpWorld.call(3, "run", arguments)).sent()).isEmpty();
    assertThat(world.post(McpWorld.call(4, "run", "{\"path\":\"/srv\"}")).sent()).hasSize(1);
  }

  @Test
  void an_argument_that_reads_like_one_that_a_rule_looks_at_is_refused_from_the_first_call_on() {
    world.read = Set.of("limit");
    world.initialize();
    for (String arguments :
        List.of("{\"Limit\":9}", "{\"a\":[{\"LIMIT\":9}]}", "{\"limit\\u0000\":9}")) {
      ScriptedDriver driver = world.post(McpWorld.call(1, "run", arguments));

      assertThat(driver.sent()).isEmpty();
      assertThat(driver.shown()).contains("not_understood");
    }
    String prompt =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"prompts/get\",\"params\":{"
            + "\"name\":\"p\",\"arguments\":{\"Limit\":\"9\"}}}";
    assertThat(world.post(prompt).sent()).isEmpty();
    assertThat(world.gate.ledger().leaves(Leaf.Refused.class)).hasSize(4);
    assertThat(world.post(McpWorld.call(1, "run", "{\"limit\":9,\"PATH\":\"/\"}")).sent())
        .hasSize(1);
  }

  @Test
  void a_batch_of_the_first_version_passes_as_it_came_when_every_member_may() {
    world.initialize("2025-03-26");
    String batch =
        "["
            + McpWorld.call(1, "run")
            + " , "
            + McpWorld.call(2, "walk")
            + ","
            + "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\"}]";
    ScriptedDriver driver = world.post(batch);
    String answer = "[" + McpWorld.result(2, "{}") + "," + McpWorld.result(1, "{}") + "]";
    driver.answer(1, 200, "application/json", answer);

    assertThat(driver.sent())
        .singleElement()
        .satisfies(sent -> assertThat(sent.body()).isEqualTo(batch));
    assertThat(driver.shown()).isEqualTo(answer);
    assertThat(driver.done()).isTrue();
    assertThat(driver.open()).isEmpty();
  }

  @Test
  void a_batch_with_one_member_that_may_not_pass_is_refused_whole() {
    McpWorld some =
        new McpWorld(
            new ScriptedPolicy(
                operation -> !operation.label().endsWith("rm"), part -> Masking.NONE));
    some.initialize("2025-03-26");
    ScriptedDriver driver =
        some.post("[" + McpWorld.call(1, "run") + "," + McpWorld.call(2, "rm") + "]");

    assertThat(driver.sent()).isEmpty();
    assertThat(driver.shown())
        .startsWith("[{")
        .contains("\"id\":1,\"error\"", "\"id\":2,\"error\"", "denied");
    assertThat(driver.open()).isEmpty();
  }

  @Test
  void a_reply_to_somebody_elses_id_in_a_batch_is_left_out() {
    world.initialize("2025-03-26");
    ScriptedDriver driver = world.post("[" + McpWorld.call(1, "run") + "]");
    driver.answer(
        1,
        200,
        "application/json",
        "[" + McpWorld.result(7, "{\"x\":1}") + "," + McpWorld.result(1, "{}") + "]");

    assertThat(driver.shown()).isEqualTo("[" + McpWorld.result(1, "{}") + "]");
    assertThat(world.sessions.droppedMessages()).isEqualTo(1);
  }
}
