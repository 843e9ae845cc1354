package dev.postern.cli.grants;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.Postern;
import dev.postern.cli.connect.StubRest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands of grants against a gateway's REST interface on a socket. */
@Timeout(120)
class RequestCommandTest {
  private static final String POST = "POST /api/v1/grants?wait=20";
  private static final String GRANT =
      """
      {"id":"g-abc","state":"running","person":"ada","role":"runner","target":"registry",
       "from":"2026-11-21T12:00:00Z","until":"2026-11-21T12:30:00Z","window":"",
       "budget":{"operations":{"used":1,"of":10}},"why":"","ended":"","reason":"a \\u001b[2J",
       "request":"0001-0002"}\
      """;
  private static final String PENDING =
      """
      {"state":"pending","approval":{"id":"r-1","reviewers":"leads",
       "until":"2026-11-21T12:15:00Z","link":"/api/v1/requests/r-1"}}\
      """;

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private StubRest rest;

  @BeforeEach
  void start() throws IOException {
    rest = new StubRest(folder.resolve("rest"));
  }

  @AfterEach
  void stop() throws IOException {
    rest.close();
  }

  @Test
  void says_what_was_granted_and_how_to_give_it_back() {
    rest.answer(POST, 201, GRANT);

    assertThat(
            run(
                "request",
                "runner",
                "on",
                "registry",
                "--for",
                "30m",
                "--reason",
                "a look",
                "--window",
                "mon-fri 09:00-17:00 UTC",
                "--operations",
                "10",
                "--rows",
                "5"))
        .isZero();
    assertThat(out.toString())
        .isEqualTo(
            "Granted: runner on registry until 2026-11-21T12:30:00Z, 1 of 10 operations.\n"
                + "Give it back with: postern grants return g-abc\n");
    assertThat(rest.asked())
        .singleElement()
        .asString()
        .startsWith(POST)
        .contains("\"for\":\"30m\"")
        .contains("\"budget\":{\"operations\":10,\"rows\":5}")
        .contains("\"window\":\"mon-fri 09:00-17:00 UTC\"");
  }

  @Test
  void waits_for_people_names_them_and_collects_with_the_same_words() {
    rest.first(POST, 202, PENDING);
    rest.first(POST, 202, PENDING);
    rest.answer(POST, 201, GRANT);
    rest.answer("GET /api/v1/requests/r-1", 200, "{\"state\":\"open\"}");

    assertThat(ask()).isZero();
    assertThat(out.toString())
        .startsWith(
            "request r-1 waits for an approval by leads until 2026-11-21T12:15:00Z.\n"
                + "Waiting. Stop with Ctrl-C")
        .contains("Granted: runner on registry");
    assertThat(rest.asked().stream().filter(asked -> asked.startsWith("POST")).distinct())
        .hasSize(1);
  }

  @Test
  void a_denial_between_two_waits_ends_it_and_asks_for_nothing_new() {
    rest.answer(POST, 202, PENDING);
    rest.answer("GET /api/v1/requests/r-1", 200, "{\"state\":\"denied\",\"why\":\"not today\"}");

    assertThat(ask()).isEqualTo(1);
    assertThat(err.toString()).contains("request r-1 is denied: not today");
    assertThat(rest.asked()).hasSize(3);
  }

  @Test
  void a_request_that_asking_again_made_is_taken_back() {
    rest.first(POST, 202, PENDING);
    rest.answer(POST, 202, PENDING.replace("r-1", "r-2"));
    rest.first("GET /api/v1/requests/r-1", 200, "{\"state\":\"open\"}");
    rest.answer("GET /api/v1/requests/r-1", 200, "{\"state\":\"expired\"}");
    rest.answer("POST /api/v1/requests/r-2/withdraw", 200, "{}");

    assertThat(ask()).isEqualTo(1);
    assertThat(err.toString()).contains("request r-1 is expired");
    assertThat(rest.asked()).anyMatch(asked -> asked.contains("r-2/withdraw"));
  }

  @Test
  void without_waiting_it_says_who_may_approve() {
    rest.answer("POST /api/v1/grants?wait=0", 202, PENDING);

    assertThat(
            run(
                "request",
                "runner",
                "on",
                "registry",
                "--for",
                "30m",
                "--reason",
                "x",
                "--no-wait"))
        .isEqualTo(1);
    assertThat(err.toString()).contains("waits for an approval by leads");
  }

  @Test
  void a_refusal_is_told() {
    rest.answer(POST, 403, "{\"error\":\"denied\",\"reason\":\"no rule permits this\"}");

    assertThat(ask()).isEqualTo(1);
    assertThat(err.toString()).contains("refused: no rule permits this");
  }

  @Test
  void words_that_are_wrong_ask_for_nothing() {
    assertThat(run("request", "runner", "at", "registry", "--for", "1m", "--reason", "x"))
        .isEqualTo(2);
    assertThat(run("request", "runner", "on", "registry", "--reason", "x")).isEqualTo(2);
    assertThat(run("request", "runner", "on", "registry", "--for", "1m")).isEqualTo(2);
    assertThat(rest.asked()).isEmpty();
  }

  @Test
  void grants_are_listed_and_shown_without_what_would_move_a_cursor() {
    rest.answer("GET /api/v1/grants", 200, "{\"grants\":[" + GRANT + "]}");
    rest.answer("GET /api/v1/grants/g-abc", 200, GRANT);

    assertThat(run("grants", "list")).isZero();
    assertThat(run("grants", "show", "g-abc")).isZero();
    assertThat(out.toString())
        .contains("g-abc", "running", "1 of 10 operations")
        .doesNotContain("\u001b");
  }

  @Test
  void grants_are_renewed_shortened_given_back_and_revoked() {
    rest.answer("POST /api/v1/grants/g-abc/renew?wait=20", 200, GRANT);
    rest.answer("POST /api/v1/grants/g-abc/shorten", 200, GRANT);
    rest.answer("POST /api/v1/grants/g-abc/return", 200, GRANT);
    rest.answer("POST /api/v1/grants/g-abc/revoke", 200, GRANT);

    assertThat(run("grants", "renew", "g-abc", "--for", "1h", "--reason", "more")).isZero();
    assertThat(run("grants", "shorten", "g-abc", "--until", "2026-11-21T12:10:00Z")).isZero();
    assertThat(run("grants", "return", "g-abc")).isZero();
    assertThat(run("grants", "revoke", "g-abc", "--reason", "enough")).isZero();
    assertThat(rest.asked())
        .anyMatch(asked -> asked.endsWith("{\"reason\":\"enough\"}"))
        .anyMatch(asked -> asked.endsWith("{\"until\":\"2026-11-21T12:10:00Z\"}"));
  }

  private int ask() {
    return run("request", "runner", "on", "registry", "--for", "30m", "--reason", "a look");
  }

  private int run(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.add("--socket");
    all.add(rest.socket().toString());
    CommandLine line = Postern.line();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    return line.execute(all.toArray(String[]::new));
  }
}
