package dev.postern.gateway.api;

import dev.postern.gateway.ledger.Cast;
import dev.postern.gateway.ledger.Found;
import dev.postern.gateway.ledger.Replay;
import dev.postern.gateway.ledger.Search;
import dev.postern.gateway.ledger.story.Answer;
import dev.postern.gateway.ledger.story.Deed;
import dev.postern.gateway.ledger.story.JsonLines;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.operation.Effect;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/**
 * Operations across all sessions, those of this interface among them: what somebody did on a target
 * last night, who approved what. Each is told to who may read its session; never with content.
 */
public final class OperationRoutes {
  private static final int MOST = 500;

  private final Replay replay;
  private final Readership readers;
  private final Tellings tellings = new Tellings();

  /** The routes over a ledger. */
  public OperationRoutes(Replay replay, Readership readers) {
    this.replay = replay;
    this.readers = readers;
  }

  /** What there is. */
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/api/v1/operations", "list-operations", Effect.READ, this::list));
  }

  private Response list(Call call) throws Fault, IOException {
    Asking asking = new Asking(call.query());
    Optional<String> decision = asking.decision();
    Optional<String> session = asking.said("session");
    Optional<String> action = asking.said("action");
    Optional<EntryId> request = asking.entry("request");
    String order = call.query().getOrDefault("order", "oldest");
    if (!List.of("oldest", "newest").contains(order)) {
      throw new Fault(400, "'order' must be oldest or newest");
    }
    Predicate<Deed> fits =
        deed ->
            decision.map(word -> Asking.cameTo(deed, word)).orElse(true)
                && session.map(deed.asked().session()::equals).orElse(true)
                && request.map(deed.id()::equals).orElse(true)
                && action.map(name -> does(deed, name)).orElse(true)
                && mayRead(call, deed);
    Found found =
        replay.find(
            new Search(
                asking.cast(),
                fits,
                asking.window(),
                asking.after(),
                order.equals("newest"),
                asking.limit(100, MOST)));
    if (found.deeds().isEmpty() && found.next().isEmpty() && call.mayWait()) {
      return new Response.NotYet();
    }
    return Reply.ok(told(call, found));
  }

  private Map<String, Object> told(Call call, Found found) throws Fault, IOException {
    Map<EntryId, Answer> answers = replay.answers(found.deeds());
    List<JsonNode> operations = new ArrayList<>();
    for (Deed deed : found.deeds()) {
      operations.add(tellings.tree(JsonLines.of(deed, false)));
    }
    Map<String, Object> told = new TreeMap<>();
    told.put("operations", operations);
    Map<String, String> people = new TreeMap<>();
    answers.forEach((entry, answer) -> people.put(entry.toString(), answer.by().told()));
    told.put("approved-by", people);
    told.put("told", Tellings.teller(call).operations(found.deeds()));
    found.next().ifPresent(next -> told.put("next", next.toString()));
    if (!found.deeds().isEmpty()) {
      told.put("last", Search.Place.of(found.deeds().getLast()).toString());
    }
    return told;
  }

  private static boolean does(Deed deed, String action) {
    return deed.asked().atoms().stream().anyMatch(atom -> atom.action().name().equals(action));
  }

  private boolean mayRead(Call call, Deed deed) {
    return readers.may(
        call.signIn(),
        Readership.STRUCTURE,
        readers.facts(deed.asked().session(), Cast.of(deed.asked())));
  }
}
