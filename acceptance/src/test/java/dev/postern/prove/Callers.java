package dev.postern.prove;

import dev.postern.testkit.issuer.StubIssuer;
import dev.postern.testkit.issuer.StubKey;
import java.net.http.HttpRequest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Those who call a gateway, and the issuer that vouches for them: whoever is called {@code rita} or
 * {@code rita-1} reviews, {@code role-1} has something for a time. Any thread.
 */
public final class Callers implements AutoCloseable {
  private static final Duration LIFE = Duration.ofHours(24);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final StubKey key = StubKey.es256("k1");
  private final StubIssuer issuer = new StubIssuer(key);
  private final Map<String, String> tokens = new ConcurrentHashMap<>();
  private final Doors doors;

  /** Those of a gateway that listens there. */
  public Callers(Doors doors) {
    this.doors = doors;
  }

  /** Where their gateway listens. */
  public Doors doors() {
    return doors;
  }

  /** The issuer, to answer about tokens. */
  public StubIssuer issuer() {
    return issuer;
  }

  /** A token of a person that lives for a day, for a path of the gateway; always the same. */
  public String token(String person, String path) {
    return tokens.computeIfAbsent(
        person + " " + path, each -> token(person, path, Instant.now().plus(LIFE)));
  }

  /** A token of a person for a path of the gateway that ends at a moment. */
  public String token(String person, String path, Instant end) {
    return issuer
        .token(person, doors.at(path).toString())
        .with("groups", groups(person))
        .signed(key, end);
  }

  private static String groups(String person) {
    if (person.startsWith("rita")) {
      return "[\"reviewers\"]";
    }
    return person.startsWith("role-") ? "[\"temps\"]" : "[]";
  }

  /** What somebody asks REST. */
  public HttpRequest rest(String who, String method, String path, String body) {
    return HttpRequest.newBuilder(doors.at("/api/v1/" + path))
        .timeout(PATIENCE)
        .header("authorization", "Bearer " + token(who, "/api"))
        .header("content-type", "application/json")
        .method(method, HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  /**
   * A session of pgjdbc at the database {@code shop}.
   *
   * @param account {@code plain}, whose session is open and speaks the simple protocol, or {@code
   *     watched}, whose session is guarded and speaks the extended one
   */
  public Connection shop(String person, String account) throws SQLException {
    Properties how = new Properties();
    how.setProperty("user", account + "~token");
    how.setProperty("password", token(person, "/postgres"));
    how.setProperty("sslmode", "disable");
    how.setProperty("gssEncMode", "disable");
    how.setProperty("socketTimeout", "60");
    how.setProperty("preferQueryMode", account.equals("plain") ? "simple" : "extended");
    return DriverManager.getConnection(
        "jdbc:postgresql://" + doors.host() + ":" + doors.postgres() + "/shop", how);
  }

  @Override
  public void close() {
    issuer.close();
  }
}
