package dev.postern.prove.revocation;

import dev.postern.prove.Served;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Two people who answer whatever waits: most is approved, of each operation one request at most,
 * the rest denied.
 */
final class HeldReviewers {
  private static final Pattern OPERATION = Pattern.compile("op-[a-z0-9]+-[0-9]+");
  private static final int PAUSE_MILLIS = 10;
  private static final int DENIED = 5;

  private final Served gateway;
  private final HeldJournal journal;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopping;

  private HeldReviewers(Served gateway, HeldJournal journal) {
    this.gateway = gateway;
    this.journal = journal;
  }

  static HeldReviewers begin(Served gateway, HeldJournal journal, Random random) {
    HeldReviewers reviewers = new HeldReviewers(gateway, journal);
    for (String name : List.of("rita-1", "rita-2")) {
      Random own = new Random(random.nextLong());
      reviewers.threads.add(Thread.ofVirtual().start(() -> reviewers.review(name, own)));
    }
    return reviewers;
  }

  void stop() throws InterruptedException {
    stopping = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** The requests that live, as a reviewer sees them. */
  static List<JsonNode> living(Served gateway) throws IOException, InterruptedException {
    HttpResponse<String> listed = gateway.rest("rita-1", "GET", "requests", "");
    List<JsonNode> living = new ArrayList<>();
    JsonMapper.shared().readTree(listed.body()).path("requests").forEach(living::add);
    return living;
  }

  private void review(String name, Random random) {
    while (!stopping) {
      try {
        for (JsonNode request : living(gateway)) {
          if (request.path("state").asString("").equals("open")) {
            answer(name, request.path("id").asString(""), random);
          }
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      } catch (IOException killed) {
        Thread.onSpinWait();
      } catch (InterruptedException stopped) {
        return;
      }
    }
  }

  private void answer(String name, String id, Random random)
      throws IOException, InterruptedException {
    JsonNode shown =
        JsonMapper.shared().readTree(gateway.rest(name, "GET", "requests/" + id, "").body());
    Matcher operation = OPERATION.matcher(shown.path("text").asString(""));
    if (!operation.find()) {
      return;
    }
    boolean approves = random.nextInt(DENIED) > 0 && journal.mayApprove(operation.group(), id);
    HttpResponse<String> answered =
        gateway.rest(
            name,
            "POST",
            "requests/" + id + (approves ? "/approve" : "/deny"),
            "{\"binding\":\"" + shown.path("binding").asString("") + "\"}");
    if (approves && answered.statusCode() == 200) {
      journal.approved(operation.group());
    }
  }
}
