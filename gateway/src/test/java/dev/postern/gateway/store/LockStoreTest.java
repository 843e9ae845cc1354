package dev.postern.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.kernel.identity.Lock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockStoreTest {
  private static final Lock CARL =
      new Lock(
          Lock.Scope.PERSON,
          "carl",
          "left the company; \"really\"",
          "olga",
          Instant.parse("2026-11-20T17:00:00.123456Z"));

  @TempDir private Path folder;

  @Test
  void a_lock_outlives_a_restart_to_the_microsecond() throws Exception {
    try (Database database = Database.open(folder.resolve("state.db"))) {
      new LockStore(database).put(CARL);
    }
    try (Database database = Database.open(folder.resolve("state.db"))) {
      assertThat(new LockStore(database).all()).containsExactly(CARL);
    }
  }

  @Test
  void locking_again_replaces_the_reason() throws Exception {
    try (Database database = Database.open(folder.resolve("state.db"))) {
      LockStore store = new LockStore(database);
      store.put(CARL);
      Lock again =
          new Lock(CARL.scope(), CARL.name(), "came back, left again", "root", CARL.since());
      store.put(again);
      assertThat(store.all()).containsExactly(again);
    }
  }

  @Test
  void unlocking_forgets_one_lock_alone() throws Exception {
    try (Database database = Database.open(folder.resolve("state.db"))) {
      LockStore store = new LockStore(database);
      store.put(CARL);
      store.put(new Lock(Lock.Scope.GROUP, "carl", "all of them", "olga", CARL.since()));
      store.remove(Lock.Scope.GROUP, "carl");
      store.remove(Lock.Scope.TARGET, "never-locked");
      assertThat(store.all()).containsExactly(CARL);
    }
  }

  @Test
  void a_database_of_a_newer_postern_is_left_alone() throws Exception {
    Path file = folder.resolve("state.db");
    Database.open(file).close();
    try (Connection raw = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = raw.createStatement()) {
      statement.execute("PRAGMA user_version = 999");
    }

    assertThatThrownBy(() -> Database.open(file))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("newer Postern");
  }

  @Test
  void a_file_that_is_no_database_is_refused_with_its_name() throws Exception {
    Path file = folder.resolve("state.db");
    java.nio.file.Files.writeString(
        file, "this is not a database, however long it goes on".repeat(100));

    assertThatThrownBy(() -> Database.open(file))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("state.db");
  }
}
