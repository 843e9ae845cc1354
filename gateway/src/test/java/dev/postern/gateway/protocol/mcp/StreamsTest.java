package dev.postern.gateway.protocol.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.ScriptedDriver;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Shown;
import dev.postern.kernel.identity.SignIn;
import dev.postern.kernel.masking.Masking;
import dev.postern.testkit.ScriptedGate;
import dev.postern.testkit.ScriptedPolicy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Streams that stay open: listening, breaking off, resuming, cancelling, being cut. */
class StreamsTest {
  private static final String EVENTS = "text/event-stream";

  private final McpWorld world = new McpWorld(ScriptedPolicy.OPEN);

  @Test
  void a_target_without_a_stream_says_so() {
    world.initialize();
    ScriptedDriver driver = world.bare("GET");
    driver.answer(1, 405, "text/plain", "no");

    assertThat(driver.status()).isEqualTo(405);
    assertThat(driver.done()).isTrue();
    assertThat(driver.open()).isEmpty();
  }

  @Test
  void what_a_target_says_unasked_is_relayed_as_it_came() {
    world.initialize();
    ScriptedDriver driver = world.bare("GET");
    String stream =
        McpWorld.event("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}")
            + McpWorld.event(
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{"
                    + "\"level\":\"info\",\"data\":{\"a\":1.0}}}");
    driver.head(1, 200, EVENTS);
    driver.piece(1, bytes(stream));

    assertThat(driver.shown()).isEqualTo(stream);
    driver.tell(new Event.AnsweredAll(1));
    assertThat(driver.done()).isTrue();
  }

  @Test
  void unknown_notices_progress_of_nothing_and_answers_to_nobody_are_dropped() {
    world.initialize();
    ScriptedDriver driver = world.bare("GET");
    driver.head(1, 200, EVENTS);
    for (String message :
        List.of(
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tasks/status\"}",
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{"
                + "\"progressToken\":1,\"progress\":1}}",
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}",
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{"
                + "\"requestId\":1}}",
            "[]",
            "nothing")) {
      driver.piece(1, bytes(McpWorld.event(message)));
    }

    assertThat(driver.shown()).isEmpty();
    assertThat(world.sessions.droppedMessages()).isEqualTo(7);
  }

  @Test
  void an_update_of_a_resource_is_shown_to_who_may_read_it() {
    McpWorld some =
        new McpWorld(
            new ScriptedPolicy(
                operation -> !operation.label().contains("secret"), part -> Masking.NONE));
    some.initialize();
    ScriptedDriver driver = some.bare("GET");
    driver.head(1, 200, EVENTS);
    String update =
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/updated\",\"params\":{"
            + "\"uri\":\"file:///%s\"}}";
    driver.piece(1, bytes(McpWorld.event(update.formatted("secret"))));
    driver.piece(1, bytes(McpWorld.event(update.formatted("open"))));

    assertThat(driver.shown()).contains("file:///open").doesNotContain("secret");
  }

  @Test
  void a_revoked_stream_ends_with_the_reason() {
    world.initialize();
    ScriptedDriver driver = world.bare("GET");
    driver.head(1, 200, EVENTS);
    world.gate.lock("ana");
    driver.piece(1, bytes(McpWorld.event("{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"id\":1}")));

    assertThat(driver.shown()).contains("\"code\":\"locked\"", "off-boarded");
    assertThat(driver.ended()).isTrue();
    assertThat(driver.done()).isTrue();
    assertThat(world.gate.ledger().leaves(Leaf.Closed.class).getLast().outcome().end())
        .isEqualTo(Leaf.End.REVOKED);
  }

  @Test
  void a_stream_and_a_call_are_cut_when_what_vouched_for_their_token_changes() {
    AtomicBoolean holds = new AtomicBoolean(true);
    SignIn old = ScriptedGate.signIn("ana");
    world.proves(
        "grounded",
        new SignIn(old.principal(), old.issued(), old.expires(), "grounded", holds::get));
    world.token = "grounded";
    world.initialize();
    ScriptedDriver stream = world.bare("GET");
    stream.head(1, 200, EVENTS);
    ScriptedDriver call = world.post(McpWorld.call(1, "run"));
    holds.set(false);
    world.gate.review();

    assertThat(stream.shown()).contains("what vouched for the token has changed");
    assertThat(stream.ended()).isTrue();
    assertThat(call.shown()).contains("what vouched for the token has changed");
  }

  @Test
  void draining_ends_streams_and_lets_calls_finish() {
    world.initialize();
    ScriptedDriver listening = world.bare("GET");
    listening.head(1, 200, EVENTS);
    ScriptedDriver call = world.post(McpWorld.call(1, "run"));
    listening.tell(new Event.Drain());
    call.tell(new Event.Drain());

    assertThat(listening.done()).isTrue();
    call.answer(1, 200, "application/json", McpWorld.result(1, "{}"));
    assertThat(call.shown()).isEqualTo(McpWorld.result(1, "{}"));
  }

  @Test
  void a_broken_stream_is_resumed_and_its_reply_masked_and_closed_by_its_own_call() {
    world.initialize();
    ScriptedDriver call = world.post(McpWorld.call(1, "run"));
    call.head(1, 200, EVENTS);
    call.piece(1, bytes("id: e1\ndata:\n\n"));
    call.leave();
    assertThat(call.done()).isFalse();

    ScriptedDriver resumed = world.bare("GET", new Field("last-event-id", "e1"));
    assertThat(resumed.sent().getFirst().head().only("last-event-id")).contains("e1");
    resumed.head(1, 200, EVENTS);
    String reply = "id: e2\n" + McpWorld.event(McpWorld.result(1, "{\"late\":true}"));
    resumed.piece(1, bytes(reply));
    resumed.tell(new Event.AnsweredAll(1));

    assertThat(resumed.shown()).isEqualTo(reply);
    assertThat(call.done()).isTrue();
    assertThat(resumed.done()).isTrue();
    assertThat(call.sent()).noneMatch(ScriptedDriver.Sent::closing);
    assertAllClosedOnce();
  }

  @Test
  void a_reply_that_comes_on_two_streams_is_shown_on_one() {
    world.initialize();
    ScriptedDriver call = world.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
    call.head(1, 200, EVENTS);
    call.piece(1, bytes("id: e1\ndata:\n\n"));
    call.tell(new Event.AnsweredAll(1));
    ScriptedDriver one = world.bare("GET", new Field("last-event-id", "e1")).holdPreviews(true);
    ScriptedDriver other = world.bare("GET", new Field("last-event-id", "e1"));
    byte[] reply = bytes(McpWorld.event(McpWorld.result(1, "{\"tools\":[{\"name\":\"run\"}]}")));
    one.head(1, 200, EVENTS).piece(1, reply);
    assertThat(one.reads(1)).isFalse();
    call.leave();
    other.head(1, 200, EVENTS).piece(1, reply);
    one.holdPreviews(false);

    assertThat(one.shown()).contains("run");
    assertThat(one.reads(1)).isTrue();
    assertThat(other.shown()).isEmpty();
    assertThat(call.done()).isTrue();
  }

  @Test
  void the_target_may_end_a_stream_early_and_be_polled() {
    world.initialize();
    ScriptedDriver call = world.post(McpWorld.call(1, "run"));
    call.head(1, 200, EVENTS);
    call.piece(1, bytes("id: e1\nretry: 10\ndata:\n\n"));
    call.tell(new Event.AnsweredAll(1));
    assertThat(call.ended()).isTrue();
    assertThat(call.done()).isFalse();

    ScriptedDriver resumed = world.bare("GET", new Field("last-event-id", "e1"));
    resumed.head(1, 200, EVENTS);
    resumed.piece(1, bytes(McpWorld.event(McpWorld.result(1, "{}"))));
    assertThat(resumed.shown()).contains("\"id\":1,\"result\"");
    assertThat(call.done()).isTrue();
  }

  @Test
  @Tag("reaches:McpLimits.resumeWait")
  @Tag("reaches:McpLimits.closingWait")
  void a_call_that_nobody_resumes_is_cancelled_and_closed() {
    world.initialize();
    ScriptedDriver call = world.post(McpWorld.call(1, "run"));
    call.head(1, 200, EVENTS);
    call.piece(1, bytes("id: e1\ndata:\n\n"));
    call.leave();
    call.timers();

    assertThat(call.sent().getLast().closing()).isTrue();
    assertThat(call.sent().getLast().body()).contains("notifications/cancelled", "\"requestId\":1");
    call.timers();
    assertThat(call.done()).isTrue();
    assertAllClosedOnce();
  }

  @Test
  void a_parked_call_that_is_revoked_is_told_to_the_resumed_stream() {
    world.initialize();
    ScriptedDriver call = world.post(McpWorld.call(1, "run"));
    call.head(1, 200, EVENTS);
    call.piece(1, bytes("id: e1\ndata:\n\n"));
    call.leave();
    ScriptedDriver resumed = world.bare("GET", new Field("last-event-id", "e1"));
    resumed.head(1, 200, EVENTS);
    world.gate.replace(
        new ScriptedPolicy(
            operation -> !operation.label().startsWith("tools/call"), part -> Masking.NONE));
    resumed.piece(1, bytes(McpWorld.event(McpWorld.result(1, "{\"secret\":1}"))));

    assertThat(resumed.shown()).contains("\"id\":1,\"error\"", "denied").doesNotContain("secret");
    call.timers();
    assertThat(call.done()).isTrue();
  }

  @Test
  void an_event_that_was_not_relayed_in_this_session_cannot_be_resumed_from() {
    world.initialize();
    ScriptedDriver driver = world.bare("GET", new Field("last-event-id", "e1"));

    assertThat(driver.status()).isEqualTo(400);
    assertThat(driver.sent()).isEmpty();
    assertThat(driver.done()).isTrue();
  }

  @Test
  void a_caller_who_leaves_before_an_answer_is_cancelled_at_the_target_first() {
    world.initialize();
    ScriptedDriver call = world.post(McpWorld.call(1, "run"));
    call.leave();

    assertThat(call.legs()).containsOnly(2);
    assertThat(call.sent().getLast().body()).contains("notifications/cancelled");
    assertThat(call.sent().getLast().closing()).isTrue();
    assertThat(call.done()).isFalse();
    call.answer(2, 202, "text/plain", "");
    assertThat(call.done()).isTrue();
    assertThat(world.gate.ledger().leaves(Leaf.Closed.class).getLast().outcome().end())
        .isEqualTo(Leaf.End.CANCELLED);
  }

  @Test
  void a_cancellation_is_a_closing_frame_of_its_call_and_of_no_other() {
    world.initialize();
    ScriptedDriver call = world.post(McpWorld.call(1, "run"));
    String cancel =
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{"
            + "\"requestId\":%s,\"reason\":\"words of the caller's\"}}";
    ScriptedDriver nothing = world.post(cancel.formatted("\"1\""));
    ScriptedDriver cancelling = world.post(cancel.formatted("1"));
    cancelling.answer(1, 202, "text/plain", "");
    call.answer(1, 200, "application/json", "");

    assertThat(nothing.status()).isEqualTo(202);
    assertThat(nothing.sent()).isEmpty();
    assertThat(cancelling.status()).isEqualTo(202);
    assertThat(cancelling.sent().getFirst().body())
        .contains("notifications/cancelled", "\"requestId\":1,")
        .doesNotContain("words of the caller's");
    assertThat(cancelling.sent().getFirst().closing()).isTrue();
    assertThat(call.done()).isTrue();
    assertAllClosedOnce();
  }

  @Test
  void of_replies_in_one_frame_on_a_resumed_stream_each_is_shown_while_its_own_call_holds() {
    SignIn old = ScriptedGate.signIn("ana");
    world.proves(
        "newer",
        new SignIn(old.principal(), old.issued(), old.expires().plusSeconds(3_600), "newer"));
    world.initialize("2025-03-26");
    ScriptedDriver first = parked(1);
    world.token = "newer";
    ScriptedDriver second = parked(2);
    ScriptedDriver resumed = world.bare("GET", new Field("last-event-id", "e2"));
    resumed.head(1, 200, EVENTS);
    // The first call's token ends, and nobody has looked at what is open since.
    world.gate.pass(Duration.ofHours(1));
    resumed.piece(
        1,
        bytes(
            McpWorld.event(
                "["
                    + McpWorld.result(1, "{\"a\":1}")
                    + ","
                    + McpWorld.result(2, "{\"b\":2}")
                    + "]")));

    assertThat(resumed.shown()).contains("\"b\":2").doesNotContain("\"a\":1");
    assertThat(second.done()).isTrue();
    world.gate.review();
    first.timers();
    assertThat(first.open()).isEmpty();
    assertAllClosedOnce();
  }

  /** A call whose stream broke off after its first event. */
  private ScriptedDriver parked(int id) {
    ScriptedDriver call = world.post(McpWorld.call(id, "run"));
    call.head(1, 200, EVENTS);
    call.piece(1, bytes("id: e" + id + "\ndata:\n\n"));
    return call.leave();
  }

  @Test
  void a_frame_of_several_replies_is_held_back_by_any_call_that_was_taken_back() {
    world.initialize("2025-03-26");
    ScriptedDriver calls =
        world.post("[" + McpWorld.call(1, "run") + "," + McpWorld.call(2, "deploy") + "]");
    List<Passage> given = List.copyOf(calls.open());
    Shown both = Passage.show(ByteBuffer.allocate(1), given);
    assertThat(both.holds()).isTrue();
    world.gate.replace(
        new ScriptedPolicy(
            operation -> !operation.label().contains("deploy"), part -> Masking.NONE));

    assertThat(given).hasSize(2);
    assertThat(both.holds()).isFalse();
  }

  @Test
  void reading_stops_while_the_client_takes_nothing() {
    world.initialize();
    ScriptedDriver driver = world.bare("GET");
    driver.head(1, 200, EVENTS);
    driver.tell(new Event.ClientWritable(false));
    assertThat(driver.reads(1)).isFalse();
    driver.tell(new Event.ClientWritable(true));
    assertThat(driver.reads(1)).isTrue();
  }

  private void assertAllClosedOnce() {
    assertThat(world.gate.ledger().leaves(Leaf.Closed.class).stream().map(Leaf.Closed::of).toList())
        .doesNotHaveDuplicates()
        .containsAll(
            world.gate.ledger().leaves(Leaf.Admitted.class).stream()
                .filter(leaf -> leaf.asked().label().startsWith("tools/"))
                .map(Leaf::id)
                .toList());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
