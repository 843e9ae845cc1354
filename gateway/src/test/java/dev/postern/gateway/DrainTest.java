package dev.postern.gateway;

import static dev.postern.gateway.ShopStand.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.ledger.LedgerReader;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A gateway that comes to its stop while drivers of databases are at work. */
@Timeout(180)
class DrainTest {
  private static final String SHOP = "{\"target\":\"shop\",\"account\":\"reporting\"}";
  private static final int CLIENTS = 4;

  @TempDir private static Path base;
  private static ShopStand stand;

  @BeforeAll
  static void start() throws Exception {
    stand = new ShopStand(base);
  }

  @AfterAll
  static void stop() throws IOException {
    stand.close();
  }

  @Test
  void every_driver_is_told_and_everything_that_was_admitted_has_its_end() throws Exception {
    try (ExecutorService clients = Executors.newCachedThreadPool()) {
      List<Future<String>> last = new ArrayList<>();
      try (Gateway gateway = stand.gateway("")) {
        CountDownLatch working = new CountDownLatch(CLIENTS);
        for (int i = 0; i < CLIENTS; i++) {
          JsonNode minted = stand.mint("ana", SHOP);
          last.add(clients.submit(() -> working(minted, working)));
        }
        working.await();

        assertThat(gateway.drain(Duration.ofSeconds(60))).isTrue();
      }
      for (Future<String> each : last) {
        assertThat(each.get()).isEqualTo("57P01");
      }
    }
    assertWhole();
  }

  @Test
  void who_is_in_a_hurry_waits_for_nothing_and_what_ran_has_its_end() throws Exception {
    try (ExecutorService clients = Executors.newCachedThreadPool()) {
      Future<String> cut;
      try (Gateway gateway = stand.gateway("")) {
        CountDownLatch connected = new CountDownLatch(1);
        JsonNode minted = stand.mint("ana", SHOP);
        cut = clients.submit(() -> sleeping(minted, connected));
        connected.await();
        while (stand.running("pg_sleep") == 0) {
          Thread.onSpinWait();
        }
        Future<Boolean> drained =
            clients.submit(() -> gateway.drain(Duration.ofHours(1), Duration.ofHours(1)));
        gateway.hurry();
        assertThat(drained.get()).isFalse();
      }
      assertThat(cut.get()).isNotEqualTo("slept");
    }
    assertWhole();
  }

  @Test
  void who_may_asks_for_it_and_hears_over_the_socket_how_it_ended() throws Exception {
    try (ExecutorService clients = Executors.newCachedThreadPool()) {
      Future<String> cut;
      try (Gateway gateway = stand.gateway("")) {
        CountDownLatch connected = new CountDownLatch(1);
        JsonNode minted = stand.mint("ana", SHOP);
        cut = clients.submit(() -> sleeping(minted, connected));
        connected.await();
        while (stand.running("pg_sleep") == 0) {
          Thread.onSpinWait();
        }
        assertThat(stand.ask("ana", "POST", "drain", "").statusCode()).isEqualTo(403);
        assertThat(stand.ready()).isEqualTo(200);
        assertThat(gateway.draining().asked()).isNotDone();

        JsonNode begun = json(stand.ask("olga", "POST", "drain", "{\"seconds\":1}"));

        assertThat(begun.path("stage").stringValue()).isEqualTo("announced");
        assertThat(stand.ready()).isEqualTo(503);
        assertThat(gateway.draining().asked()).isDone();
        // Whoever asks later changes nothing of what was asked.
        assertThat(stand.ask("olga", "POST", "drain", "{\"seconds\":3600}").statusCode())
            .isEqualTo(200);
        Future<Boolean> drained =
            clients.submit(() -> gateway.drain(Duration.ZERO, Duration.ofHours(1)));
        JsonNode seen = begun;
        Set<String> stages = new HashSet<>();
        while (!seen.path("stage").stringValue().equals("cut")) {
          seen = stand.local("GET", "drain", "");
          stages.add(seen.path("stage").stringValue());
          assertThat(seen.path("left-seconds").intValue()).isLessThanOrEqualTo(1);
        }
        assertThat(seen.path("cut").intValue()).isGreaterThanOrEqualTo(1);
        assertThat(stages).contains("draining", "cut");
        assertThat(drained.get()).isFalse();
      }
      assertThat(cut.get()).isNotEqualTo("slept");
    }
    assertWhole();
    assertThat(noted("draining")).containsExactly("olga {within-seconds=1}");
  }

  private static List<String> noted(String what) throws IOException {
    List<String> told = new ArrayList<>();
    LedgerReader.of(stand.data().resolve("ledger"))
        .leaves(leaf -> {
          if (leaf instanceof Leaf.Noted noted && noted.what().equals(what)) {
            told.add(noted.by() + " " + noted.about());
          }
        });
    return told;
  }

  private static String working(JsonNode minted, CountDownLatch working) {
    try (Connection connection = connection(minted);
        Statement statement = connection.createStatement()) {
      for (int i = 0; ; i++) {
        statement.execute("SELECT pg_sleep(0.002)");
        if (i == 2) {
          working.countDown();
        }
      }
    } catch (SQLException ended) {
      return String.valueOf(ended.getSQLState());
    }
  }

  private static Connection connection(JsonNode minted) throws SQLException {
    return stand.connect(
        "shop",
        Map.of(
            "user", minted.path("user").stringValue(),
            "password", minted.path("password").stringValue()));
  }

  private static String sleeping(JsonNode minted, CountDownLatch connected) {
    try (Connection connection = connection(minted);
        Statement statement = connection.createStatement()) {
      connected.countDown();
      statement.execute("SELECT pg_sleep(3600)");
      return "slept";
    } catch (SQLException ended) {
      return String.valueOf(ended.getSQLState());
    }
  }

  /** Nothing was let through that has no end, and no end is unknown. */
  private static void assertWhole() throws IOException {
    List<Leaf> leaves = new ArrayList<>();
    LedgerReader.of(stand.data().resolve("ledger")).leaves(leaves::add);
    Set<EntryId> admitted =
        leaves.stream()
            .filter(Leaf.Admitted.class::isInstance)
            .map(Leaf::id)
            .collect(Collectors.toSet());
    Set<EntryId> closed =
        leaves.stream()
            .filter(Leaf.Closed.class::isInstance)
            .map(Leaf.Closed.class::cast)
            .filter(leaf -> leaf.outcome().end() != Leaf.End.UNKNOWN)
            .map(Leaf.Closed::of)
            .collect(Collectors.toSet());
    assertThat(admitted).isNotEmpty();
    assertThat(closed).isEqualTo(admitted);
  }
}
