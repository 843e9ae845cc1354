package dev.postern.gateway.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.credential.Lease;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An account's password changes on a real server and in its file, while sessions run and begin. */
@Timeout(240)
class RotationTest {
  private static final int ROTATIONS = 6;
  private static final int STEADY = 2;
  private static final int OPENING = 3;
  private static final int BETWEEN = 4;

  @TempDir private Path directory;
  private final AtomicBoolean going = new AtomicBoolean(true);
  private final AtomicLong statements = new AtomicLong();
  private final AtomicLong openings = new AtomicLong();
  private final ConcurrentLinkedQueue<String> failed = new ConcurrentLinkedQueue<>();

  /** How long the two changes may be apart is the machine's matter here, so the wait is long. */
  private static PostgresLimits patient() {
    PostgresLimits usual = PostgresLimits.DEFAULT;
    return new PostgresLimits(
        usual.wire(),
        usual.waitingBytes(),
        usual.parameters(),
        Duration.ofMinutes(4),
        usual.closing(),
        usual.cancel(),
        usual.cancelsPerSource(),
        usual.cancels(),
        usual.cancelWindow(),
        usual.scramIterations(),
        usual.holdNotice(),
        new PostgresLimits.Renewals(10, Duration.ofMillis(50)));
  }

  @Test
  void no_operation_fails_while_a_password_is_changed_under_load() throws Exception {
    try (RealServer server = RealServer.start(directory);
        Through through = new Through(server, Through.Secrecy.PLAINTEXT, patient())) {
      List<Thread> load = new ArrayList<>();
      for (int i = 0; i < STEADY; i++) {
        load.add(Thread.ofVirtual().start(() -> steady(through)));
      }
      for (int i = 0; i < OPENING; i++) {
        load.add(Thread.ofVirtual().start(() -> opening(through)));
      }
      for (int turn = 1; turn <= ROTATIONS; turn++) {
        Lease before = through.leases.lease("password").orElseThrow();
        String next = "pencil-" + turn;
        if (turn % 2 == 0) {
          write(next);
          through.leases.refresh();
          alter(server, next);
        } else {
          alter(server, next);
          write(next);
        }
        goOn();
        assertThat(failed).isEmpty();
        assertThat(before.use(secret -> {})).isFalse();
      }
      going.set(false);
      for (Thread worker : load) {
        worker.join();
      }
    }
    assertThat(failed).isEmpty();
    assertThat(openings).hasValueGreaterThanOrEqualTo(ROTATIONS * BETWEEN);
  }

  /** One session from before the first change to after the last. */
  private void steady(Through through) {
    try (Connection connection = through.connect("scram", Map.of());
        Statement statement = connection.createStatement()) {
      String first = backend(statement);
      while (going.get()) {
        if (!backend(statement).equals(first)) {
          failed.add("another backend");
        }
        statements.incrementAndGet();
      }
    } catch (SQLException lost) {
      failed.add("a session: " + lost);
    }
  }

  /** A session after the other. */
  private void opening(Through through) {
    while (going.get()) {
      try (Connection connection = through.connect("scram", Map.of());
          Statement statement = connection.createStatement()) {
        backend(statement);
        openings.incrementAndGet();
      } catch (SQLException refused) {
        failed.add("an opening: " + refused);
      }
    }
  }

  private static String backend(Statement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery("SELECT pg_backend_pid()")) {
      rows.next();
      return rows.getString(1);
    }
  }

  /** Both kinds of load get on after a change. */
  private void goOn() {
    long opened = openings.get() + BETWEEN;
    long asked = statements.get() + BETWEEN;
    while (failed.isEmpty() && (openings.get() < opened || statements.get() < asked)) {
      Thread.onSpinWait();
    }
  }

  private static void alter(RealServer server, String password) throws SQLException {
    try (Connection owner = server.direct();
        Statement statement = owner.createStatement()) {
      statement.execute("ALTER ROLE scram_role PASSWORD '" + password + "'");
    }
  }

  /** As a careful operator does: the file is never there in part. */
  private void write(String password) throws Exception {
    Path fresh = Files.writeString(directory.resolve("password.new"), password + "\n");
    Files.move(fresh, directory.resolve("password"), StandardCopyOption.ATOMIC_MOVE);
  }
}
