package dev.postern.gateway.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.ops.Meters;
import dev.postern.gateway.ops.trace.Collector;
import dev.postern.gateway.ops.trace.TraceSettings;
import dev.postern.gateway.ops.trace.Tracing;
import dev.postern.testkit.HoldingPolicy;
import java.io.StringReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;

/** Traces in comments of statements, as a real server has them in its own list of what runs. */
@Timeout(120)
class TraceCommentServerTest {
  private static final String OWN =
      "SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid()";
  private static final Pattern COMMENT =
      Pattern.compile(" /\\*traceparent='00-([0-9a-f]{32})-([0-9a-f]{16})-0[13]'\\*/");
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";
  private static final Map<String, String> SIMPLE = Map.of("preferQueryMode", "simple");

  @TempDir static Path directory;
  private static RealServer server;

  private Collector collector;
  private Tracing tracing;
  private Through through;

  @BeforeAll
  static void start() throws Exception {
    server = RealServer.start(directory);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @BeforeEach
  void open() throws Exception {
    collector = Collector.started();
    tracing =
        Tracing.start(
            TraceSettings.of(collector.uri(), 1, true), Optional::empty, new Meters(), "test");
    through =
        Through.traced(
            server, new HoldingPolicy(operation -> false, operation -> false, "dba"), tracing);
  }

  @AfterEach
  void close() {
    through.close();
    tracing.close();
    collector.close();
  }

  private static String one(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  /** The operation that a comment names, as the collector has it. */
  private Collector.Seen operation(Matcher comment) throws InterruptedException {
    Collector.Seen seen;
    do {
      seen = collector.next(1).values().iterator().next();
    } while (!seen.span().equals(comment.group(2)));
    assertThat(seen.trace()).isEqualTo(comment.group(1));
    assertThat(seen.name()).isEqualTo("operation");
    return seen;
  }

  private static Matcher comment(String query, String behind) {
    assertThat(query).startsWith(behind);
    Matcher comment = COMMENT.matcher(query.substring(behind.length()));
    assertThat(comment.matches()).as(query).isTrue();
    return comment;
  }

  @Test
  void the_server_lists_a_simple_query_with_the_trace_of_its_operation() throws Exception {
    try (Connection connection = through.connect("scram", SIMPLE)) {
      Collector.Seen operation = operation(comment(one(connection, OWN), OWN));

      assertThat(operation.attributes())
          .containsEntry("postern.result", "allowed")
          .containsEntry("postern.effect", "read")
          .containsKey("postern.request_id");
    }
  }

  @Test
  void what_is_parsed_without_a_name_is_listed_so_too_and_bound_in_the_same_trace()
      throws Exception {
    try (Connection connection = through.connect("scram", Map.of())) {
      Matcher comment = comment(one(connection, OWN), OWN);
      Collector.Seen parse = operation(comment);

      Collector.Seen bind;
      do {
        bind = collector.next(1).values().iterator().next();
      } while (!(bind.name().equals("operation") && bind.parent().equals(parse.span())));
      assertThat(bind.trace()).isEqualTo(parse.trace());
      assertThat(bind.attributes().get("postern.request_id"))
          .isNotEqualTo(parse.attributes().get("postern.request_id"));
    }
  }

  @Test
  void what_stays_prepared_is_listed_without() throws Exception {
    try (Connection connection = through.connect("scram", Map.of("prepareThreshold", "1"));
        PreparedStatement statement = connection.prepareStatement(OWN)) {
      for (int run = 0; run < 3; run++) {
        try (ResultSet rows = statement.executeQuery()) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getString(1)).isEqualTo(OWN);
        }
      }
    }
  }

  @Test
  void several_statements_take_one_comment_at_their_end() throws Exception {
    String both = "SELECT 1; " + OWN + " -- that is all";
    try (Connection connection = through.connect("scram", SIMPLE);
        Statement statement = connection.createStatement()) {
      statement.execute(both);
      assertThat(statement.getMoreResults()).isTrue();
      try (ResultSet rows = statement.getResultSet()) {
        assertThat(rows.next()).isTrue();
        String query = rows.getString(1).replace("\n/*", " /*");
        operation(comment(query, both));
      }
    }
  }

  @Test
  void a_callers_own_trace_is_gone_on_from_and_its_text_left_as_it_is() throws Exception {
    String text = OWN + " /*traceparent='00-" + TRACE + "-" + PARENT + "-01'*/";
    try (Connection connection = through.connect("scram", SIMPLE)) {
      assertThat(one(connection, text)).isEqualTo(text);

      Collector.Seen seen;
      do {
        seen = collector.next(1).values().iterator().next();
      } while (!seen.parent().equals(PARENT));
      assertThat(seen.trace()).isEqualTo(TRACE);
      assertThat(seen.name()).isEqualTo("operation");
    }
  }

  @Test
  void errors_stand_where_they_stand_without_the_gateway() throws Exception {
    for (String text :
        List.of(
            "SELECT 1 +",
            "SELECT 'h\u00e9ll\u00f6' +",
            "SELECT 1 + -- more\n",
            "SELECT (1",
            "SELECT nope FROM orders",
            "SELECT 1 / 0",
            "SELECT '1' FROM",
            "INSERT INTO orders VALUES (")) {
      for (String mode : List.of("simple", "extended")) {
        Map<String, String> how = new HashMap<>(Map.of("preferQueryMode", mode));
        try (Connection gate = through.connect("scram", how);
            Connection direct = server.direct()) {
          assertThat(told(gate, text)).as(mode + " " + text).isEqualTo(told(direct, text));
        }
      }
    }
  }

  private static String told(Connection connection, String text) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(text);
      return "no error";
    } catch (PSQLException failed) {
      return failed.getSQLState()
          + " "
          + Optional.ofNullable(failed.getServerErrorMessage())
              .map(message -> message.getPosition() + " " + message.getMessage())
              .orElse("");
    } catch (SQLException other) {
      throw new AssertionError(other);
    }
  }

  @Test
  void copied_data_is_what_it_was() throws Exception {
    try (Connection connection = through.connect("scram", SIMPLE)) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("CREATE TEMP TABLE copied (id int, word text)");
      }
      long rows =
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn("COPY copied FROM STDIN", new StringReader("1\tone\n2\t/*two*/\n"));

      assertThat(rows).isEqualTo(2);
      assertThat(one(connection, "SELECT string_agg(word, ',' ORDER BY id) FROM copied"))
          .isEqualTo("one,/*two*/");
    }
  }
}
