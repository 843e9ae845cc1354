package dev.postern.cli.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.Postern;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command against a gateway's REST interface on a socket. */
@Timeout(120)
class ConnectCommandTest {
  private static final String ONE =
      """
      {"connections":[{"target":"shop","database":"shop","account":"reporting",
        "host":"gate.example","port":6432,"tls":true,"dbname":"shop/shop"}]}\
      """;
  private static final String TWO =
      """
      {"connections":[
        {"target":"shop","database":"shop","account":"reading",
         "host":"gate.example","port":6432,"tls":true,"dbname":"shop/shop"},
        {"target":"shop","database":"shop","account":"service",
         "host":"gate.example","port":6432,"tls":true,"dbname":"shop/shop"}]}\
      """;
  private static final String MINTED =
      """
      {"target":"shop","database":"shop","account":"reporting","user":"reporting~k7f3",
       "password":"s3cr3t'pass","expires":"2026-11-21T21:00:00Z",
       "session_until":"2026-11-22T05:00:00Z","host":"gate.example","port":6432,"tls":true,
       "dbname":"shop/shop"}\
      """;

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private StubRest rest;

  @BeforeEach
  void start() throws IOException {
    rest = new StubRest(folder.resolve("rest"));
    rest.answer("GET /api/v1/connections", 200, ONE);
    rest.answer("POST /api/v1/passwords", 201, MINTED);
  }

  @AfterEach
  void stop() throws IOException {
    rest.close();
  }

  @Test
  void lists_what_may_be_opened() {
    assertThat(connect()).isZero();
    assertThat(out.toString())
        .isEqualToIgnoringWhitespace(
            "TARGET/DATABASE ACCOUNT AT shop/shop reporting gate.example:6432");
    assertThat(rest.asked()).containsExactly("GET /api/v1/connections");
  }

  @Test
  void says_that_there_is_nothing() {
    rest.answer("GET /api/v1/connections", 200, "{\"connections\":[]}");
    assertThat(connect()).isZero();
    assertThat(out.toString()).contains("no database that you may open");
  }

  @Test
  void takes_the_only_account() {
    assertThat(connect("shop", "--print-password", "--format", "psql")).isZero();
    assertThat(rest.asked())
        .hasSize(2)
        .last()
        .asString()
        .contains("\"target\":\"shop\"", "\"database\":\"shop\"", "\"account\":\"reporting\"");
  }

  @Test
  void several_accounts_are_listed_with_the_option_to_give() {
    rest.answer("GET /api/v1/connections", 200, TWO);
    assertThat(connect("shop")).isEqualTo(2);
    assertThat(err.toString())
        .contains(
            "postern connect shop/shop --account reading",
            "postern connect shop/shop --account service");
    assertThat(out.toString()).isEmpty();
    assertThat(rest.asked()).containsExactly("GET /api/v1/connections");
  }

  @Test
  void prints_lines_that_tools_take() {
    connect("shop", "--print-password", "--authorities", "ca.pem");
    String root = Path.of("ca.pem").toAbsolutePath().toString();
    assertThat(out.toString())
        .contains(
            "PGPASSWORD=\"s3cr3t'pass\" psql \"host=gate.example port=6432 dbname=shop/shop"
                + " user=reporting~k7f3 sslmode=verify-full sslrootcert="
                + root
                + "\"",
            "postgresql://reporting~k7f3:s3cr3t%27pass@gate.example:6432/shop%2Fshop"
                + "?sslmode=verify-full&sslrootcert="
                + Quoted.url(root),
            "jdbc:postgresql://gate.example:6432/shop%2Fshop?user=reporting~k7f3"
                + "&password=s3cr3t%27pass&sslmode=verify-full&sslrootcert="
                + Quoted.url(root));
    assertThat(err.toString()).contains("2026-11-21T21:00:00Z", "2026-11-22T05:00:00Z");
  }

  @Test
  void a_shell_finds_everything_in_its_environment() throws Exception {
    connect("shop", "--print-password", "--format", "env");
    Process shell =
        new ProcessBuilder(
                "sh",
                "-c",
                out
                    + "printf '%s|' \"$PGHOST\" \"$PGPORT\" \"$PGDATABASE\" \"$PGUSER\""
                    + " \"$PGPASSWORD\" \"$PGSSLMODE\"")
            .start();
    assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("gate.example|6432|shop/shop|reporting~k7f3|s3cr3t'pass|verify-full|");
  }

  @Test
  void without_tls_it_does_not_pretend_to_have_it() {
    rest.answer("POST /api/v1/passwords", 201, MINTED.replace("\"tls\":true", "\"tls\":false"));
    connect("shop", "--print-password", "--format", "dsn");
    assertThat(out.toString()).contains("?sslmode=disable").doesNotContain("sslrootcert");
    assertThat(err.toString()).contains("without TLS");
  }

  @Test
  void a_password_is_kept_in_a_file_and_shown_nowhere() throws Exception {
    List<String> told = elsewhere("connect", "shop");
    assertThat(told).noneMatch(line -> line.contains("s3cr3t"));
    List<Path> kept;
    try (Stream<Path> files = Files.list(folder.resolve("config/postern/passwords"))) {
      kept = files.toList();
    }
    assertThat(kept).hasSize(1);
    assertThat(Files.readString(kept.getFirst()))
        .isEqualTo("gate.example:6432:shop/shop:reporting~k7f3:s3cr3t'pass\n");
    assertThat(told)
        .anyMatch(line -> line.contains("psql") && line.contains("passfile=" + kept.getFirst()))
        .anyMatch(line -> line.contains("-Dorg.postgresql.pgpassfile=" + kept.getFirst()));
  }

  @Test
  void a_command_finds_the_way_and_its_status_is_passed_on() throws Exception {
    Path seen = folder.resolve("seen");
    assertThat(
            connect("shop", "--", "sh", "-c", "env > '" + seen + "'; exit 7", "-c", "@file", "--x"))
        .isEqualTo(7);
    assertThat(Files.readAllLines(seen))
        .contains(
            "PGHOST=gate.example",
            "PGPORT=6432",
            "PGDATABASE=shop/shop",
            "PGUSER=reporting~k7f3",
            "PGPASSWORD=s3cr3t'pass",
            "PGSSLMODE=verify-full")
        .anyMatch(line -> line.startsWith("PGSSLROOTCERT="));
  }

  @Test
  void a_command_that_a_signal_ends_says_so() {
    assertThat(connect("shop", "--", "sh", "-c", "kill -TERM $$")).isEqualTo(128 + 15);
  }

  @Test
  void a_command_that_is_not_there_is_told() {
    assertThat(connect("shop", "--", "no-such-command-here")).isEqualTo(1);
    assertThat(err.toString()).contains("no-such-command-here", "installed");
  }

  @Test
  void a_refusal_is_told_with_its_request() {
    rest.answer(
        "POST /api/v1/passwords", 403, "{\"reason\":\"no rule permits it\",\"request\":\"10-7\"}");
    assertThat(connect("shop")).isEqualTo(1);
    assertThat(err.toString()).contains("refused: no rule permits it", "10-7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"user\":\"reporting~\\u001b[2J\"",
        "\"password\":\"a\\nb\"",
        "\"password\":\"\"",
        "\"dbname\":\"shop\\u202eshop\"",
        "\"host\":\"/tmp\"",
        "\"host\":\"a,b\"",
        "\"host\":\"a b\"",
        "\"port\":0",
        "\"port\":65536",
        "\"tls\":\"no\"",
        "\"expires\":\"soon\""
      })
  void an_answer_that_does_not_fit_into_lines_is_refused(String hostile) {
    String field = hostile.substring(0, hostile.indexOf(':'));
    String answer =
        MINTED.replaceFirst(field + ":(\"[^\"]*\"|[a-z0-9]+)", Matcher.quoteReplacement(hostile));
    assertThat(answer).contains(hostile);
    rest.answer("POST /api/v1/passwords", 201, answer);
    assertThat(connect("shop", "--print-password")).isEqualTo(1);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("cannot be used").doesNotContain("\u001b");
  }

  private int connect(String... words) {
    List<String> all = new ArrayList<>(List.of("connect", "--socket", rest.socket().toString()));
    all.addAll(List.of(words));
    CommandLine line = Postern.line();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(all.toArray(String[]::new));
  }

  /** Runs it in a process with a home of its own; returns all that it prints. */
  private List<String> elsewhere(String... words) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Postern.class.getName());
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("POSTERN_SOCKET", rest.socket().toString());
    builder.environment().put("XDG_CONFIG_HOME", folder.resolve("config").toString());
    Process process = builder.start();
    List<String> lines = process.inputReader().lines().toList();
    assertThat(process.waitFor()).as(lines.toString()).isZero();
    return lines;
  }
}
