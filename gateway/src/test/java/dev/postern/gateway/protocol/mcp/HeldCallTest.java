package dev.postern.gateway.protocol.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.ScriptedDriver;
import dev.postern.gateway.target.RecordLevel;
import dev.postern.kernel.approval.Ballot;
import dev.postern.kernel.approval.BallotException;
import dev.postern.kernel.approval.Request;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.masking.Masking;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.policy.Decision;
import dev.postern.kernel.policy.Facts;
import dev.postern.kernel.policy.Policy;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A call that waits for people: its stream, its end, and how it is collected. */
class HeldCallTest {
  private static final String DROP = McpWorld.call(1, "drop", "{\"model\":\"m-7\"}");

  private final McpWorld world =
      new McpWorld(new Asking(), Map.of(), RecordLevel.MASKED, McpLimits.DEFAULT);

  @BeforeEach
  void open() {
    world.initialize();
  }

  @Test
  void its_answer_begins_as_a_stream_and_nothing_is_sent() {
    ScriptedDriver call = world.post(DROP);

    assertThat(call.status()).isEqualTo(200);
    assertThat(call.reply().orElseThrow().only("content-type")).contains("text/event-stream");
    assertThat(call.shown()).isEqualTo(": \n\n");
    assertThat(call.sent()).isEmpty();
    assertThat(only().subject().text())
        .isEqualTo(
            """
            tools/call drop
            {
              "method": "tools/call",
              "params": {
                "name": "drop",
                "arguments": {
                  "model": "m-7"
                }
              }
            }\
            """);
  }

  @Test
  void once_approved_the_very_bytes_are_sent_and_a_whole_answer_becomes_an_event()
      throws Exception {
    ScriptedDriver call = world.post(DROP);

    vote(true);
    assertThat(call.sent()).singleElement().satisfies(s -> assertThat(s.body()).isEqualTo(DROP));
    call.answer(1, 200, "application/json", McpWorld.result(1, "{\"content\":[]}"));

    assertThat(call.shown())
        .isEqualTo(": \n\ndata: " + McpWorld.result(1, "{\"content\":[]}") + "\n\n");
    assertThat(call.ended()).isTrue();
    assertThat(call.done()).isTrue();
  }

  @Test
  void an_answer_in_events_goes_on_in_the_same_stream() throws Exception {
    ScriptedDriver call = world.post(DROP);

    vote(true);
    call.answer(
        1, 200, "text/event-stream", McpWorld.event(McpWorld.result(1, "{\"content\":[]}")));

    assertThat(call.shown())
        .startsWith(": \n\n")
        .contains(McpWorld.event(McpWorld.result(1, "{\"content\":[]}")));
    assertThat(call.done()).isTrue();
  }

  @Test
  @Tag("reaches:McpLimits.keepAlive")
  void progress_is_told_where_it_was_asked_for() {
    ScriptedDriver call =
        world.post(
            """
            {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"drop",\
            "_meta":{"progressToken":"p-1"}}}\
            """);

    assertThat(call.shown())
        .contains("notifications/progress")
        .contains("\"progressToken\":\"p-1\",\"progress\":0.000001")
        .contains("waits for an approval by dba")
        .contains(only().id());
  }

  @Test
  @Tag("reaches:ApprovalSettings.patience")
  @Tag("reaches:McpLimits.holdWait")
  void the_wait_ends_as_pending_and_the_same_call_collects_what_was_approved() throws Exception {
    ScriptedDriver first = world.post(DROP);
    first.timers();
    assertThat(first.shown()).contains("\"code\":\"pending\"").contains(only().id());
    assertThat(first.ended()).isTrue();

    vote(true);
    String retry =
        """
        {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"drop",\
        "arguments":{"model":"m-7"}}}\
        """;
    ScriptedDriver second = world.post(retry);

    assertThat(second.sent()).singleElement().satisfies(s -> assertThat(s.body()).isEqualTo(retry));
    assertThat(only().state()).isEqualTo(Request.State.COLLECTED);
  }

  @Test
  void the_same_call_while_people_are_asked_joins_the_request() throws Exception {
    world.post(DROP).timers();
    ScriptedDriver again = world.post(DROP);

    assertThat(world.gate.requests().all()).hasSize(1);
    vote(true);

    assertThat(again.sent()).hasSize(1);
  }

  @Test
  void other_arguments_or_other_bytes_collect_nothing() throws Exception {
    world.post(DROP).timers();
    vote(true);

    ScriptedDriver other = world.post(McpWorld.call(2, "drop", "{\"model\":\"m-8\"}"));
    ScriptedDriver spaced = world.post(McpWorld.call(3, "drop", "{\"model\": \"m-7\"}"));

    assertThat(other.sent()).isEmpty();
    assertThat(spaced.sent()).isEmpty();
    assertThat(world.gate.requests().all()).hasSize(3);
  }

  @Test
  void another_caller_collects_nothing() throws Exception {
    world.post(DROP).timers();
    vote(true);
    world.token = "bob-token";
    world.sessionId = "";
    world.initialize();

    ScriptedDriver theirs = world.post(DROP);

    assertThat(theirs.sent()).isEmpty();
    assertThat(world.gate.requests().all()).hasSize(2);
  }

  @Test
  void a_denial_is_an_error_in_the_stream() throws Exception {
    ScriptedDriver call = world.post(DROP);

    vote(false);

    assertThat(call.shown()).contains("\"code\":\"denied\"").contains("bo denied the request");
    assertThat(call.sent()).isEmpty();
    assertThat(call.done()).isTrue();
  }

  @Test
  void a_client_that_leaves_takes_nothing_back_and_may_come_again() throws Exception {
    ScriptedDriver call = world.post(DROP);
    call.leave();
    assertThat(call.done()).isTrue();
    assertThat(only().state()).isEqualTo(Request.State.OPEN);

    vote(true);
    assertThat(call.sent()).isEmpty();

    assertThat(world.post(McpWorld.call(2, "drop", "{\"model\":\"m-7\"}")).sent()).hasSize(1);
  }

  @Test
  void a_clients_cancellation_ends_the_wait_and_not_the_request() {
    ScriptedDriver call = world.post(DROP);

    world.post(
        """
        {"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}\
        """);
    world.gate.turns();

    assertThat(call.shown()).contains("\"code\":\"pending\"");
    assertThat(only().state()).isEqualTo(Request.State.OPEN);
  }

  @Test
  void a_session_that_ended_while_people_were_asked_sends_nothing() throws Exception {
    ScriptedDriver call = world.post(DROP);
    world.bare("DELETE");
    world.gate.turns();

    vote(true);

    assertThat(call.sent()).isEmpty();
    assertThat(call.shown()).contains("\"code\":\"pending\"");
  }

  @Test
  void a_target_that_fails_afterwards_is_told_in_the_stream() throws Exception {
    ScriptedDriver call = world.post(DROP);
    vote(true);

    call.answer(1, 500, "text/html", "<h1>secret words</h1>");

    assertThat(call.shown()).contains("target_failed").doesNotContain("secret words");
    assertThat(call.done()).isTrue();
  }

  @Test
  void a_lock_ends_the_wait_and_the_request() {
    ScriptedDriver call = world.post(DROP);

    world.gate.lock("ana");

    assertThat(call.shown()).contains("\"code\":\"withdrawn\"").contains("off-boarded");
    assertThat(only().state()).isEqualTo(Request.State.WITHDRAWN);
    assertThat(world.gate.ledger().leaves(Leaf.Admitted.class))
        .noneMatch(leaf -> leaf.asked().label().contains("drop"));
  }

  @Test
  void a_gateway_that_stops_ends_the_wait() {
    ScriptedDriver call = world.post(DROP);

    call.tell(new Event.Drain());

    assertThat(call.shown()).contains("\"code\":\"pending\"");
    assertThat(call.done()).isTrue();
  }

  private Request only() {
    assertThat(world.gate.requests().all()).hasSize(1);
    return world.gate.requests().all().getFirst();
  }

  private void vote(boolean approves) throws BallotException, IOException {
    Request request = only();
    Party bo =
        new Party(
            Party.Kind.PERSON,
            new Identity("https://issuer.test", "bo"),
            "bo",
            Set.of("dba"),
            Optional.empty());
    world
        .gate
        .desk()
        .answer(
            new Ballot(
                request.id(),
                request.binding(),
                Principal.of(bo),
                approves,
                new EntryId(1, 1),
                ""));
    world.gate.turns();
  }

  /** Asks for people before anything is dropped. */
  private record Asking() implements Policy {
    @Override
    public Decision decide(Operation operation, Facts facts) {
      return operation.label().contains("drop") && !facts.approved()
          ? new Decision.Hold(List.of("risky"), List.of(new Decision.Approval("risky", "dba", 1)))
          : new Decision.Allow(List.of("told-to"));
    }

    @Override
    public Masking masking(Principal viewer, Lexicon lexicon, Policy.Part part, Facts facts) {
      return Masking.NONE;
    }

    @Override
    public Optional<Instant> turnsAt(Instant now) {
      return Optional.empty();
    }
  }
}
