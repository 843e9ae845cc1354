package dev.postern.gateway.protocol.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.RequestHead;
import dev.postern.gateway.session.ScriptedDriver;
import dev.postern.testkit.ScriptedPolicy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is judged before a body is looked at. */
class HeadTest {
  private final McpWorld world = new McpWorld(ScriptedPolicy.OPEN);

  @Test
  void no_token_is_challenged_with_the_place_of_the_metadata() {
    ScriptedDriver driver = sent("POST", List.of());

    assertThat(driver.status()).isEqualTo(401);
    assertThat(driver.reply().orElseThrow().only("www-authenticate").orElseThrow())
        .startsWith("Bearer resource_metadata=");
    assertThat(driver.done()).isTrue();
  }

  @Test
  void a_token_that_proves_nobody_is_challenged_as_invalid() {
    ScriptedDriver driver = sent("POST", List.of(new Field("authorization", "Bearer nobody")));

    assertThat(driver.status()).isEqualTo(401);
    assertThat(driver.reply().orElseThrow().only("www-authenticate").orElseThrow())
        .contains("invalid_token");
  }

  @Test
  void a_token_is_taken_from_nowhere_but_one_authorization_header() {
    for (List<Field> fields :
        List.of(
            List.of(new Field("authorization", "Basic YW5hOng=")),
            List.of(
                new Field("authorization", "Bearer ana-token"),
                new Field("authorization", "Bearer ana-token")),
            List.of(new Field("x-authorization", "Bearer ana-token")),
            List.of(new Field("cookie", "token=ana-token")),
            List.of(new Field("authorization", "Bearer ana-token x")))) {
      assertThat(sent("POST", fields).status()).isEqualTo(401);
    }
    RequestHead query =
        new RequestHead("POST", "/mcp/registry", "access_token=ana-token", fields("POST"));
    assertThat(world.driver(query).tell(new Event.Requested(query)).status()).isEqualTo(401);
  }

  @Test
  void a_busy_sign_in_desk_asks_to_come_again() {
    RequestHead head = world.head("POST");
    List<Command> commands = new ArrayList<>();
    var session = new McpFront(world.sessions, world.gate::now).open(head).orElseThrow();
    session.step(new Event.Requested(head), commands::add);
    session.step(new Event.SignInRefused(Event.SignInRefused.Why.BUSY, "full"), commands::add);

    assertThat(commands)
        .anySatisfy(command ->
            assertThat(command)
                .isInstanceOfSatisfying(
                    Command.Reply.class,
                    reply -> assertThat(reply.head().status()).isEqualTo(503)));
  }

  @Test
  void a_token_without_the_targets_scopes_is_told_which_to_ask_for() {
    world.scopes = Set.of("mcp:tools");
    RequestHead head = world.head("POST");
    List<Command> commands = new ArrayList<>();
    var session = new McpFront(world.sessions, world.gate::now).open(head).orElseThrow();
    session.step(new Event.Requested(head), commands::add);
    session.step(
        new Event.SignInRefused(Event.SignInRefused.Why.LACKS_SCOPE, "no scope"), commands::add);

    assertThat(commands)
        .first()
        .isInstanceOfSatisfying(
            Command.Prove.class, prove -> assertThat(prove.scopes()).containsExactly("mcp:tools"));
    assertThat(commands)
        .anySatisfy(command ->
            assertThat(command)
                .isInstanceOfSatisfying(
                    Command.Reply.class,
                    reply -> {
                      assertThat(reply.head().status()).isEqualTo(403);
                      assertThat(reply.head().only("www-authenticate").orElse(""))
                          .contains("error=\"insufficient_scope\"", "scope=\"mcp:tools\"");
                    }));
  }

  @Test
  void an_origin_that_is_not_listed_may_not_call() {
    assertThat(sentBy("https://evil.test").status()).isEqualTo(403);
    assertThat(sentBy("null").status()).isEqualTo(403);
    assertThat(sentBy("https://app.test").status()).isEqualTo(0);
  }

  @Test
  void other_methods_are_told_which_there_are() {
    for (String method : List.of("OPTIONS", "PUT", "HEAD", "PATCH")) {
      ScriptedDriver driver = sent(method, List.of(new Field("authorization", "Bearer ana-token")));
      assertThat(driver.status()).isEqualTo(405);
      assertThat(driver.reply().orElseThrow().only("allow")).contains("DELETE, GET, POST");
    }
  }

  @Test
  void what_is_accepted_and_sent_must_be_what_the_transport_says() {
    assertThat(with("POST", "application/json", "application/json").status()).isEqualTo(406);
    assertThat(with("POST", "text/event-stream", "application/json").status()).isEqualTo(406);
    assertThat(with("POST", "*/*", "text/plain").status()).isEqualTo(415);
    assertThat(with("GET", "application/json", "").status()).isEqualTo(406);
    assertThat(
            with("POST", "application/*, text/event-stream;q=0.5", "application/json; a=b")
                .status())
        .isEqualTo(0);
  }

  @Test
  @Tag("reaches:McpLimits.unprovenBytes")
  void a_body_pauses_until_its_sender_is_known_and_goes_on_then() {
    RequestHead head = world.head("POST");
    List<Command> commands = new ArrayList<>();
    var session = new McpFront(world.sessions, world.gate::now).open(head).orElseThrow();
    session.step(new Event.Requested(head), commands::add);
    session.step(
        new Event.Received(ByteBuffer.allocate(world.limits.unprovenBytes() + 1)), commands::add);
    assertThat(commands).contains(new Command.Read(0, false));

    session.step(new Event.SignedIn(dev.postern.testkit.ScriptedGate.signIn("ana")), commands::add);
    assertThat(commands).contains(new Command.Read(0, true));
  }

  @Test
  @Tag("reaches:config.Limits.message")
  @Tag("reaches:McpLimits.messageBytes")
  void an_over_long_body_is_refused_before_it_is_whole() {
    RequestHead head = world.head("POST");
    ScriptedDriver driver = world.driver(head).tell(new Event.Requested(head));
    driver.tell(new Event.Received(ByteBuffer.allocate(world.limits.messageBytes() + 1)));

    assertThat(driver.status()).isEqualTo(413);
    assertThat(driver.done()).isTrue();
  }

  @Test
  void paths_that_name_no_target_are_not_ours() {
    McpFront front = new McpFront(world.sessions, world.gate::now);
    for (String path : List.of("/", "/mcp/", "/mcp/other", "/mcp/registry/", "/mcp/Registry")) {
      assertThat(front.open(new RequestHead("POST", path, "", List.of()))).isEmpty();
    }
  }

  private ScriptedDriver sentBy(String origin) {
    return sent(
        "POST",
        List.of(new Field("origin", origin), new Field("authorization", "Bearer ana-token")));
  }

  private ScriptedDriver with(String method, String accept, String type) {
    RequestHead head =
        new RequestHead(
            method,
            "/mcp/registry",
            "",
            List.of(
                new Field("authorization", "Bearer ana-token"),
                new Field("accept", accept),
                new Field("content-type", type)));
    return world.driver(head).tell(new Event.Requested(head));
  }

  private ScriptedDriver sent(String method, List<Field> more) {
    List<Field> fields = new ArrayList<>(fields(method));
    fields.addAll(more);
    RequestHead head = new RequestHead(method, "/mcp/registry", "", fields);
    return world.driver(head).tell(new Event.Requested(head));
  }

  private static List<Field> fields(String method) {
    return List.of(
        new Field("accept", "application/json, text/event-stream"),
        new Field("content-type", method.equals("POST") ? "application/json" : "text/plain"));
  }
}
