package dev.postern.gateway.protocol.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.ScriptedDriver;
import dev.postern.kernel.masking.Masking;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Ref;
import dev.postern.testkit.ScriptedPolicy;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** When a client is told that a list shows something else than it did. */
class ListChangesTest {
  private static final String EVENTS = "text/event-stream";
  private static final String TOLD =
      "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}\n\n";

  private final McpWorld world = new McpWorld(allowing("run", "stop"));

  @Test
  void a_right_that_begins_or_ends_is_told_to_who_listens_once() {
    world.initialize();
    ScriptedDriver stream = listens();
    list("run", "stop", "drop");

    becomes(stream, allowing("run", "stop", "drop"));
    assertThat(stream.shown()).isEqualTo(TOLD);

    becomes(stream, allowing("run"));
    assertThat(stream.shown()).isEqualTo(TOLD + TOLD);
  }

  @Test
  void rules_that_change_nothing_of_what_was_shown_are_told_to_nobody() {
    world.initialize();
    ScriptedDriver stream = listens();
    list("run", "stop", "drop");

    becomes(stream, allowing("run", "stop", "something else"));

    assertThat(stream.shown()).isEmpty();
  }

  @Test
  void who_has_listed_nothing_is_told_nothing() {
    world.initialize();
    ScriptedDriver stream = listens();

    becomes(stream, allowing());

    assertThat(stream.shown()).isEmpty();
  }

  @Test
  void a_change_while_nobody_listens_is_told_when_somebody_does() {
    world.initialize();
    list("run", "stop");
    world.gate.replace(allowing("run"));

    ScriptedDriver stream = listens();
    stream.timers();

    assertThat(stream.shown()).isEqualTo(TOLD);
  }

  @Test
  void changes_that_come_close_together_are_told_as_one_and_one_that_is_taken_back_not_at_all() {
    world.initialize();
    ScriptedDriver stream = listens();
    list("run", "stop");

    world.gate.replace(allowing("run"));
    stream.tell(new Event.RulesChanged());
    world.gate.replace(allowing("run", "stop"));
    stream.tell(new Event.RulesChanged());
    stream.timers();
    assertThat(stream.shown()).isEmpty();

    world.gate.replace(allowing("run"));
    stream.tell(new Event.RulesChanged());
    world.gate.replace(allowing());
    stream.tell(new Event.RulesChanged());
    stream.timers();
    assertThat(stream.shown()).isEqualTo(TOLD);
  }

  @Test
  void of_two_streams_of_a_session_one_tells() {
    world.initialize();
    ScriptedDriver one = listens();
    ScriptedDriver other = listens();
    list("run", "stop");

    world.gate.replace(allowing("run"));
    one.tell(new Event.RulesChanged());
    other.tell(new Event.RulesChanged());
    one.timers();
    other.timers();

    assertThat(one.shown() + other.shown()).isEqualTo(TOLD);
  }

  @Test
  void a_resumed_stream_carries_nothing_of_our_own() {
    world.initialize();
    list("run", "stop");
    ScriptedDriver first = world.bare("GET");
    first.head(1, 200, EVENTS);
    first.piece(
        1,
        bytes(
            "id: e1\n"
                + "data:"
                + " {\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}\n\n"));
    ScriptedDriver resumed =
        world.bare("GET", new dev.postern.gateway.session.Field("last-event-id", "e1"));
    resumed.head(1, 200, EVENTS);

    becomes(resumed, allowing());

    assertThat(resumed.shown()).isEmpty();
  }

  @Test
  @Tag("reaches:McpLimits.listEntries")
  void a_list_with_more_names_than_are_remembered_counts_as_changed_whenever_rules_do() {
    ShownLists lists = new ShownLists(2);
    lists.showed(McpMethod.TOOLS_LIST, Map.of("a", true, "b", true, "c", true), words("x"));
    lists.showed(McpMethod.PROMPTS_LIST, Map.of(), words("x"));

    assertThat(lists.entries()).hasSize(2);
    assertThat(lists.changed(lists.entries(), java.util.List.of(), words("x")))
        .containsExactly(McpMethod.TOOLS_CHANGED);
  }

  @Test
  void other_words_of_the_target_are_a_change_of_every_list_that_was_shown() {
    ShownLists lists = new ShownLists(2);
    lists.showed(McpMethod.TEMPLATES_LIST, Map.of("a", true), words("x"));

    assertThat(lists.changed(java.util.List.of(), java.util.List.of(), words("x"))).isEmpty();
    assertThat(lists.changed(java.util.List.of(), java.util.List.of(), words("y")))
        .containsExactly(McpMethod.RESOURCES_CHANGED);
    assertThat(lists.changed(java.util.List.of(), java.util.List.of(), words("y"))).isEmpty();
  }

  private static Lexicon words(String parent) {
    return new Lexicon(
        "registry",
        "McpServer",
        Set.of(new Ref("Env", parent)),
        false,
        Map.of(),
        1,
        "here",
        Set.of());
  }

  private void becomes(ScriptedDriver stream, ScriptedPolicy policy) {
    world.gate.replace(policy);
    stream.tell(new Event.RulesChanged());
    stream.timers();
  }

  private ScriptedDriver listens() {
    ScriptedDriver driver = world.bare("GET");
    driver.head(1, 200, EVENTS);
    return driver;
  }

  private void list(String... tools) {
    String entries =
        Stream.of(tools)
            .map(tool -> "{\"name\":\"" + tool + "\",\"inputSchema\":{\"type\":\"object\"}}")
            .collect(Collectors.joining(","));
    world
        .post("{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/list\"}")
        .answer(1, 200, "application/json", McpWorld.result(9, "{\"tools\":[" + entries + "]}"));
  }

  private static ScriptedPolicy allowing(String... tools) {
    Set<String> allowed = Set.of(tools);
    return new ScriptedPolicy(
        operation ->
            operation.atoms().stream()
                .allMatch(atom ->
                    !atom.resource().ref().type().equals("Tool")
                        || allowed.contains(
                            atom.resource().ref().name().substring("registry/".length()))),
        part -> Masking.NONE);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
