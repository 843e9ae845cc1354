package dev.postern.prove.week;

import dev.postern.prove.week.WeekJournal.Fate;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Those at REST: reviewers, people who ask for a role and use it, readers of what happened. */
final class People {
  private static final Pattern OPERATION = Pattern.compile("wk-[a-z0-9]+-[0-9]+");
  private static final int DENIED = 6;
  private static final int LEFT_ALONE = 12;
  private static final String DIRECT = "12s";
  private static final String APPROVED = "25s";

  /** So much may the clocks of client and gateway, and what is between them, differ. */
  private static final Duration MARGIN = Duration.ofSeconds(2);

  private final World world;
  private final Crew crew;
  private final AtomicInteger used = new AtomicInteger();

  People(World world, Crew crew) {
    this.world = world;
    this.crew = crew;
  }

  /** Those who answer; they have to stay for as long as somebody waits for them. */
  void beginReviews() {
    for (String reviewer : new String[] {"rita-1", "rita-2"}) {
      begin("reviews", reviewer, Duration.ofMillis(800), () -> review(reviewer));
    }
  }

  /** Everybody else. */
  void begin() {
    begin("reads of sessions", "audrey", Duration.ofSeconds(2), this::read);
    begin("tails", "audrey", Duration.ofMillis(200), this::tail);
    begin("reads of operations", "audrey", Duration.ofSeconds(3), this::operations);
    grants("temp0", DIRECT);
    grants("temp1", APPROVED);
  }

  private void begin(String kind, String person, Duration rest, Crew.Step step) {
    crew.begin(
        new Crew.Job(Causes.Scope.GATEWAY, person, kind),
        rest,
        new Crew.Work() {
          @Override
          public void take() throws Exception {
            step.take();
          }

          @Override
          public void leave() {
            // Nothing is kept open.
          }
        });
  }

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }

  private void review(String reviewer) throws IOException, InterruptedException {
    JsonNode living = json(world.site().done(reviewer, "GET", "requests", ""));
    for (JsonNode request : living.path("requests")) {
      // Some are answered by nobody, and expire.
      String id = request.path("id").asString("");
      if (request.path("state").asString("").equals("open") && id.hashCode() % LEFT_ALONE != 0) {
        answer(reviewer, id);
      }
    }
  }

  private void answer(String reviewer, String id) throws IOException, InterruptedException {
    JsonNode shown = json(world.site().rest(reviewer, "GET", "requests/" + id, "").body());
    boolean denies = ThreadLocalRandom.current().nextInt(DENIED) == 0;
    Matcher operation = OPERATION.matcher(shown.path("text").asString(""));
    if (!operation.find()) {
      denies = false;
    }
    HttpResponse<String> answered =
        world
            .site()
            .rest(
                reviewer,
                "POST",
                "requests/" + id + (denies ? "/deny" : "/approve"),
                "{\"binding\":\"" + shown.path("binding").asString("") + "\"}");
    if (answered.statusCode() == 200) {
      world.journal().did(denies ? "denials" : "approvals");
    } else if (answered.statusCode() != 409 && answered.statusCode() != 404) {
      throw new IOException(answered.statusCode() + " " + answered.body());
    }
  }

  private void read() throws IOException, InterruptedException {
    JsonNode listed = json(world.site().done("audrey", "GET", "sessions?limit=20", ""));
    Optional<JsonNode> first = listed.path("sessions").valueStream().findFirst();
    if (first.isPresent()) {
      String session = first.get().path("session").asString("");
      var told = world.site().done("audrey", "GET", "sessions/" + session + "/recording", "");
    }
  }

  /** Follows the latest session for a moment. */
  private void tail() throws IOException, InterruptedException {
    JsonNode listed = json(world.site().done("audrey", "GET", "sessions?limit=1", ""));
    String session = listed.path("sessions").path(0).path("session").asString("");
    if (session.isEmpty()) {
      return;
    }
    String tail = "";
    for (int look = 0; look < 5 && !crew.stopping(); look++) {
      String more = tail.isEmpty() ? "" : "?wait=2&tail=" + tail;
      HttpResponse<String> told =
          world.site().rest("audrey", "GET", "sessions/" + session + "/recording" + more, "");
      if (told.statusCode() != 200) {
        throw new IOException(told.statusCode() + " " + told.body());
      }
      tail = json(told.body()).path("tail").asString("");
      if (tail.isEmpty()) {
        return;
      }
    }
  }

  private void operations() throws IOException, InterruptedException {
    String since = Instant.now().minusSeconds(30).toString();
    var listed =
        world.site().done("audrey", "GET", "operations?limit=50&target=shop&since=" + since, "");
  }

  private void grants(String person, String time) {
    McpSession session = new McpSession(world.site(), person, "2025-11-25");
    crew.begin(
        new Crew.Job(Causes.Scope.WORKSHOP, person, "grants"),
        Duration.ofSeconds(6),
        new Crew.Work() {
          @Override
          public void take() throws Exception {
            Optional<JsonNode> grant = granted(person, time);
            if (grant.isPresent()) {
              use(session, person, grant.get());
            }
          }

          @Override
          public void leave() {
            session.forget();
          }
        });
  }

  /** Asks for the role until it is given or denied. */
  private Optional<JsonNode> granted(String person, String time)
      throws IOException, InterruptedException {
    String body =
        "{\"role\":\"temp\",\"target\":\"workshop\",\"for\":\"%s\",\"reason\":\"a week\"}"
            .formatted(time);
    while (!crew.stopping()) {
      HttpResponse<String> answer = world.site().rest(person, "POST", "grants", body);
      switch (answer.statusCode()) {
        case 201 -> {
          world.journal().did("grants given");
          return Optional.of(json(answer.body()));
        }
        case 202 -> TimeUnit.SECONDS.sleep(1);
        case 403 -> {
          world.journal().failed("denied by a reviewer");
          return Optional.empty();
        }
        default -> throw new IOException(answer.statusCode() + " " + answer.body());
      }
    }
    return Optional.empty();
  }

  /** Uses it until it has ended by the clock, and once more. */
  private void use(McpSession session, String person, JsonNode grant)
      throws IOException, InterruptedException {
    Instant until = Instant.parse(grant.path("until").asString(""));
    boolean ended = false;
    while (!ended && !crew.stopping()) {
      String id = "wk-g" + person + "-" + used.incrementAndGet();
      world.journal().asked(id);
      Instant sent = Instant.now();
      String said = session.send(McpSession.call("special", id));
      if (said.contains("done " + id)) {
        world.journal().ended(id, Fate.ANSWERED);
        if (sent.isAfter(until.plus(MARGIN))) {
          world.journal().unexpected(id + " was answered after its grant had ended: " + until);
        }
      } else if (Instant.now().isAfter(until.minus(MARGIN)) && refused(said)) {
        // What was sent before that moment may have run, and was cut.
        world.journal().ended(id, sent.isBefore(until) ? Fate.DOUBTED : Fate.REFUSED);
        world.journal().failed("the grant has ended");
        session.forget();
        ended = true;
      } else {
        throw new IOException(said);
      }
      TimeUnit.MILLISECONDS.sleep(500);
    }
  }

  private static boolean refused(String said) {
    return said.contains("\"denied\"") || said.contains("\"locked\"") || said.startsWith("404");
  }
}
