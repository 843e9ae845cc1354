package dev.postern.prove.talk;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The whole conversation: every scene in every way in which the driver puts its queries. */
public final class Talk {
  private static final Map<String, Map<String, String>> WAYS =
      Map.of(
          "simple", Map.of("preferQueryMode", "simple"),
          "extended", Map.of("preferQueryMode", "extended", "prepareThreshold", "0"),
          "prepared", Map.of("prepareThreshold", "1"),
          "binary", Map.of("prepareThreshold", "-1", "binaryTransfer", "true"));

  private static final List<Scene> SCENES =
      Stream.of(
              StatementScenes.all(),
              TransactionScenes.all(),
              StreamScenes.all(),
              SessionScenes.all())
          .flatMap(List::stream)
          .toList();

  private Talk() {}

  /**
   * {@code args}: the port on loopback, the user, the database; and a text to run in place of the
   * conversation. The password is in the environment as {@code PGPASSWORD}. Prints the transcript.
   */
  public static void main(String[] args) throws Exception {
    Transcript transcript = new Transcript(System.out);
    String url =
        "jdbc:postgresql://127.0.0.1:%s/%s?sslmode=disable&gssEncMode=disable"
            .formatted(args[0], args[2]);
    if (args.length > 3) {
      try (Connection connection = DriverManager.getConnection(url, properties(args[1]));
          Statement statement = connection.createStatement()) {
        statement.execute(args[3]);
      }
      return;
    }
    for (Map.Entry<String, Map<String, String>> way : new TreeMap<>(WAYS).entrySet()) {
      for (Scene scene : SCENES) {
        transcript.line("# " + scene.name() + ", " + way.getKey());
        Properties properties = properties(args[1]);
        way.getValue().forEach(properties::setProperty);
        scene.properties().forEach(properties::setProperty);
        try (Connection connection = DriverManager.getConnection(url, properties)) {
          transcript.attempt("play", () -> scene.play().on(connection, transcript));
        }
      }
    }
  }

  private static Properties properties(String user) {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", System.getenv("PGPASSWORD"));
    return properties;
  }
}
