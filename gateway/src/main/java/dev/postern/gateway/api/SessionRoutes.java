package dev.postern.gateway.api;

import dev.postern.gateway.ledger.Cast;
import dev.postern.gateway.ledger.Replay;
import dev.postern.gateway.ledger.Search;
import dev.postern.gateway.ledger.story.Export;
import dev.postern.gateway.ledger.story.JsonLines;
import dev.postern.gateway.ledger.story.SessionStory;
import dev.postern.gateway.ledger.story.StoryTeller;
import dev.postern.gateway.ledger.story.Timeline;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.operation.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/**
 * What happened in sessions, as stories and as data. Reading is an operation like any other,
 * decided with what is read as {@code context.recording} and recorded with the session's name; what
 * somebody may not read does not exist for them.
 */
public final class SessionRoutes {
  private static final String NOTHING = "there is no such session that you may read";
  private static final int MOST_LISTED = 1_000;
  private static final int MOST_MOMENTS = 2_000;
  private static final int LONGEST = 8 << 20;

  /** How many sessions are decided for one page at most. */
  private static final int MOST_DECIDED = 20_000;

  private static final String TOO_MANY_HIDDEN =
      "more than "
          + MOST_DECIDED
          + " sessions in a row are not for you to read: narrow the search by person, target, since"
          + " or until";

  private final Replay replay;
  private final Readership readers;
  private final Tellings tellings = new Tellings();

  /** The routes over a ledger. */
  public SessionRoutes(Replay replay, Readership readers) {
    this.replay = replay;
    this.readers = readers;
  }

  /** What there is. */
  public List<Route> routes() {
    String one = "/api/v1/sessions/{session}";
    return List.of(
        new Route("GET", "/api/v1/sessions", "list-sessions", Effect.READ, this::list),
        named(new Route("GET", one, Readership.STRUCTURE, Effect.READ, call -> read(call, false))),
        named(
            new Route(
                "GET",
                one + "/recording",
                Readership.CONTENT,
                Effect.READ,
                call -> read(call, true))),
        named(new Route("GET", one + "/export", "export-session", Effect.READ, this::export)));
  }

  /** A route about one session, which its entry names. */
  private Route named(Route route) {
    return route
        .describedBy(asked -> {
          Route.Described plain = Api.plainly(asked);
          return new Route.Described(
              asked.segments().getOrDefault("session", ""),
              plain.input(),
              plain.payload(),
              Optional.empty());
        })
        .about(
            new Route.Subject() {
              @Override
              public Optional<Value.MapOf> facts(Route.Asked asked) throws IOException {
                String name = asked.segments().getOrDefault("session", "");
                return replay.session(name).map(listed -> readers.facts(name, listed.cast()));
              }

              @Override
              public String nothing() {
                return NOTHING;
              }
            });
  }

  private Response list(Call call) throws Fault, IOException {
    Asking asking = new Asking(call.query());
    Optional<String> contained = containing(asking);
    Predicate<SessionStory.Summary> fits = fits(asking, contained);
    Optional<Search.Place> after = asking.after();
    int limit = asking.limit(100, MOST_LISTED);
    Replay.Sessions sessions = replay.sessions(asking.cast());
    List<SessionStory.Summary> page = new ArrayList<>();
    Map<String, Object> told = new TreeMap<>();
    int decided = 0;
    for (Replay.Listed listed : sessions.sessions()) {
      SessionStory.Summary summary = listed.summary();
      if (after.map(place -> !isAfter(summary, place, call)).orElse(false) || !fits.test(summary)) {
        continue;
      }
      if (decided++ == MOST_DECIDED) {
        if (page.isEmpty()) {
          throw new Fault(400, TOO_MANY_HIDDEN);
        }
        told.put("next", behind(page.getLast()));
        break;
      }
      if (mayRead(call, summary, listed.cast())) {
        if (page.size() == limit) {
          told.put("next", behind(page.getLast()));
          break;
        }
        page.add(summary);
      }
    }
    sessions.forgotten().ifPresent(at -> told.put("complete-since", at.toString()));
    told.put("sessions", page.stream().map(JsonLines::of).map(tellings::tree).toList());
    told.put("told", Tellings.teller(call).list(page.reversed()));
    return Reply.ok(told);
  }

  private boolean mayRead(Call call, SessionStory.Summary summary, Cast cast) {
    return readers.may(call.signIn(), Readership.STRUCTURE, readers.facts(summary.session(), cast));
  }

  /** The session that a request id belongs to; empty text where it belongs to none. */
  private Optional<String> containing(Asking asking) throws Fault, IOException {
    Optional<EntryId> request = asking.entry("request");
    return request.isEmpty()
        ? Optional.empty()
        : Optional.of(
            replay.operation(request.get()).map(deed -> deed.asked().session()).orElse(""));
  }

  private static Predicate<SessionStory.Summary> fits(Asking asking, Optional<String> contained)
      throws Fault {
    Search.Window window = asking.window();
    Optional<String> decision = asking.decision();
    return session ->
        !session.last().isBefore(window.since())
            && !session.opened().isAfter(window.until())
            && contained.map(session.session()::equals).orElse(true)
            && decision.map(word -> has(session.tally(), word)).orElse(true);
  }

  private static boolean has(SessionStory.Summary.Tally tally, String decision) {
    return switch (decision) {
      case "held" -> tally.held() > 0;
      case "refused" -> tally.refused() > 0;
      default -> tally.operations() > tally.refused();
    };
  }

  /** Sessions go on behind the one that a page ended with. */
  private static boolean isAfter(SessionStory.Summary session, Search.Place place, Call call) {
    String name = call.query().getOrDefault("behind", "");
    int times = session.opened().compareTo(place.at());
    return times < 0 || times == 0 && session.session().compareTo(name) < 0;
  }

  /** Named by what was shown: the name of the next may be for others to know. */
  private static Map<String, String> behind(SessionStory.Summary shown) {
    return Map.of(
        "after", new Search.Place(shown.opened(), new EntryId(0, 0)).toString(),
        "behind", shown.session());
  }

  private Response read(Call call, boolean content) throws Fault, IOException {
    Asking asking = new Asking(call.query());
    String name = call.segments().getOrDefault("session", "");
    int limit = asking.limit(MOST_MOMENTS, MOST_MOMENTS);
    Optional<Seen> seen = Seen.of(asking.said("tail"));
    Optional<Timeline> found = replay.timeline(name, asking.window());
    Timeline timeline = found.orElseThrow(() -> new Fault(404, NOTHING));
    List<Tellings.Numbered> all = Tellings.Numbered.all(timeline);
    List<Tellings.Numbered> wanted = Jump.of(asking.said("from")).from(all);
    Optional<String> only = asking.decision();
    Predicate<Tellings.Numbered> fits =
        each ->
            (only.isEmpty()
                    || each.moment().about().isEmpty()
                    || Asking.cameTo(each.moment().about().get(), only.get()))
                && seen.map(before -> before.isNew(each.moment())).orElse(true);
    List<Tellings.Numbered> fitting = wanted.stream().filter(fits).toList();
    if (fitting.isEmpty() && seen.isPresent() && call.mayWait()) {
      return new Response.NotYet();
    }
    List<Tellings.Numbered> page = fitting.subList(0, Math.min(limit, fitting.size()));
    List<JsonNode> moments = tellings.moments(page, content, LONGEST);
    page = page.subList(0, moments.size());
    Map<String, Object> told = new TreeMap<>();
    told.put("session", name);
    told.put("summary", tellings.tree(JsonLines.of(timeline.story().summary())));
    told.put("content", content);
    told.put("moments", moments);
    told.put("holes", timeline.holes());
    timeline.cut().ifPresent(at -> told.put("cut", at.toString()));
    if (page.size() < fitting.size()) {
      told.put("next", "#" + fitting.get(page.size()).number());
    } else {
      told.put("tail", Seen.of(all).merged(seen).toString());
    }
    if (!content) {
      told.put("recording-readable", readable(call, timeline));
    }
    if (seen.isEmpty() && Boolean.parseBoolean(call.query().getOrDefault("scenes", "true"))) {
      List<StoryTeller.Scene> scenes = Tellings.teller(call).scenes(timeline, content);
      told.put("scenes", scenes.stream().limit(MOST_MOMENTS).map(Tellings::scene).toList());
      told.put("scenes-left-out", Math.max(0, scenes.size() - MOST_MOMENTS));
    }
    return Reply.ok(told);
  }

  private boolean readable(Call call, Timeline timeline) {
    Cast cast = Cast.of(timeline.story().deeds().getFirst().asked());
    return readers.may(
        call.signIn(), Readership.CONTENT, readers.facts(timeline.story().session(), cast));
  }

  private Response export(Call call) throws Fault, IOException {
    Asking asking = new Asking(call.query());
    String name = call.segments().getOrDefault("session", "");
    Export.Form form = form(call.query().getOrDefault("form", "jsonl"));
    Timeline timeline =
        replay.timeline(name, asking.window()).orElseThrow(() -> new Fault(404, NOTHING));
    Export export = Export.of(form, timeline, readable(call, timeline));
    String file = "postern-" + name.replaceAll("[^A-Za-z0-9-]", "_");
    return new Document(
        export.type(),
        file.substring(0, Math.min(80, file.length())) + export.ending(),
        export.octets());
  }

  private static Export.Form form(String word) throws Fault {
    return Arrays.stream(Export.Form.values())
        .filter(form -> form.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst()
        .orElseThrow(() -> new Fault(400, "'form' must be jsonl, har or sql"));
  }
}
