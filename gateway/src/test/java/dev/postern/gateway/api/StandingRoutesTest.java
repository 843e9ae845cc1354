package dev.postern.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.ledger.FileLedger;
import dev.postern.gateway.ledger.LedgerReader;
import dev.postern.gateway.ledger.LedgerSettings;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.identity.Lock;
import dev.postern.testkit.Leaves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Locks and erasures over REST: in force, kept and recorded before they are answered. */
class StandingRoutesTest {
  @TempDir private Path directory;
  private final ApiWorld world = new ApiWorld();

  @Test
  void a_lock_is_durable_in_force_and_recorded_when_it_is_answered() {
    ApiStand.Exchange answered =
        world.ask(
            "POST",
            "/api/v1/locks",
            "administrators",
            "{\"scope\":\"person\",\"name\":\"carl\",\"reason\":\"left\"}");

    assertThat(answered.status()).isEqualTo(200);
    assertThat(world.kept).containsKey("PERSON carl");
    assertThat(world.standing.locks().on(Lock.Scope.PERSON, "carl")).isPresent();
    assertThat(world.ledger.leaves(Leaf.Admitted.class).getFirst().asked().label())
        .isEqualTo("POST /api/v1/locks");
    assertThat(world.ledger.leaves(Leaf.Closed.class)).hasSize(1);
  }

  @Test
  void an_erasure_is_recorded_before_anything_is_erased() throws IOException {
    Path lies = Files.createDirectory(directory.resolve("ledger"));
    world.folder = lies;
    FileLedger files = FileLedger.start(LedgerSettings.in(lies), Clock.systemUTC());
    try (files) {
      Ledger.Segment segment = files.open(1);
      segment.append(List.of(Leaves.admitted(segment, Instant.now(), "churn-v3")));
      String body = "{\"session\":\"s-1\",\"reason\":\"her wish\"}";
      world.storeFails = true;
      assertThat(world.ask("POST", "/api/v1/erasures", "administrators", body).status())
          .isEqualTo(500);
      assertThat(LedgerReader.of(lies).session("s-1").orElseThrow().deeds())
          .allSatisfy(deed -> assertThat(deed.request()).isPresent());
      world.storeFails = false;
      ApiStand.Exchange answered = world.ask("POST", "/api/v1/erasures", "administrators", body);
      assertThat(answered.status()).isEqualTo(200);
      assertThat(answered.text()).contains("\"entries\":1").contains("\"recordings\":2");
      assertThat(LedgerReader.of(lies).session("s-1").orElseThrow().deeds())
          .allSatisfy(deed -> assertThat(deed.request()).isEmpty());
    }
    assertThat(world.notes)
        .hasSize(2)
        .allSatisfy(note -> assertThat(note).contains("session=s-1").contains("her wish"))
        .anySatisfy(note -> assertThat(note).contains("recordings-erased").contains("entries=1"));
  }

  @Test
  void an_erasure_that_says_nothing_erases_nothing() {
    for (String body :
        List.of(
            "{\"reason\":\"x\"}",
            "{\"session\":\"s-1\"}",
            "{\"before\":\"yesterday\",\"reason\":\"x\"}",
            "{\"entry\":\"first\",\"reason\":\"x\"}",
            "{\"person\":7,\"reason\":\"x\"}")) {
      assertThat(world.ask("POST", "/api/v1/erasures", "administrators", body).status())
          .as(body)
          .isEqualTo(400);
    }
    assertThat(world.notes).isEmpty();
  }

  @Test
  void a_lock_that_cannot_be_kept_is_not_in_force() {
    world.storeFails = true;

    ApiStand.Exchange answered =
        world.ask(
            "POST",
            "/api/v1/locks",
            "administrators",
            "{\"scope\":\"person\",\"name\":\"carl\",\"reason\":\"left\"}");

    assertThat(answered.status()).isEqualTo(500);
    assertThat(world.standing.locks().all()).isEmpty();
  }

  @Test
  void a_rule_can_look_at_what_is_locked() {
    assertThat(
            world
                .ask(
                    "POST",
                    "/api/v1/locks",
                    "helpdesk",
                    "{\"scope\":\"session\",\"name\":\"s1\",\"reason\":\"odd\"}")
                .status())
        .isEqualTo(200);
    assertThat(
            world
                .ask(
                    "POST",
                    "/api/v1/locks",
                    "helpdesk",
                    "{\"scope\":\"person\",\"name\":\"ana\",\"reason\":\"odd\"}")
                .status())
        .isEqualTo(403);
  }

  @Test
  void unlocking_reads_names_from_the_path_decoded_once() {
    world.standing.change(
        locks -> locks.with(new Lock(Lock.Scope.PERSON, "corp/a b%2F", "x", "y", ApiWorld.NOON)));

    assertThat(
            world
                .ask("DELETE", "/api/v1/locks/person/corp%2Fa%20b%252F", "administrators", "")
                .status())
        .as("an encoded slash is refused")
        .isEqualTo(404);
    world.standing.change(
        locks -> locks.with(new Lock(Lock.Scope.PERSON, "a b+c", "x", "y", ApiWorld.NOON)));
    assertThat(world.ask("DELETE", "/api/v1/locks/person/a%20b+c", "administrators", "").status())
        .isEqualTo(200);
  }

  @Test
  void refuses_when_the_ledger_is_down() {
    world.ledger.fail(true);

    ApiStand.Exchange answered =
        world.ask(
            "POST",
            "/api/v1/locks",
            "administrators",
            "{\"scope\":\"person\",\"name\":\"carl\",\"reason\":\"left\"}");

    assertThat(answered.status()).isEqualTo(503);
    assertThat(world.standing.locks().all()).isEmpty();
  }
}
