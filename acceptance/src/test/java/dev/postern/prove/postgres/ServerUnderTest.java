package dev.postern.prove.postgres;

import dev.postern.testkit.postgres.LoopbackPostgres;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;

/**
 * A real PostgreSQL. The role {@value #ROLE} signs in directly without a proof to the databases
 * {@code direct0} to {@code direct3}, and to all others with its password.
 */
final class ServerUnderTest implements AutoCloseable {
  static final String ROLE = "fuzz";
  static final String PASSWORD = "pencil";

  private static final String MAKE_ROLE =
      "create role " + ROLE + " login password '" + PASSWORD + "'";
  private static final String ACCESS =
      """
      host direct0,direct1,direct2,direct3 fuzz 127.0.0.1/32 trust
      host all fuzz 127.0.0.1/32 scram-sha-256
      host all all 127.0.0.1/32 trust
      """;

  private final Closeable server;
  private final int port;
  private final String owner;

  private ServerUnderTest(Closeable server, int port, String owner) {
    this.server = server;
    this.port = port;
    this.owner = owner;
  }

  /**
   * One that runs on loopback already, and lets the role and its owner in as said above.
   *
   * @param owner its superuser
   */
  static ServerUnderTest running(int port, String owner) throws IOException {
    ServerUnderTest running = new ServerUnderTest(() -> {}, port, owner);
    try (Peer session = running.owner("postgres")) {
      session.ask(MAKE_ROLE);
    }
    return running;
  }

  /** Starts the embedded one in an empty folder. */
  static ServerUnderTest embedded(Path folder) throws IOException, SQLException {
    LoopbackPostgres server = LoopbackPostgres.start(folder, Map.of("synchronous_commit", "off"));
    ServerUnderTest started = new ServerUnderTest(server, server.port(), "postgres");
    server.letIn(ACCESS);
    server.run(MAKE_ROLE);
    return started;
  }

  int port() {
    return port;
  }

  Peer.Login login(String database) {
    return new Peer.Login(port, ROLE, database, PASSWORD);
  }

  /** The server's owner. */
  Peer owner(String database) throws IOException {
    return new Peer(new Peer.Login(port, owner, database, ""));
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
