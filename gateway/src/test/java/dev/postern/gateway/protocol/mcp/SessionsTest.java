package dev.postern.gateway.protocol.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.RequestHead;
import dev.postern.gateway.session.ScriptedDriver;
import dev.postern.gateway.target.RecordLevel;
import dev.postern.gateway.target.Target;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.identity.SignIn;
import dev.postern.kernel.masking.Masking;
import dev.postern.testkit.ScriptedGate;
import dev.postern.testkit.ScriptedPolicy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whose a session is, how it ends, and how many there may be. */
class SessionsTest {
  private final McpWorld world = new McpWorld(ScriptedPolicy.OPEN);

  @Test
  void a_missing_session_is_a_bad_request() {
    assertThat(world.post(McpWorld.call(1, "run")).status()).isEqualTo(400);
  }

  @Test
  void unknown_ended_and_foreign_sessions_are_the_same_nothing() {
    world.initialize();
    String mine = world.sessionId;
    world.sessionId = "made-up";
    String unknown = answer();
    world.sessionId = McpWorld.UPSTREAM;
    String targets = answer();
    world.sessionId = mine;
    world.token = "bob-token";
    String foreign = answer();
    world.token = "ana-token";
    world.bare("DELETE").answer(1, 200, "text/plain", "");
    String ended = answer();

    assertThat(unknown).contains("no_session").startsWith("404");
    assertThat(List.of(targets, foreign, ended)).containsOnly(unknown);
  }

  @Test
  void groups_of_a_newer_token_count_at_once_in_an_open_session() {
    McpWorld staff =
        new McpWorld(
            new ScriptedPolicy(
                operation -> operation.caller().subject().groups().contains("staff"),
                part -> Masking.NONE));
    SignIn was = ScriptedGate.signIn("ana");
    Party left =
        new Party(
            Party.Kind.PERSON,
            was.principal().subject().identity(),
            "ana",
            Set.of(),
            Optional.empty());
    staff.proves(
        "newer-token", new SignIn(Principal.of(left), was.issued(), was.expires(), "newer"));
    staff.initialize();
    assertThat(staff.post(McpWorld.call(1, "run")).sent()).hasSize(1);

    staff.token = "newer-token";
    ScriptedDriver refused = staff.post(McpWorld.call(2, "run"));

    assertThat(refused.sent()).isEmpty();
    assertThat(refused.shown()).contains("denied");
  }

  @Test
  void the_secret_id_of_a_session_is_in_no_entry() {
    world.initialize();
    world
        .post(McpWorld.call(1, "run"))
        .answer(1, 200, "application/json", McpWorld.result(1, "{}"));

    String entries = world.gate.ledger().entries().toString();
    assertThat(entries).contains("mcp-").contains("tools/call");
    assertThat(entries).doesNotContain(world.sessionId).doesNotContain(McpWorld.UPSTREAM);
  }

  @Test
  void a_session_that_is_used_in_time_goes_on() {
    world.initialize();
    for (int id = 1; id < 3; id++) {
      world.gate.pass(Target.SessionTimes.DEFAULT.idle().minusNanos(1));
      assertThat(world.post(McpWorld.call(id, "run")).sent()).hasSize(1);
    }
  }

  @Test
  @Tag("reaches:Target.SessionTimes.idle")
  void a_session_that_rested_is_gone() {
    world.initialize();
    world.gate.pass(Target.SessionTimes.DEFAULT.idle());

    assertThat(world.post(McpWorld.call(1, "run")).status()).isEqualTo(404);
    assertThat(world.sessions.size()).isZero();
  }

  @Test
  @Tag("reaches:Target.SessionTimes.longest")
  void a_session_that_is_too_old_is_refused_however_it_is_used() {
    SignIn ana = ScriptedGate.signIn("ana");
    Duration longest = Target.SessionTimes.DEFAULT.longest();
    world.proves(
        "ana-token",
        new SignIn(
            ana.principal(),
            ana.issued(),
            ana.issued().plus(longest.multipliedBy(2)),
            ana.proof()));
    world.initialize();
    Duration step = Duration.ofMinutes(20);
    for (int used = 1; used < longest.dividedBy(step); used++) {
      world.gate.pass(step);
      assertThat(world.post(McpWorld.call(used, "run")).sent()).hasSize(1);
    }
    world.gate.pass(step.minusNanos(1));
    assertThat(world.post(McpWorld.call(900, "run")).sent()).hasSize(1);

    world.gate.pass(Duration.ofNanos(1));
    ScriptedDriver late = world.post(McpWorld.call(901, "run"));
    assertThat(late.sent()).isEmpty();
    assertThat(late.status()).isEqualTo(404);
    assertThat(late.shown()).contains("\"code\":\"no_session\"");
  }

  @Test
  void a_session_ends_when_its_target_becomes_another_server() {
    world.initialize();
    ScriptedDriver listening = world.bare("GET");
    listening.head(1, 200, "text/event-stream");
    world.place = "elsewhere";
    world.gate.replace(ScriptedPolicy.OPEN);

    assertThat(listening.shown()).contains("another server");
    assertThat(listening.ended()).isTrue();
    ScriptedDriver next = world.post(McpWorld.call(1, "run"));
    assertThat(next.status()).isEqualTo(404);
    assertThat(next.shown()).contains("no_session", "initialize");
    assertThat(next.sent()).isEmpty();
    assertThat(world.sessions.size()).isZero();
    world.sessionId = "";
    world.initialize();
    assertThat(world.post(McpWorld.call(1, "run")).sent()).hasSize(1);
  }

  @Test
  void nothing_of_an_exchange_that_began_before_its_target_moved_goes_to_the_new_server() {
    world.initialize();
    RequestHead head = world.head("POST");
    ScriptedDriver driver = world.driver(head);
    driver.tell(new Event.Requested(head));
    driver.tell(
        new Event.Received(
            ByteBuffer.wrap(McpWorld.call(1, "run").getBytes(StandardCharsets.UTF_8))));
    world.place = "elsewhere";
    world.gate.replace(ScriptedPolicy.OPEN);
    driver.tell(new Event.ReceivedAll());

    assertThat(driver.sent()).isEmpty();
    assertThat(driver.shown()).contains("another server");
    assertThat(world.gate.ledger().leaves(Leaf.Refused.class)).hasSize(1);
  }

  @Test
  void delete_ends_the_targets_session_too_and_tells_the_open_streams() {
    world.initialize();
    ScriptedDriver listening = world.bare("GET");
    listening.head(1, 200, "text/event-stream");
    ScriptedDriver streaming = world.post(McpWorld.call(4, "run"));
    streaming.head(1, 200, "text/event-stream");
    ScriptedDriver deleting = world.bare("DELETE");

    assertThat(deleting.sent().getFirst().head().method()).isEqualTo("DELETE");
    assertThat(deleting.sent().getFirst().head().only("mcp-session-id"))
        .contains(McpWorld.UPSTREAM);
    deleting.answer(1, 204, "text/plain", "");
    assertThat(deleting.status()).isEqualTo(204);
    assertThat(listening.done()).isTrue();
    assertThat(streaming.shown()).contains("no_session");
    streaming.timers();
    for (ScriptedDriver driver : List.of(listening, streaming, deleting)) {
      assertThat(driver.done()).isTrue();
      assertThat(driver.open()).isEmpty();
    }
  }

  @Test
  void a_target_that_forgot_its_session_ends_ours() {
    world.initialize();
    ScriptedDriver driver = world.post(McpWorld.call(1, "run"));
    driver.answer(1, 404, "text/html", "<h1>secret words</h1>");

    assertThat(driver.status()).isEqualTo(404);
    assertThat(driver.shown()).contains("no_session").doesNotContain("secret words");
    assertThat(answer()).startsWith("404");
  }

  @Test
  @Tag("reaches:config.Limits.sessionsEach")
  @Tag("reaches:McpLimits.openCalls")
  @Tag("reaches:McpLimits.streams")
  @Tag("reaches:McpLimits.sessionsPerCaller")
  void more_sessions_than_a_caller_may_have_are_refused_and_recorded() {
    McpLimits all = McpLimits.DEFAULT;
    McpLimits two =
        new McpLimits(
            all.messageBytes(),
            all.messageDepth(),
            all.unprovenBytes(),
            all.batchMembers(),
            all.listEntries(),
            1,
            all.openRequests(),
            1,
            all.events(),
            all.waitingFrames(),
            all.sideLegs(),
            2,
            3,
            all.recordedBytes(),
            all.toolShapes(),
            all.resumeWait(),
            all.holdWait(),
            all.keepAlive(),
            all.closingWait());
    McpWorld few = new McpWorld(ScriptedPolicy.OPEN, Map.of(), RecordLevel.MASKED, two);
    few.initialize();
    few.sessionId = "";
    few.initialize();
    String second = few.sessionId;
    few.sessionId = "";
    assertThat(few.post(McpWorld.initializeBody("2025-11-25")).shown()).contains("over_limit");

    few.sessionId = second;
    few.post(McpWorld.call(1, "run"));
    assertThat(few.post(McpWorld.call(2, "run")).shown()).contains("over_limit");
    few.bare("GET").head(1, 200, "text/event-stream");
    assertThat(few.bare("GET").status()).isEqualTo(409);
    assertThat(few.gate.ledger().leaves(Leaf.Refused.class))
        .extracting(Leaf.Refused::code)
        .containsExactly("over_limit", "over_limit", "over_limit");
  }

  @Test
  void an_id_that_is_in_use_is_refused() {
    world.initialize();
    ScriptedDriver first = world.post(McpWorld.call(1, "run"));
    ScriptedDriver second = world.post(McpWorld.call(1, "run"));
    first.answer(1, 200, "application/json", McpWorld.result(1, "{}"));

    assertThat(second.sent()).isEmpty();
    assertThat(world.post(McpWorld.call(1, "run")).sent()).hasSize(1);
  }

  @Test
  void a_server_without_sessions_gets_one_from_the_gateway() {
    ScriptedDriver driver = world.post(McpWorld.initializeBody("2025-06-18"));
    driver.answer(1, 200, "application/json", McpWorld.initialized("2025-06-18"));
    world.sessionId = driver.reply().orElseThrow().only("mcp-session-id").orElseThrow();

    ScriptedDriver call = world.post(McpWorld.call(1, "run"));
    assertThat(call.sent().getFirst().head().only("mcp-session-id")).isEmpty();
    assertThat(world.bare("DELETE").status()).isEqualTo(204);
  }

  @Test
  @Tag("reaches:McpLimits.waitingFrames")
  void what_comes_before_the_answer_to_initialize_is_kept_back_within_a_bound() {
    ScriptedDriver driver = world.post(McpWorld.initializeBody("2025-11-25"));
    driver.head(1, 200, "text/event-stream");
    byte[] piece = "data:\n\n".repeat(1_000).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    for (int i = 0; i < 5; i++) {
      driver.piece(1, piece);
    }

    assertThat(driver.shown()).contains("\"id\":0,\"error\"", "unmaskable");
    assertThat(driver.done()).isTrue();
    assertThat(world.sessions.size()).isZero();
  }

  @Test
  void initialize_may_be_answered_in_events() {
    ScriptedDriver driver = world.post(McpWorld.initializeBody("2025-11-25"));
    driver.head(1, 200, "text/event-stream", new Field("mcp-session-id", "theirs"));
    driver.piece(1, "id: 1\ndata:\n\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(driver.reply()).isEmpty();
    driver.piece(
        1,
        McpWorld.event(McpWorld.initialized("2025-11-25"))
            .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    driver.tell(new Event.AnsweredAll(1));

    assertThat(driver.reply().orElseThrow().only("mcp-session-id")).isPresent();
    assertThat(driver.shown()).startsWith("id: 1\n").contains("listChanged");
    assertThat(driver.done()).isTrue();
  }

  @Test
  void a_target_of_a_version_that_is_not_carried_opens_no_session() {
    ScriptedDriver driver = world.post(McpWorld.initializeBody("2025-11-25"));
    driver.answer(
        1,
        200,
        "application/json",
        McpWorld.initialized("2024-11-05"),
        new Field("mcp-session-id", "theirs"));

    assertThat(driver.shown()).contains("not_understood").doesNotContain("serverInfo");
    assertThat(driver.reply().orElseThrow().only("mcp-session-id")).isEmpty();
    assertThat(driver.sent()).anyMatch(sent -> sent.head().method().equals("DELETE"));
    driver.timers();
    assertThat(driver.done()).isTrue();
    assertThat(driver.open()).isEmpty();
    assertThat(world.sessions.size()).isZero();
  }

  @Test
  void capabilities_that_invite_what_is_refused_are_left_out() {
    ScriptedDriver driver = world.post(McpWorld.initializeBody("2025-11-25"));
    driver.answer(
        1,
        200,
        "application/json",
        """
        {"jsonrpc":"2.0","id":0,"result":{"protocolVersion":"2025-11-25","capabilities":{\
        "tasks":{"list":{}},"tools":{"listChanged":true},"resources":{"subscribe":true},\
        "novel":{}}}}\
        """);

    assertThat(driver.shown())
        .contains(
            "\"capabilities\":{\"tools\":{\"listChanged\":true},"
                + "\"resources\":{\"subscribe\":true,\"listChanged\":true}}");
  }

  private String answer() {
    ScriptedDriver driver = world.post(McpWorld.call(9, "run"));
    return driver.status() + driver.shown().replaceAll("\"requestId\":\"[^\"]*\",?", "");
  }
}
