package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * What lives at a gateway of a stand while its configuration changes: an MCP session with its
 * stream, a call that runs and one that waits for people; a PostgreSQL session in a transaction,
 * with a prepared statement.
 */
final class LiveSessions implements AutoCloseable {
  private static final String CALL =
      "{\"jsonrpc\":\"2.0\",\"id\":\"%1$s\",\"method\":\"tools/call\",\"params\":{\"name\":\"%1$s\",\"arguments\":{\"of\":\"%2$s\"}}}";

  private static final String INITIALIZE =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}";

  private final LiveStand stand;
  private final String person;
  private final String session;
  private final InputStream body;
  private final BufferedReader stream;
  private final Toolshed.Slow running;
  private final CompletableFuture<HttpResponse<String>> slow;
  private final CompletableFuture<HttpResponse<String>> held;
  private final String request;
  private final Connection database;
  private final PreparedStatement insert;
  private final int first;
  private int used;

  /** What lives of ana's. */
  LiveSessions(LiveStand stand) throws Exception {
    this(stand, "ana");
  }

  /** What lives of a person's. */
  LiveSessions(LiveStand stand, String person) throws Exception {
    this.stand = stand;
    this.person = person;
    HttpResponse<String> begun = initialize(stand, person);
    session =
        begun
            .headers()
            .firstValue("mcp-session-id")
            .orElseThrow(() -> new IOException(told(begun)));
    assertThat(told(send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}")))
        .startsWith("202");
    HttpResponse<InputStream> opened =
        stand
            .client()
            .send(
                posted(stand, person, Optional.of(session))
                    .header("accept", "text/event-stream")
                    .GET()
                    .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    assertThat(opened.statusCode()).isEqualTo(200);
    body = opened.body();
    stream = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    running = stand.tools.nextSlow();
    slow = later(CALL.formatted("slow", session));
    CompletableFuture.anyOf(running.began(), slow).join();
    assertThat(slow.isDone() ? told(slow.join()) : "").as("the slow call").isEmpty();
    Set<String> before = requests();
    held = later(CALL.formatted("drop", session));
    request = asked(before);
    database = stand.connect(person);
    first = kept();
    database.setAutoCommit(false);
    insert = database.prepareStatement("INSERT INTO kept VALUES (?)");
    insert();
  }

  /** Begins a session of ana's. */
  static HttpResponse<String> initialize(LiveStand stand) throws IOException, InterruptedException {
    return initialize(stand, "ana");
  }

  private static HttpResponse<String> initialize(LiveStand stand, String person)
      throws IOException, InterruptedException {
    return stand
        .client()
        .send(
            message(stand, person, Optional.empty(), INITIALIZE),
            HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest.Builder posted(LiveStand stand, String person, Optional<String> of) {
    HttpRequest.Builder request = stand.request(person, "/mcp/shed", "/mcp/shed");
    of.ifPresent(id -> request.header("mcp-session-id", id));
    return request;
  }

  /** A message of ana's, in a session where it is of one. */
  static HttpRequest message(LiveStand stand, Optional<String> of, String text) {
    return message(stand, "ana", of, text);
  }

  private static HttpRequest message(
      LiveStand stand, String person, Optional<String> of, String text) {
    return posted(stand, person, of)
        .header("accept", "application/json, text/event-stream")
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(text))
        .build();
  }

  private HttpResponse<String> send(String text) throws IOException, InterruptedException {
    return stand
        .client()
        .send(
            message(stand, person, Optional.of(session), text),
            HttpResponse.BodyHandlers.ofString());
  }

  private CompletableFuture<HttpResponse<String>> later(String text) {
    return stand
        .client()
        .sendAsync(
            message(stand, person, Optional.of(session), text),
            HttpResponse.BodyHandlers.ofString());
  }

  private static String told(HttpResponse<String> answer) {
    return answer.statusCode() + " " + answer.body();
  }

  private Set<String> requests() throws IOException, InterruptedException {
    Set<String> ids = new HashSet<>();
    stand
        .rest("olga", "GET", "requests", "")
        .path("requests")
        .forEach(request -> ids.add(request.path("id").stringValue()));
    return ids;
  }

  /** The request that is asked of people, once it is. */
  private String asked(Set<String> before) throws IOException, InterruptedException {
    while (true) {
      for (String id : requests()) {
        if (!before.contains(id)) {
          return id;
        }
      }
      if (held.isDone()) {
        throw new AssertionError(told(held.join()));
      }
    }
  }

  private void insert() throws SQLException {
    insert.setInt(1, used++);
    assertThat(insert.executeUpdate()).isEqualTo(1);
  }

  /** All of it is there, and its next operation is done. */
  void live() throws Exception {
    insert();
    assertThat(told(send(CALL.formatted("tick", session)))).startsWith("200").contains("done");
    String word = session + "-" + used;
    stand.tools.say(word);
    String line = "";
    while (!line.contains("\"" + word + "\"")) {
      line = stream.readLine();
      assertThat(line).as("the stream").isNotNull();
    }
    assertThat(slow).isNotDone();
    assertThat(held).isNotDone();
    assertThat(stand.rest("olga", "GET", "requests/" + request, "").path("state").stringValue(""))
        .isEqualTo("open");
  }

  /** Whoever proved who they are does so no more: what was open is over, and says why. */
  void over() throws IOException {
    // The target answers now: nobody is shown that any more.
    running.release();
    assertThatThrownBy(this::insert)
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("sign in again");
    assertThat(told(slow.join())).doesNotContain("done").contains("sign in again");
    assertThat(told(held.join())).doesNotContain("done").contains("sign in again");
    String last = "";
    for (String line = stream.readLine(); line != null; line = stream.readLine()) {
      last = line.isEmpty() ? last : line;
    }
    assertThat(last).as("the stream").contains("sign in again");
  }

  /** Everything that was under way comes to its own end. */
  void end() throws Exception {
    running.release();
    assertThat(told(slow.get())).startsWith("200").contains("done");
    String binding =
        stand.rest("olga", "GET", "requests/" + request, "").path("binding").stringValue("");
    stand.rest(
        "olga", "POST", "requests/" + request + "/approve", "{\"binding\":\"" + binding + "\"}");
    assertThat(told(held.get())).startsWith("200").contains("done");
    database.commit();
    assertThat(kept() - first).isEqualTo(used);
  }

  private int kept() throws SQLException {
    try (Statement statement = database.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM kept")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  @Override
  public void close() throws Exception {
    running.release();
    database.close();
    body.close();
  }
}
