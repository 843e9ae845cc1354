package dev.postern.gateway.front;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.RequestHead;
import dev.postern.gateway.session.Session;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DocumentsTest {
  private Optional<String> unready = Optional.empty();
  private final Documents documents =
      new Documents(
          () -> unready,
          path ->
              path.equals("/mcp/registry")
                  ? Optional.of("{\"resource\":1}".getBytes(StandardCharsets.UTF_8))
                  : Optional.empty());

  @Test
  void lives_and_is_ready_until_there_is_a_reason() {
    assertThat(get("GET", "/healthz")).isEqualTo("200 {\"status\":\"alive\"}");
    assertThat(get("GET", "/readyz")).isEqualTo("200 {\"status\":\"ready\"}");

    unready = Optional.of("the ledger says \"no\"");

    assertThat(get("GET", "/healthz")).startsWith("200");
    assertThat(get("GET", "/readyz")).isEqualTo("503 {\"status\":\"the ledger says \\\"no\\\"\"}");

    unready = Optional.of("a\nb\u0000c\\");

    assertThat(get("GET", "/readyz")).isEqualTo("503 {\"status\":\"a\\u000ab\\u0000c\\\\\"}");
  }

  @Test
  void resource_metadata_stands_behind_its_well_known_path() {
    assertThat(get("GET", "/.well-known/oauth-protected-resource/mcp/registry"))
        .isEqualTo("200 {\"resource\":1}");
    assertThat(get("GET", "/.well-known/oauth-protected-resource/mcp/other")).startsWith("404");
  }

  @Test
  void everything_else_is_nothing() {
    assertThat(get("GET", "/")).startsWith("404");
    assertThat(get("POST", "/healthz")).startsWith("405");
  }

  private String get(String method, String path) {
    Session session = documents.open();
    List<Command> commands = new ArrayList<>();
    session.step(new Event.Requested(new RequestHead(method, path, "", List.of())), commands::add);
    Command.Reply reply = (Command.Reply) commands.get(0);
    Command.Show show = (Command.Show) commands.get(1);
    assertThat(commands.getLast()).isInstanceOf(Command.Done.class);
    return reply.head().status() + " " + StandardCharsets.UTF_8.decode(show.shown().bytes());
  }
}
