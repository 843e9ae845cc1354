package dev.postern.prove.kill;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An administrator who locks and unlocks people, gives roles and takes them back, and knows what
 * was answered: that has to stand when the gateway is back.
 */
final class Clerk implements AutoCloseable {
  private static final int PEOPLE = 40;
  private static final int PAUSE_MILLIS = 10;

  private final House house;
  private final String name;
  private final Map<String, State> locks = new HashMap<>();
  private final Map<String, State> grants = new HashMap<>();
  private final Thread thread;
  private final Doorbell bell;

  /** What is known of a lock or a grant. */
  private enum State {
    STANDS,
    GONE,
    /** A change of it was asked for, and no answer came. */
    DOUBTED
  }

  private Clerk(House house, Doorbell bell, String name) {
    this.bell = bell;
    this.house = house;
    this.name = name;
    this.thread = Thread.ofPlatform().daemon().unstarted(this::run);
  }

  static Clerk begin(House house, Doorbell bell, String name) {
    Clerk clerk = new Clerk(house, bell, name);
    clerk.thread.start();
    return clerk;
  }

  private void run() {
    try {
      for (int n = 0; bell.awaitUp(); n++) {
        try {
          if (n % 2 == 0) {
            lock("locked-" + name + "-" + n % PEOPLE);
          } else {
            grant("granted-" + name + "-" + n % PEOPLE);
          }
        } catch (IOException lost) {
          // What was asked for stays in doubt.
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void lock(String person) throws IOException, InterruptedException {
    boolean stands = state(locks, person) == State.STANDS;
    set(locks, person, State.DOUBTED);
    HttpResponse<String> answer =
        stands
            ? house.rest("olga", "DELETE", "locks/person/" + person, "")
            : house.rest(
                "olga",
                "POST",
                "locks",
                "{\"scope\":\"person\",\"name\":\"" + person + "\",\"reason\":\"left\"}");
    if (answer.statusCode() == 200) {
      set(locks, person, stands ? State.GONE : State.STANDS);
    }
  }

  private void grant(String person) throws IOException, InterruptedException {
    List<String> standing = standing(person);
    if (standing.isEmpty()) {
      HttpResponse<String> answer =
          house.rest(
              person,
              "POST",
              "grants",
              "{\"role\":\"runner\",\"target\":\"shop\",\"reason\":\"a test\",\"for\":\"30m\"}");
      String id = JsonMapper.shared().readTree(answer.body()).path("id").asString("");
      if (answer.statusCode() / 100 == 2 && !id.isEmpty()) {
        set(grants, person + " " + id, State.STANDS);
      }
      return;
    }
    String grant = standing.getFirst();
    set(grants, grant, State.DOUBTED);
    String id = grant.substring(grant.indexOf(' ') + 1);
    if (house.rest(person, "POST", "grants/" + id + "/return", "").statusCode() == 200) {
      set(grants, grant, State.GONE);
    }
  }

  private synchronized List<String> standing(String person) {
    return grants.entrySet().stream()
        .filter(each -> each.getKey().startsWith(person + " ") && each.getValue() == State.STANDS)
        .map(Map.Entry::getKey)
        .toList();
  }

  private synchronized State state(Map<String, State> of, String key) {
    return of.getOrDefault(key, State.GONE);
  }

  private synchronized void set(Map<String, State> of, String key, State state) {
    of.put(key, state);
  }

  /** What the gateway does not remember rightly, now that it is back. */
  List<String> remembered() throws IOException, InterruptedException {
    Map<String, State> now = new HashMap<>();
    for (JsonNode lock : list("olga", "locks")) {
      now.put(lock.path("name").asString(""), State.STANDS);
    }
    for (JsonNode grant : list("rita", "all-grants")) {
      if (grant.path("state").asString("").equals("running")) {
        now.put(
            grant.path("person").asString("") + " " + grant.path("id").asString(""), State.STANDS);
      }
    }
    List<String> wrong = new ArrayList<>();
    synchronized (this) {
      compare(locks, "the lock on ", now, wrong);
      compare(grants, "the grant of ", now, wrong);
    }
    return wrong;
  }

  private static void compare(
      Map<String, State> known, String what, Map<String, State> now, List<String> wrong) {
    known.forEach((key, state) -> {
      boolean stands = now.containsKey(key);
      if (state == State.STANDS && !stands) {
        wrong.add(what + key + " was answered and is gone");
      } else if (state == State.GONE && stands) {
        wrong.add(what + key + " was taken back and stands again");
      }
    });
    // What was in doubt is known again.
    known.replaceAll((key, state) -> now.containsKey(key) ? State.STANDS : State.GONE);
  }

  private List<JsonNode> list(String who, String path) throws IOException, InterruptedException {
    HttpResponse<String> answer;
    try {
      answer = house.rest(who, "GET", path, "");
    } catch (IOException idle) {
      // A connection that rested may be closed by the gateway in the moment in which it is used.
      answer = house.rest(who, "GET", path, "");
    }
    if (answer.statusCode() != 200) {
      throw new IOException("REST answered " + answer.statusCode() + " " + answer.body());
    }
    List<JsonNode> found = new ArrayList<>();
    String inside = path.startsWith("locks") ? "locks" : "grants";
    JsonMapper.shared().readTree(answer.body()).path(inside).forEach(found::add);
    return found;
  }

  @Override
  public void close() throws InterruptedException {
    bell.over();
    thread.join();
  }
}
