package dev.postern.gateway.protocol.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.ScriptedDriver;
import dev.postern.gateway.target.RecordLevel;
import dev.postern.kernel.audit.Leaf;
import dev.postern.testkit.OneBound;
import dev.postern.testkit.ScriptedPolicy;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Bounds of MCP are reached, told in its own form, recorded, and the next operation passes. */
class McpBoundsTest {
  private static McpWorld with(String bound, int value) {
    return new McpWorld(
        ScriptedPolicy.OPEN,
        Map.of(),
        RecordLevel.MASKED,
        OneBound.of(McpLimits.DEFAULT, bound, value));
  }

  /** A small call passes, and its answer comes. */
  private static void works(McpWorld world) {
    ScriptedDriver next = world.post(McpWorld.call(900, "run"));
    next.answer(1, 200, "application/json", McpWorld.result(900, "{\"ok\":1}"));
    assertThat(next.shown()).contains("\"ok\":1");
  }

  @Test
  @Tag("reaches:config.Limits.depth")
  @Tag("reaches:McpLimits.messageDepth")
  void a_message_nested_too_deeply_is_refused() {
    McpWorld world = with("messageDepth", 8);
    world.initialize();
    String deep = "[".repeat(10) + "]".repeat(10);
    ScriptedDriver driver = world.post(McpWorld.call(1, "run", "{\"a\":" + deep + "}"));

    assertThat(driver.sent()).isEmpty();
    assertThat(driver.shown()).contains("\"error\"", "-32700");
    works(world);
  }

  @Test
  @Tag("reaches:McpLimits.batchMembers")
  void a_batch_of_too_many_messages_is_refused_whole() {
    McpWorld world = with("batchMembers", 2);
    world.initialize("2025-03-26");
    String three =
        McpWorld.call(1, "a") + "," + McpWorld.call(2, "b") + "," + McpWorld.call(3, "c");
    ScriptedDriver driver = world.post("[" + three + "]");

    assertThat(driver.sent()).isEmpty();
    assertThat(driver.shown()).contains("\"error\"", "-32600");
    works(world);
  }

  @Test
  @Tag("reaches:McpLimits.listEntries")
  void a_page_of_too_many_entries_is_withheld() {
    McpWorld world = with("listEntries", 2);
    world.initialize();
    ScriptedDriver driver = world.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
    driver.answer(
        1,
        200,
        "application/json",
        McpWorld.result(1, "{\"tools\":[{\"name\":\"a\"},{\"name\":\"b\"},{\"name\":\"c\"}]}"));

    assertThat(driver.shown()).contains("\"error\"", "unmaskable", "too long");
    works(world);
  }

  @Test
  @Tag("reaches:config.Limits.sessions")
  @Tag("reaches:McpLimits.sessions")
  void more_sessions_than_the_gateway_may_have_are_refused_and_recorded() {
    McpWorld world = with("sessions", 1);
    world.initialize();
    String first = world.sessionId;
    world.sessionId = "";
    world.token = "bob-token";
    ScriptedDriver driver = world.post(McpWorld.initializeBody("2025-11-25"));

    assertThat(driver.shown()).contains("over_limit");
    assertThat(world.gate.ledger().leaves(Leaf.Refused.class))
        .extracting(Leaf.Refused::code)
        .containsExactly("over_limit");
    world.token = "ana-token";
    world.sessionId = first;
    works(world);
  }

  @Test
  @Tag("reaches:McpLimits.openRequests")
  void a_target_with_too_many_requests_open_is_declined() {
    McpWorld world = with("openRequests", 1);
    world.initialize();
    ScriptedDriver call = world.post(McpWorld.call(1, "run"));
    call.head(1, 200, "text/event-stream");
    call.piece(1, McpWorld.event(roots("one")).getBytes(StandardCharsets.UTF_8));
    call.piece(1, McpWorld.event(roots("two")).getBytes(StandardCharsets.UTF_8));

    assertThat(call.shown().split("roots/list", -1)).hasSize(2);
    assertThat(call.sent()).anyMatch(sent -> sent.body().contains("\"id\":\"two\",\"error\""));
    call.piece(
        1, McpWorld.event(McpWorld.result(1, "{\"ok\":1}")).getBytes(StandardCharsets.UTF_8));
    assertThat(call.shown()).contains("\"ok\":1");
  }

  @Test
  @Tag("reaches:McpLimits.sideLegs")
  void only_so_many_declines_are_on_their_way_and_what_is_above_is_told_to_nobody() {
    McpWorld world =
        new McpWorld(
            ScriptedPolicy.OPEN,
            Map.of(),
            RecordLevel.MASKED,
            OneBound.of(OneBound.of(McpLimits.DEFAULT, "openRequests", 1), "sideLegs", 1));
    world.initialize();
    ScriptedDriver call = world.post(McpWorld.call(1, "run"));
    call.head(1, 200, "text/event-stream");
    for (String id : List.of("one", "two", "three")) {
      call.piece(1, McpWorld.event(roots(id)).getBytes(StandardCharsets.UTF_8));
    }
    assertThat(declined(call)).containsExactly("two");

    call.answer(2, 202, "application/json", "");
    call.piece(1, McpWorld.event(roots("four")).getBytes(StandardCharsets.UTF_8));
    assertThat(declined(call)).containsExactly("two", "four");
    call.piece(
        1, McpWorld.event(McpWorld.result(1, "{\"ok\":1}")).getBytes(StandardCharsets.UTF_8));
    assertThat(call.shown()).contains("\"ok\":1").doesNotContain("three");
  }

  /** The target's requests that it was told are declined. */
  private static List<String> declined(ScriptedDriver call) {
    return call.sent().stream()
        .map(ScriptedDriver.Sent::body)
        .filter(body -> body.contains("\"error\""))
        .map(body -> body.replaceFirst(".*\"id\":\"(\\w+)\".*", "$1"))
        .toList();
  }

  @Test
  @Tag("reaches:McpLimits.toolShapes")
  void of_too_many_tools_the_one_listed_first_is_forgotten_and_learnt_anew() {
    McpWorld world = with("toolShapes", 2);
    world.initialize();
    list(world, "a", "b");
    assertThat(imitating(world, "a").sent()).isEmpty();
    assertThat(imitating(world, "b").sent()).isEmpty();

    list(world, "c");
    assertThat(imitating(world, "b").sent()).isEmpty();
    assertThat(imitating(world, "c").sent()).isEmpty();
    assertThat(imitating(world, "a").sent()).isNotEmpty();

    list(world, "a");
    assertThat(imitating(world, "a").sent()).isEmpty();
  }

  /** Calls a tool with an argument that only looks like its own. */
  private static ScriptedDriver imitating(McpWorld world, String tool) {
    return world.post(McpWorld.call(2, tool, "{\"Limit\":1}"));
  }

  private static void list(McpWorld world, String... names) {
    List<String> tools =
        Arrays.stream(names)
            .map(name ->
                """
                {"name":"%s","inputSchema":{"type":"object","properties":{"limit":{}}}}\
                """
                    .formatted(name))
            .toList();
    world
        .post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}")
        .answer(
            1,
            200,
            "application/json",
            McpWorld.result(1, "{\"tools\":[" + String.join(",", tools) + "]}"));
  }

  private static String roots(String id) {
    return "{\"jsonrpc\":\"2.0\",\"id\":\"" + id + "\",\"method\":\"roots/list\"}";
  }

  @Test
  @Tag("reaches:McpLimits.events")
  void the_oldest_event_is_forgotten_and_cannot_be_resumed_from() {
    McpWorld world = with("events", 2);
    world.initialize();
    ScriptedDriver call = world.post(McpWorld.call(1, "run"));
    call.head(1, 200, "text/event-stream");
    for (String id : new String[] {"e1", "e2", "e3"}) {
      call.piece(1, ("id: " + id + "\ndata:\n\n").getBytes(StandardCharsets.UTF_8));
    }

    ScriptedDriver old = world.bare("GET", new Field("last-event-id", "e1"));
    assertThat(old.status()).isEqualTo(400);
    assertThat(old.sent()).isEmpty();
    assertThat(world.bare("GET", new Field("last-event-id", "e3")).sent()).isNotEmpty();
  }
}
