package dev.postern.gateway.api;

import dev.postern.gateway.ledger.LedgerReader;
import dev.postern.gateway.ledger.story.JsonLines;
import dev.postern.gateway.ledger.story.SessionStory;
import dev.postern.gateway.ledger.story.StoryTeller;
import dev.postern.kernel.operation.Effect;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What was recorded, as stories and as data. Reading it is an operation like any other, so it is
 * recorded too.
 */
public final class SessionRoutes {
  private static final int MOST_SESSIONS = 1_000;
  private static final int USUAL_COLUMNS = 100;

  private final Path ledger;
  private final JsonMapper json = Json.mapper();

  /** The routes over a ledger's directory. */
  public SessionRoutes(Path ledger) {
    this.ledger = ledger;
  }

  /** What there is. */
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/api/v1/sessions", "list-sessions", Effect.READ, this::list),
        new Route("GET", "/api/v1/sessions/{session}", "read-session", Effect.READ, this::read));
  }

  private Reply list(Call call) throws Fault, IOException {
    List<SessionStory.Summary> all =
        LedgerReader.of(ledger).sessions().stream()
            .filter(session -> !session.session().isEmpty())
            .filter(session -> fits(session, call.query()))
            .sorted(Comparator.comparing(SessionStory.Summary::opened))
            .toList();
    int first = Math.max(0, all.size() - MOST_SESSIONS);
    List<SessionStory.Summary> latest = all.subList(first, all.size());
    return Reply.ok(
        Map.of(
            "sessions", latest.stream().map(JsonLines::of).map(json::readTree).toList(),
            "told", teller(call).list(latest),
            "left-out", first));
  }

  private static boolean fits(SessionStory.Summary session, Map<String, String> query) {
    String target = query.getOrDefault("target", session.target());
    String person = query.getOrDefault("person", "");
    boolean by =
        person.isEmpty()
            || session.who().chain().stream().anyMatch(party -> party.name().equals(person));
    return by && session.target().equals(target);
  }

  private Reply read(Call call) throws Fault, IOException {
    String name = call.segments().getOrDefault("session", "");
    Optional<SessionStory> story = LedgerReader.of(ledger).session(name);
    if (story.isEmpty()) {
      throw new Fault(404, "there is no session " + name + " in the ledger");
    }
    List<JsonNode> operations = JsonLines.of(story.get()).stream().map(json::readTree).toList();
    List<Map<String, Object>> scenes =
        teller(call).scenes(story.get()).stream()
            .map(scene ->
                Map.<String, Object>of(
                    "since-millis", scene.since().toMillis(), "lines", scene.lines()))
            .toList();
    return Reply.ok(Map.of("session", name, "operations", operations, "scenes", scenes));
  }

  private static StoryTeller teller(Call call) throws Fault {
    String columns = call.query().getOrDefault("columns", Integer.toString(USUAL_COLUMNS));
    String zone = call.query().getOrDefault("zone", "UTC");
    try {
      return new StoryTeller(Math.clamp(Integer.parseInt(columns), 40, 400), ZoneId.of(zone));
    } catch (NumberFormatException wrong) {
      throw new Fault(400, "'columns' must be a number from 40 to 400");
    } catch (DateTimeException wrong) {
      throw new Fault(400, "'zone' must be a time zone, for example Europe/Berlin");
    }
  }
}
