package dev.postern.prove.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.prove.Served;
import dev.postern.prove.Verified;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** After kill -9 nothing half-done is claimed as done, and the ledger is whole. */
@Timeout(240)
class KilledTest {
  private static final int CLIENTS = 4;
  private static final int COMMITS = 40;
  private static final String CONNECTION_LOST = "08...|57P0[123]";

  @TempDir private static Path base;
  private static CrashServer server;

  @TempDir private Path directory;
  private Served gateway;
  private final Journal journal = new Journal();

  @BeforeAll
  static void start() throws Exception {
    server = new CrashServer(base);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @BeforeEach
  void open() throws Exception {
    server.empty();
    gateway = CrashGateway.start(directory, server.port());
  }

  @AfterEach
  void close() throws Exception {
    gateway.close();
  }

  @Test
  void a_gateway_that_is_killed_leaves_the_truth_behind() throws Exception {
    Connection idle = gateway.callers().shop("ana", "plain");
    Statement open = idle.createStatement();
    open.execute("BEGIN");
    open.execute("INSERT INTO journal VALUES ('open', 1)");

    played(Victim.GATEWAY);

    assertThatThrownBy(() -> open.execute("COMMIT"))
        .isInstanceOfSatisfying(
            SQLException.class, lost -> assertThat(lost.getSQLState()).startsWith("08"));
    // The transaction that was open has let go of what it had written.
    try (Connection next = gateway.callers().shop("ana", "plain");
        Statement statement = next.createStatement()) {
      statement.execute("INSERT INTO journal VALUES ('open', 1)");
      statement.execute("DELETE FROM journal WHERE id = 'open'");
    }
    Accounts accounts = ended();
    assertThat(accounts.unknown()).as("what ran when it died").isPositive();
  }

  @Test
  void a_server_process_that_is_killed_takes_no_acknowledged_commit_along() throws Exception {
    played(Victim.BACKEND);
    assertThat(ended().unknown()).isZero();
  }

  @Test
  void a_server_that_is_killed_is_found_again_when_it_is_back() throws Exception {
    Load load = Load.begin(gateway, journal, "a", CLIENTS);
    journal.await(COMMITS);
    server.killPostmaster();
    load.await();
    assertThatThrownBy(() -> gateway.callers().shop("ana", "plain"))
        .isInstanceOfSatisfying(
            SQLException.class,
            refused -> assertThat(refused.getSQLState()).matches("08...|57P03"));
    server.startAgain();
    again();
    assertThat(ended().unknown()).isZero();
  }

  /** Kills it under load, brings it back, and has the clients write once more. */
  private void played(Victim victim) throws Exception {
    Load load = Load.begin(gateway, journal, "a", CLIENTS);
    journal.await(COMMITS);
    victim.kill(server, gateway);
    load.await();
    victim.bringBack(server, gateway);
    again();
  }

  private void again() throws Exception {
    assertThat(journal.heard()).isNotEmpty().allMatch(state -> state.matches(CONNECTION_LOST));
    int before = journal.acknowledged().size();
    Load load = Load.begin(gateway, journal, "b", CLIENTS);
    journal.await(before + COMMITS);
    server.killBackend();
    load.await();
    server.awaitReady();
  }

  /** Stops the gateway and looks at what it leaves. */
  private Accounts ended() throws Exception {
    gateway.stop();
    assertThat(Verified.of(gateway.ledger()).wrong()).isEmpty();
    Accounts accounts = Accounts.of(gateway.ledger());
    assertThat(accounts.contradictions(journal, server.stored())).isEmpty();
    return accounts;
  }
}
