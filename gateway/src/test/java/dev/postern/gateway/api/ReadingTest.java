package dev.postern.gateway.api;

import static dev.postern.gateway.api.ReadingWorld.SESSIONS;
import static dev.postern.gateway.api.ReadingWorld.json;
import static dev.postern.gateway.api.ReadingWorld.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.ledger.Erasure;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who reads what of sessions over REST, and what is told to whom that may not. */
class ReadingTest {
  private static final List<String> VIEWERS =
      List.of("ana", "ben", "carl", "olga:auditors", "lea:leads", "assistant@ana");

  @TempDir private Path directory;
  private ReadingWorld world;

  @BeforeEach
  void start() throws IOException {
    world = new ReadingWorld(directory);
  }

  @AfterEach
  void stop() throws IOException {
    world.close();
  }

  @Test
  void why_is_told_of_what_may_be_explained_and_values_to_whom_may_read_them() throws IOException {
    EntryId secret = world.write("s-secret", person("ben"), "vault", "another key");
    String why = "/api/v1/operations/%s/why";
    assertThat(world.ask("lea:leads", why.formatted(world.first)).text())
        .contains("\"content\":false");
    assertThat(world.ask("olga:auditors", why.formatted(world.first)).text())
        .contains("\"content\":true");
    ApiStand.Exchange foreign = world.ask("lea:leads", why.formatted(secret));
    assertThat(foreign.status()).isEqualTo(404);
    assertThat(withoutId(foreign))
        .isEqualTo(withoutId(world.ask("lea:leads", why.formatted("1-1"))));
    assertThat(withoutId(foreign))
        .isEqualTo(withoutId(world.ask("lea:leads", why.formatted("none"))));
  }

  @Test
  void who_may_is_asked_with_a_moment_and_arguments_that_are_objects() {
    String who = "/api/v1/policy/who";
    assertThat(world.post("ana", who, "{\"action\":\"a\",\"input\":{\"x\":1}}").text())
        .contains("action=a")
        .contains("x=Numeral");
    assertThat(world.post("ana", who, "{\"action\":\"a\",\"input\":7}").status()).isEqualTo(400);
    assertThat(world.post("ana", who, "{\"action\":\"a\",\"at\":\"noon\"}").status())
        .isEqualTo(400);
    assertThat(world.post("ana", who, "{}").status()).isEqualTo(400);
    assertThat(world.ask("olga:auditors", "/api/v1/policy/unused?days=0").status()).isEqualTo(400);
    assertThat(world.ask("olga:auditors", "/api/v1/policy/unused?days=7").text())
        .contains("PT168H");
  }

  @Test
  void everybody_reads_their_own_and_what_is_anothers_does_not_exist() {
    ApiStand.Exchange own = world.ask("ana", SESSIONS + "/s-ana/recording");
    assertThat(own.status()).isEqualTo(200);
    assertThat(own.text()).contains("anas model");
    assertThat(world.ask("ana", SESSIONS + "/s-agent/recording").text()).contains("agents model");

    for (String form : List.of("", "/recording", "/export", "/export?form=har")) {
      ApiStand.Exchange foreign = world.ask("ana", SESSIONS + "/s-ben" + form);
      ApiStand.Exchange none = world.ask("ana", SESSIONS + "/s-none" + form);
      assertThat(foreign.status()).as(form).isEqualTo(404);
      assertThat(none.status()).as(form).isEqualTo(404);
      assertThat(withoutId(foreign)).isEqualTo(withoutId(none));
    }
    ApiStand.Exchange auditorsNone = world.ask("olga:auditors", SESSIONS + "/s-none");
    assertThat(withoutId(auditorsNone))
        .isEqualTo(withoutId(world.ask("ana", SESSIONS + "/s-none")));
  }

  @Test
  void what_a_listing_hides_a_reading_refuses_and_no_more() {
    for (String viewer : VIEWERS) {
      Set<String> listed = new HashSet<>();
      json(world.ask(viewer, SESSIONS))
          .path("sessions")
          .forEach(session -> listed.add(session.path("session").asString("")));
      Set<String> readable = new HashSet<>();
      for (String session : List.of("s-ana", "s-agent", "s-ben", "s-vault")) {
        if (world.ask(viewer, SESSIONS + "/" + session).status() == 200) {
          readable.add(session);
        }
      }
      Set<String> ofOperations = new HashSet<>();
      json(world.ask(viewer, "/api/v1/operations"))
          .path("operations")
          .forEach(operation -> ofOperations.add(operation.path("session").asString("")));
      assertThat(listed).as(viewer).isEqualTo(readable);
      assertThat(ofOperations).as(viewer).isEqualTo(readable);
    }
    assertThat(json(world.ask("olga:auditors", SESSIONS)).path("sessions")).hasSize(4);
    assertThat(json(world.ask("assistant@ana", SESSIONS)).path("sessions")).isEmpty();
    assertThat(json(world.ask("carl", SESSIONS)).path("sessions")).isEmpty();
  }

  @Test
  void who_may_read_that_it_happened_does_not_read_what_was_said() {
    ApiStand.Exchange told = world.ask("lea:leads", SESSIONS + "/s-ben");
    assertThat(told.status()).isEqualTo(200);
    assertThat(told.text())
        .contains("tools/call run_model", "\"recording-readable\":false")
        .doesNotContain("bens model")
        .doesNotContain("score 0.93");
    for (String form : List.of("jsonl", "har", "sql")) {
      assertThat(world.ask("lea:leads", SESSIONS + "/s-ben/export?form=" + form).text())
          .as(form)
          .contains("s-ben")
          .doesNotContain("bens model")
          .doesNotContain("score 0.93");
    }
    assertThat(world.ask("lea:leads", SESSIONS + "/s-ben/recording").status()).isEqualTo(404);
    assertThat(world.ask("olga:auditors", SESSIONS + "/s-vault/recording").status()).isEqualTo(404);
    assertThat(world.ask("olga:auditors", SESSIONS + "/s-vault/export").text())
        .doesNotContain("a key");
    assertThat(world.ask("olga:auditors", SESSIONS + "/s-ben/export").text())
        .contains("bens model");
  }

  @Test
  void reading_is_an_entry_that_names_the_session_and_what_was_read() {
    world.ask("ana", SESSIONS + "/s-ana/recording");
    world.ask("ana", SESSIONS + "/s-ben");

    assertThat(world.loop.ledger().leaves(Leaf.Admitted.class).getLast().asked())
        .satisfies(asked -> {
          assertThat(asked.label()).isEqualTo("GET /api/v1/sessions/{session}/recording: s-ana");
          assertThat(asked.caller().told()).isEqualTo("ana");
          assertThat(asked.atoms().getFirst().action().name()).isEqualTo("read-recording");
        });
    assertThat(world.loop.ledger().leaves(Leaf.Refused.class).getLast().asked().label())
        .isEqualTo("GET /api/v1/sessions/{session}: s-ben");
  }

  @Test
  void an_erased_session_keeps_its_shape_and_nothing_that_was_said() throws IOException {
    Erasure.erase(directory, id -> true);

    for (String form : List.of("", "/recording", "/export", "/export?form=har")) {
      ApiStand.Exchange told = world.ask("olga:auditors", SESSIONS + "/s-ana" + form);
      assertThat(told.status()).isEqualTo(200);
      assertThat(told.text())
          .contains("tools/call run_model")
          .doesNotContain("anas model")
          .doesNotContain("score 0.93");
    }
    assertThat(world.ask("olga:auditors", SESSIONS + "/s-ana").text()).contains("erased or lost");
  }

  private static String withoutId(ApiStand.Exchange exchange) {
    return exchange.text().replaceAll("[0-9a-f]+-[0-9a-f]+", "ID");
  }
}
