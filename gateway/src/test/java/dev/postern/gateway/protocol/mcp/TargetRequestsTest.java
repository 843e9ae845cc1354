package dev.postern.gateway.protocol.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.ScriptedDriver;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.masking.Masking;
import dev.postern.testkit.ScriptedPolicy;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a target asks of its client, and what the client answers. */
class TargetRequestsTest {
  private static final String ELICIT =
      """
      {"jsonrpc":"2.0","id":"theirs-1","method":"elicitation/create","params":{"message":"which?",\
      "requestedSchema":{"type":"object"}}}\
      """;
  private static final Pattern OURS = Pattern.compile("\"id\":(\"postern-[0-9]+\")");

  private McpWorld world = new McpWorld(ScriptedPolicy.OPEN);

  @SuppressWarnings("NullAway.Init") // every test asks first
  private ScriptedDriver call;

  private String asked(String request) {
    world.initialize();
    call = world.post(McpWorld.call(1, "run"));
    call.head(1, 200, "text/event-stream");
    call.piece(1, bytes(McpWorld.event(request)));
    Matcher ours = OURS.matcher(call.shown());
    return ours.find() ? ours.group(1) : "";
  }

  @Test
  void it_is_an_operation_of_the_targets_and_has_an_id_of_the_gateways_own() {
    String ours = asked(ELICIT);

    assertThat(call.shown()).isEqualTo(McpWorld.event(ELICIT.replace("\"theirs-1\"", ours)));
    Leaf.Admitted leaf = world.gate.ledger().leaves(Leaf.Admitted.class).getLast();
    assertThat(leaf.asked().caller().actor().kind()).isEqualTo(Party.Kind.SERVER);
    assertThat(leaf.asked().atoms().getFirst().action().name()).isEqualTo("elicit");
    assertThat(leaf.asked().atoms().getFirst().resource().ref().toString())
        .isEqualTo("Person::\"ana\"");
  }

  @Test
  void the_answer_goes_back_under_the_targets_id_and_closes_both() {
    String ours = asked(ELICIT);
    String answer = "{\"jsonrpc\":\"2.0\", \"id\":%s,\"result\":{\"action\":\"accept\"}}";
    ScriptedDriver answering = world.post(answer.formatted(ours));
    answering.answer(1, 202, "text/plain", "");

    assertThat(answering.sent().getFirst().body()).isEqualTo(answer.formatted("\"theirs-1\""));
    assertThat(answering.status()).isEqualTo(202);
    assertThat(world.gate.ledger().leaves(Leaf.Admitted.class).getLast().asked().label())
        .isEqualTo("answer to elicitation/create");
    call.piece(1, bytes(McpWorld.event(McpWorld.result(1, "{}"))));
    call.tell(new Event.AnsweredAll(1));
    assertThat(call.done()).isTrue();
    assertThat(answering.done()).isTrue();
    allClosed();
  }

  @Test
  void an_answer_serves_once_and_only_its_own_session() {
    String ours = asked(ELICIT);
    String answer = "{\"jsonrpc\":\"2.0\",\"id\":" + ours + ",\"result\":{}}";
    String mine = world.sessionId;
    world.sessionId = "";
    world.token = "bob-token";
    world.initialize();
    assertThat(world.post(answer).sent()).isEmpty();
    world.sessionId = mine;
    world.token = "ana-token";
    assertThat(world.post(answer).sent()).hasSize(1);
    ScriptedDriver again = world.post(answer);

    assertThat(again.sent()).isEmpty();
    assertThat(again.status()).isEqualTo(400);
  }

  @Test
  void what_the_target_may_not_ask_is_declined_to_it_and_never_shown() {
    world =
        new McpWorld(
            new ScriptedPolicy(
                operation -> operation.caller().actor().kind() != Party.Kind.SERVER,
                part -> Masking.NONE));
    asked(ELICIT);

    assertThat(call.shown()).isEmpty();
    assertThat(call.sent().getLast().body()).contains("\"id\":\"theirs-1\",\"error\"", "denied");
    call.answer(2, 202, "text/plain", "");
    call.piece(1, bytes(McpWorld.event(McpWorld.result(1, "{}"))));
    call.tell(new Event.AnsweredAll(1));
    assertThat(call.done()).isTrue();
    allClosed();
  }

  @Test
  void what_the_client_may_not_answer_is_declined_to_the_target() {
    world =
        new McpWorld(
            new ScriptedPolicy(
                operation -> !operation.label().startsWith("answer"), part -> Masking.NONE));
    String ours = asked(ELICIT);
    ScriptedDriver answering =
        world.post("{\"jsonrpc\":\"2.0\",\"id\":" + ours + ",\"result\":{\"card\":\"4111\"}}");

    assertThat(answering.status()).isEqualTo(400);
    assertThat(answering.sent())
        .singleElement()
        .satisfies(sent -> {
          assertThat(sent.closing()).isTrue();
          assertThat(sent.body()).contains("\"id\":\"theirs-1\",\"error\"").doesNotContain("4111");
        });
    answering.timers();
    assertThat(answering.done()).isTrue();
  }

  @Test
  void what_a_person_may_not_see_they_are_not_asked_about() {
    Masking hiding = new Masking(java.util.List.of(), Masking.Unmapped.WITHHELD);
    world = new McpWorld(new ScriptedPolicy(operation -> true, part -> hiding));
    asked(ELICIT);

    assertThat(call.shown()).isEmpty();
    assertThat(call.sent().getLast().body()).contains("\"id\":\"theirs-1\",\"error\"");
    assertThat(world.gate.ledger().leaves(Leaf.Refused.class).getLast().code())
        .isEqualTo("unmaskable");
    assertThat(world.gate.ledger().leaves(Leaf.Admitted.class))
        .noneMatch(leaf -> leaf.asked().label().startsWith("elicitation"));
  }

  @Test
  void an_unknown_request_of_the_target_is_declined() {
    asked("{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/call\",\"params\":{\"name\":\"x\"}}");

    assertThat(call.shown()).isEmpty();
    assertThat(call.sent().getLast().body()).contains("\"id\":5,\"error\":{\"code\":-32601");
  }

  @Test
  void a_ping_of_the_target_is_a_frame_of_its_stream_and_carries_nothing() {
    String ours =
        asked("{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"ping\",\"params\":{\"x\":\"words\"}}");

    assertThat(call.shown()).contains(ours).doesNotContain("words");
    ScriptedDriver answering =
        world.post("{\"jsonrpc\":\"2.0\",\"id\":" + ours + ",\"result\":{}}");
    assertThat(answering.sent().getFirst().body())
        .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":9,\"result\":{}}");
    assertThat(
            world
                .gate
                .ledger()
                .leaves(Leaf.Admitted.class)
                .getLast()
                .asked()
                .atoms()
                .getFirst()
                .action()
                .name())
        .isEqualTo("connect");
  }

  @Test
  void a_target_that_cancels_its_request_is_understood_under_our_id() {
    String ours = asked(ELICIT);
    call.piece(
        1,
        bytes(
            McpWorld.event(
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{"
                    + "\"requestId\":\"theirs-1\",\"reason\":\"words\"}}")));

    assertThat(world.gate.ledger().leaves(Leaf.Closed.class).getLast().outcome().end())
        .isEqualTo(Leaf.End.CANCELLED);
    assertThat(call.shown()).contains("\"params\":{\"requestId\":" + ours + "}");
    assertThat(world.post("{\"jsonrpc\":\"2.0\",\"id\":" + ours + ",\"result\":{}}").sent())
        .isEmpty();
  }

  @Test
  void a_target_may_cancel_its_request_on_another_stream() {
    asked(ELICIT);
    ScriptedDriver listening = world.bare("GET");
    listening.head(1, 200, "text/event-stream");
    listening.piece(
        1,
        bytes(
            McpWorld.event(
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{"
                    + "\"requestId\":\"theirs-1\"}}")));
    listening.tell(new Event.AnsweredAll(1));
    call.piece(1, bytes(McpWorld.event(McpWorld.result(1, "{}"))));
    call.tell(new Event.AnsweredAll(1));

    assertThat(listening.done()).isTrue();
    assertThat(call.done()).isTrue();
    allClosed();
  }

  @Test
  void a_request_still_open_when_the_call_is_answered_is_closed() {
    asked(ELICIT);
    call.piece(1, bytes(McpWorld.event(McpWorld.result(1, "{}"))));
    call.tell(new Event.AnsweredAll(1));

    assertThat(call.done()).isTrue();
    allClosed();
  }

  @Test
  void a_request_whose_answer_is_on_its_way_when_the_call_ends_was_answered() {
    String ours = asked(ELICIT);
    Leaf.Admitted request = world.gate.ledger().leaves(Leaf.Admitted.class).getLast();
    ScriptedDriver answering =
        world.post("{\"jsonrpc\":\"2.0\",\"id\":" + ours + ",\"result\":{}}");
    call.piece(1, bytes(McpWorld.event(McpWorld.result(1, "{}"))));
    call.tell(new Event.AnsweredAll(1));
    answering.answer(1, 202, "text/plain", "");

    assertThat(world.gate.ledger().leaves(Leaf.Closed.class))
        .filteredOn(closed -> closed.of().equals(request.id()))
        .singleElement()
        .extracting(closed -> closed.outcome().end())
        .isEqualTo(Leaf.End.ANSWERED);
    allClosed();
  }

  @Test
  void a_revoked_request_is_declined_to_the_target() {
    String ours = asked(ELICIT);
    world.gate.replace(
        new ScriptedPolicy(
            operation -> operation.caller().actor().kind() != Party.Kind.SERVER,
            part -> Masking.NONE));

    assertThat(call.sent().getLast().body()).contains("\"id\":\"theirs-1\",\"error\"");
    assertThat(world.post("{\"jsonrpc\":\"2.0\",\"id\":" + ours + ",\"result\":{}}").sent())
        .isEmpty();
    call.piece(1, bytes(McpWorld.event(McpWorld.result(1, "{}"))));
    assertThat(call.shown()).contains("\"id\":1,\"result\"");
  }

  private void allClosed() {
    assertThat(world.gate.ledger().leaves(Leaf.Closed.class).stream().map(Leaf.Closed::of).toList())
        .containsExactlyInAnyOrderElementsOf(
            world.gate.ledger().leaves(Leaf.Admitted.class).stream().map(Leaf::id).toList());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
