package dev.postern.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.gate.Purse;
import dev.postern.kernel.grant.Lending;
import dev.postern.kernel.policy.Budget;
import dev.postern.kernel.policy.Grant;
import dev.postern.kernel.policy.Window;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrantStoreTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00.123456Z");

  @TempDir Path directory;

  @Test
  void grants_are_read_again_as_they_were() throws StoreException {
    List<Lending> kept =
        List.of(
            lending("g-1", Window.parse("mon-fri 09:00-17:00 Europe/Berlin"), Optional.empty()),
            lending("g-2", Optional.empty(), Optional.empty()),
            lending(
                "g-3",
                Optional.empty(),
                Optional.of(new Lending.Ending(NOON, "rita", "enough \u202e\"; DROP"))));
    try (Database database = Database.open(file())) {
      GrantStore store = new GrantStore(database);
      for (Lending lending : kept) {
        store.put(lending);
        store.put(lending);
      }
    }
    try (Database database = Database.open(file())) {
      assertThat(new GrantStore(database).all(10)).containsExactlyElementsOf(kept);
    }
  }

  @Test
  void of_those_that_have_ended_the_last_are_read_and_the_old_forgotten() throws StoreException {
    try (Database database = Database.open(file())) {
      GrantStore store = new GrantStore(database);
      for (int i = 0; i < 5; i++) {
        store.put(
            lending(
                "g-" + i,
                Optional.empty(),
                Optional.of(new Lending.Ending(NOON.plusSeconds(i), "postern", "over"))));
      }
      store.put(lending("g-9", Optional.empty(), Optional.empty()));

      assertThat(store.all(2))
          .extracting(one -> one.grant().id())
          .containsExactly("g-9", "g-3", "g-4");
      store.forget(NOON.plusSeconds(4));
      assertThat(store.all(9)).extracting(one -> one.grant().id()).containsExactly("g-9", "g-4");
    }
  }

  private Path file() {
    return directory.resolve("state.db");
  }

  private static Lending lending(
      String id, Optional<Window> window, Optional<Lending.Ending> ending) {
    return new Lending(
        new Grant(
            id,
            "runner",
            "ana",
            "shop",
            new Grant.Term(NOON, NOON.plusSeconds(60), window),
            new Budget(OptionalLong.of(3), OptionalLong.empty(), OptionalLong.of(1L << 40))),
        new Lending.Origin(NOON, "a \"reason\"\n", "00000001-00000002"),
        new Purse.Spent(1, 2, 3),
        window.isPresent(),
        ending);
  }
}
