package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.gateway.api.GatewayRoutes;
import dev.postern.gateway.ledger.LedgerReader;
import dev.postern.kernel.audit.Leaf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every key of the configuration is changed, and broken, under sessions that live: the cases are
 * made from the schemas, and what a change needs from docs/reload.md.
 */
@Timeout(150)
class LiveReloadTest {
  private static final String MAIN = "postern.yaml";
  private static final Pattern ROW =
      Pattern.compile("^\\| `([a-z.-]+)` \\| ((?:reload|restart) \\| .*)\\|$", Pattern.MULTILINE);

  /** It is another server then, or nothing unmapped is shown, what its stream says among it. */
  private static final List<String> CHANGES_WHAT_IS_ASKED_HERE = List.of("kind", "tls", "unmapped");

  /**
   * What waits is sent to the target as it was when it was decided, so many changes ago at most.
   */
  private static final int SHAPES_REMEMBERED = 4;

  @TempDir private static Path folder;
  private static LiveStand stand;

  @BeforeAll
  static void start() throws Exception {
    stand = new LiveStand(folder);
  }

  @AfterAll
  static void stop() throws IOException {
    stand.close();
  }

  private static JsonNode schema(String name) throws IOException {
    return LiveStand.JSON.readTree(Files.readString(Path.of("../docs/schema").resolve(name)));
  }

  private static Map<String, String> answers() throws IOException {
    Map<String, String> answers = new TreeMap<>();
    ROW.matcher(Files.readString(Path.of("../docs/reload.md")))
        .results()
        .forEach(row -> answers.put(row.group(1), row.group(2)));
    return answers;
  }

  @Test
  void every_key_changes_as_the_page_says_and_what_lives_goes_on() throws Exception {
    Map<String, JsonNode> keys = ReloadCases.keys(schema(MAIN.replace("yaml", "json")));
    Map<String, String> answers = answers();
    assertThat(answers.keySet()).containsAll(keys.keySet());
    long epoch = restored();
    LiveSessions sessions = new LiveSessions(stand);
    for (Map.Entry<String, JsonNode> key : keys.entrySet()) {
      String answer = String.valueOf(answers.get(key.getKey()));
      change(key.getKey(), key.getValue());
      if (answer.startsWith("restart")) {
        needsRestart(key.getKey(), epoch);
      } else {
        epoch = reloaded(key.getKey());
        alive(key.getKey(), sessions);
      }
    }
    restored();
    assertThat(stand.gateway.preview().changes()).as("all of it is in force").isEmpty();
    sessions.live();
    sessions.end();
    sessions.close();
  }

  private static void change(String key, JsonNode schema) throws IOException {
    ObjectNode good = stand.good(MAIN);
    stand.write(MAIN, ReloadCases.patched(good, ReloadCases.another(stand, key, schema, good)));
  }

  private static void needsRestart(String key, long before) {
    GatewayRoutes.Outcome outcome = stand.gateway.reload("test");
    assertThat(outcome.problems())
        .as(key)
        .isNotEmpty()
        .allMatch(problem -> problem.contains("cannot change while the gateway runs: restart it"))
        .anyMatch(problem -> key.startsWith(problem.split("'")[1]));
    assertThat(outcome.epoch()).as(key).isEqualTo(before);
  }

  private static long reloaded(String key) {
    GatewayRoutes.Outcome outcome = stand.gateway.reload("test");
    assertThat(outcome.problems()).as(key).isEmpty();
    return outcome.epoch();
  }

  private static void alive(String key, LiveSessions sessions) {
    try {
      sessions.live();
    } catch (AssertionError | Exception dead) {
      throw new AssertionError("after " + key + " changed", dead);
    }
  }

  private static long restored() throws IOException {
    for (String file : List.of(MAIN, "targets/shed.yaml", "targets/shop.yaml")) {
      stand.write(file, stand.good(file));
    }
    GatewayRoutes.Outcome outcome = stand.gateway.reload("test");
    assertThat(outcome.problems()).isEmpty();
    return outcome.epoch();
  }

  @Test
  void what_is_open_of_whom_a_reload_changes_ends_with_it_and_of_others_goes_on() throws Exception {
    restored();
    try (LiveSessions anas = new LiveSessions(stand)) {
      JsonNode anasPassword = password("ana");
      for (Map.Entry<String, String> change : ReloadCases.OF_BEN.entrySet()) {
        patched(ReloadCases.BEN);
        JsonNode bensPassword = password("ben");
        try (LiveSessions bens = new LiveSessions(stand, "ben")) {
          bens.live();
          patched(ReloadCases.BEN, change.getValue());
          bens.over();
        } catch (AssertionError wrong) {
          throw new AssertionError("when " + change.getKey(), wrong);
        }
        alive(change.getKey(), anas);
        assertThatThrownBy(() -> connect(bensPassword))
            .as("ben's password when " + change.getKey())
            .hasMessageContaining("sign-in failed");
        connect(anasPassword).close();
      }
      anas.end();
    }
  }

  private static void patched(String... patches) throws IOException {
    ObjectNode main = stand.good(MAIN);
    for (String patch : patches) {
      main = ReloadCases.patched(main, ReloadCases.read(stand, patch));
    }
    stand.write(MAIN, main);
    reloaded(String.join(" and ", patches));
  }

  private static JsonNode password(String person) throws Exception {
    JsonNode minted =
        stand.rest(person, "POST", "passwords", "{\"target\":\"shop\",\"account\":\"reporting\"}");
    assertThat(minted.path("password").isString()).as(minted.toString()).isTrue();
    return minted;
  }

  private static Connection connect(JsonNode minted) throws SQLException {
    return stand.connect(minted.path("user").stringValue(), minted.path("password").stringValue());
  }

  @Test
  void every_key_of_a_target_changes_and_sessions_on_it_go_on() throws Exception {
    restored();
    LiveSessions sessions = new LiveSessions(stand);
    int changed = 0;
    for (JsonNode kind : schema("target.json").path("oneOf")) {
      String file = file(kind);
      for (Map.Entry<String, JsonNode> key : ReloadCases.keys(kind).entrySet()) {
        ObjectNode good = stand.good(file);
        JsonNode now = good.at("/" + key.getKey().replace('.', '/'));
        if (now.isMissingNode() || CHANGES_WHAT_IS_ASKED_HERE.contains(key.getKey())) {
          continue;
        }
        Optional<JsonNode> next = ReloadCases.next(key.getValue(), now);
        if (next.isPresent()) {
          stand.write(file, ReloadCases.patched(good, ReloadCases.only(key.getKey(), next.get())));
          reloaded(file + " " + key.getKey());
          alive(file + " " + key.getKey(), sessions);
          changed++;
        }
        if (next.isPresent() && changed % SHAPES_REMEMBERED == 0) {
          sessions.end();
          sessions.close();
          sessions = new LiveSessions(stand);
        }
      }
      stand.write(file, stand.good(file));
    }
    assertThat(changed).isGreaterThan(15);
    restored();
    sessions.live();
    sessions.close();
  }

  private static String file(JsonNode kind) {
    return kind.at("/properties/kind/enum/0").stringValue().equals("mcp")
        ? "targets/shed.yaml"
        : "targets/shop.yaml";
  }

  @Test
  void a_bad_value_of_any_key_changes_nothing_says_where_and_is_recorded() throws Exception {
    long before = restored();
    try (LiveSessions sessions = new LiveSessions(stand)) {
      long recorded = refusals();
      List<String> keys = new ArrayList<>();
      for (String key : ReloadCases.keys(schema("postern.json")).keySet()) {
        refused(MAIN, key, before);
        keys.add(key);
      }
      for (JsonNode kind : schema("target.json").path("oneOf")) {
        for (String key : ReloadCases.keys(kind).keySet()) {
          refused(file(kind), key, before);
          keys.add(key);
        }
      }
      assertThat(refusals()).isEqualTo(recorded + keys.size());
      assertThat(stand.gateway.preview().changes()).as("what is in force").isEmpty();
      sessions.live();
      sessions.end();
    }
  }

  private static void refused(String file, String key, long before) throws Exception {
    String[] lines = stand.write(file, ReloadCases.patched(stand.good(file), ReloadCases.bad(key)));
    GatewayRoutes.Outcome outcome = stand.gateway.reload("test");
    List<String> previewed = stand.gateway.preview().problems();
    stand.write(file, stand.good(file));

    assertThat(outcome.epoch()).as(key).isEqualTo(before);
    assertThat(previewed).as(key).isEqualTo(outcome.problems());
    Pattern place =
        Pattern.compile(
            Pattern.quote(folder.resolve(file) + ":") + "(\\d+):\\d+: " + Pattern.quote(key));
    List<Integer> told =
        outcome.problems().stream()
            .map(place::matcher)
            .filter(Matcher::lookingAt)
            .map(found -> Integer.parseInt(found.group(1)))
            .toList();
    assertThat(told).as("%s: %s", key, outcome.problems()).isNotEmpty();
    assertThat(lines[told.getFirst() - 1])
        .contains("\"" + key.substring(key.lastIndexOf('.') + 1) + "\"");
    assertThat(stand.ready()).isEqualTo(200);
  }

  private static long refusals() throws IOException {
    return LedgerReader.of(folder.resolve("data/ledger")).notes().stream()
        .map(Leaf.Noted::what)
        .filter("reload-refused"::equals)
        .count();
  }
}
