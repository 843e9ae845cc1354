package dev.postern.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.kernel.approval.Request;
import dev.postern.kernel.approval.Vote;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.policy.Decision;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApprovalStoreTest {
  private static final Instant ASKED = Instant.parse("2026-11-21T12:00:00.123456Z");
  private static final Instant UNTIL = ASKED.plus(Duration.ofMinutes(15));

  @TempDir Path folder;

  @Test
  void gives_back_after_a_restart_what_was_kept_to_the_last_sign() throws Exception {
    Request open = request("r-1", Request.State.OPEN);
    Request approved = request("r-2", Request.State.APPROVED);
    try (Database database = Database.open(folder.resolve("state.db"))) {
      ApprovalStore store = new ApprovalStore(database);
      store.put(List.of(open, approved, request("r-3", Request.State.COLLECTED)));
    }

    try (Database database = Database.open(folder.resolve("state.db"))) {
      assertThat(new ApprovalStore(database).living()).containsExactly(open, approved);
    }
  }

  @Test
  void keeps_the_last_form_of_a_request() throws Exception {
    try (Database database = Database.open(folder.resolve("state.db"))) {
      ApprovalStore store = new ApprovalStore(database);
      store.put(List.of(request("r-1", Request.State.OPEN)));
      store.put(List.of(request("r-1", Request.State.DENIED)));

      assertThat(store.living()).isEmpty();
    }
  }

  @Test
  void keeps_nothing_of_what_was_asked_once_it_has_ended() throws Exception {
    try (Database database = Database.open(folder.resolve("state.db"))) {
      new ApprovalStore(database).put(List.of(request("r-1", Request.State.DENIED)));
      List<String> forms = new ArrayList<>();
      database.query("SELECT form FROM approval_request", row -> forms.add(row.getString(1)));

      assertThat(forms).singleElement().asString().contains("r-1").doesNotContain("\\\"a\\\"");
    }
  }

  @Test
  void forgets_what_it_is_told_to_and_nothing_else() throws Exception {
    try (Database database = Database.open(folder.resolve("state.db"))) {
      ApprovalStore store = new ApprovalStore(database);
      store.put(List.of(request("r-1", Request.State.OPEN), request("r-2", Request.State.DENIED)));
      assertThat(store.ended()).extracting(Request::id).containsExactly("r-2");

      store.forget(List.of("r-2", "r-3"));

      assertThat(ids(database)).containsExactly("r-1");
    }
  }

  @Test
  void keeps_all_of_what_is_put_at_once_or_nothing() throws Exception {
    try (Database database = Database.open(folder.resolve("state.db"))) {
      ApprovalStore store = new ApprovalStore(database);
      database.transaction(open -> {
        try (var statement = open.createStatement()) {
          statement.execute(
              "CREATE TRIGGER full BEFORE INSERT ON approval_request WHEN NEW.id = 'r-2'"
                  + " BEGIN SELECT RAISE(ABORT, 'full'); END");
        }
      });

      assertThatThrownBy(() ->
              store.put(
                  List.of(request("r-1", Request.State.OPEN), request("r-2", Request.State.OPEN))))
          .isInstanceOf(StoreException.class);

      assertThat(ids(database)).isEmpty();
    }
  }

  @Test
  void does_not_read_a_form_that_it_does_not_know() throws Exception {
    try (Database database = Database.open(folder.resolve("state.db"))) {
      database.transaction(open -> {
        try (var statement = open.createStatement()) {
          statement.execute(
              "INSERT INTO approval_request VALUES ('r-1', 1, 0, '{\"id\":\"r-1\"}')");
        }
      });

      assertThatThrownBy(() -> new ApprovalStore(database).living())
          .isInstanceOf(StoreException.class);
    }
  }

  private static List<String> ids(Database database) throws Exception {
    List<String> ids = new ArrayList<>();
    database.query("SELECT id FROM approval_request", row -> ids.add(row.getString(1)));
    return ids;
  }

  private static Request request(String id, Request.State state) {
    return new Request(
        id,
        "ab".repeat(32),
        new Request.Subject(
            "assistant for ana",
            List.of(
                new Party(
                    Party.Kind.AGENT,
                    new Identity("https://issuer.test", "bot"),
                    "assistant",
                    Set.of(),
                    Optional.of("ada")),
                new Party(
                    Party.Kind.PERSON,
                    new Identity("https://issuer.test", "ana"),
                    "ana",
                    Set.of("staff"),
                    Optional.empty())),
            Set.of("ana", "ada"),
            "registry",
            "tools/call deploy_model",
            false,
            List.of(new Decision.Approval("deployments", "release-managers", 2)),
            Effect.WRITE,
            List.of("$.owner (personal): redact"),
            "tools/call deploy_model\n{\"a\": \"\u00e9\ud83d\ude00\"}"),
        ASKED,
        UNTIL,
        state,
        "why not",
        List.of(
            new Vote(
                "rita",
                new Identity("https://issuer.test", "sub-rita"),
                Set.of("release-managers"),
                true,
                ASKED,
                new EntryId(Long.MIN_VALUE + 5, 7),
                "go")));
  }
}
