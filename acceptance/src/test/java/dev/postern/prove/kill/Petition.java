package dev.postern.prove.kill;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Somebody who asks for calls that need an approval, again until there is a result, and a reviewer
 * who approves what waits, slowly: requests and approvals have to outlive the gateway. The names of
 * its operations are its own, for a call that waits is told to wait, which no other client is.
 */
final class Petition implements AutoCloseable {
  private static final Pattern OPERATION = Pattern.compile("ask-[0-9a-z-]+");
  private static final int PAUSE_MILLIS = 40;
  private static final long LONGEST_END_MILLIS = 30_000;

  private final House house;
  private final Doorbell bell;
  private final String name;
  private final Map<String, String> waiting = new HashMap<>();
  private final Map<String, String> approving = new HashMap<>();
  private final Set<String> spent = new HashSet<>();
  private final Set<String> answered = new HashSet<>();
  private final List<Thread> threads = new ArrayList<>();
  private String asking = "";
  private volatile boolean finishing;

  private Petition(House house, Doorbell bell, String name) {
    this.house = house;
    this.bell = bell;
    this.name = name;
  }

  static Petition begin(House house, Doorbell bell, String name) {
    Petition petition = new Petition(house, bell, name);
    petition.threads.add(Thread.ofPlatform().daemon().start(petition::ask));
    petition.threads.add(Thread.ofPlatform().daemon().start(petition::review));
    return petition;
  }

  private void ask() {
    try {
      for (int n = 0; !finishing && bell.awaitUp(); n++) {
        String operation = "ask-" + name + "-" + n;
        synchronized (this) {
          asking = operation;
        }
        while (!ended(operation) && bell.awaitUp()) {
          TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean ended(String operation) throws InterruptedException {
    try {
      Caller.Answer answer = ToolCaller.open(house, "ann", 0).ask("drop", operation);
      if (answer == Caller.Answer.RESULT) {
        synchronized (this) {
          answered.add(operation);
          asking = "";
          notifyAll();
        }
        return true;
      }
    } catch (IOException lost) {
      return false;
    }
    return given(operation);
  }

  /** Whether nobody will approve it any more. */
  private synchronized boolean given(String operation) {
    if (spent.contains(operation)) {
      asking = "";
      return true;
    }
    return false;
  }

  private void review() {
    try {
      for (int n = 0; bell.awaitUp(); n++) {
        try {
          look(n % 2 == 1 || finishing);
        } catch (IOException lost) {
          // It is asked again.
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(boolean approves) throws IOException, InterruptedException {
    for (JsonNode request : open()) {
      String id = request.path("id").asString("");
      JsonNode shown =
          JsonMapper.shared().readTree(house.rest("rita", "GET", "requests/" + id, "").body());
      Matcher operation = OPERATION.matcher(shown.path("text").asString(""));
      if (!operation.find()) {
        continue;
      }
      synchronized (this) {
        if (approving.containsKey(operation.group())
            && !id.equals(approving.get(operation.group()))) {
          // Its approval was collected when the gateway died: nobody approves a second one.
          spent.add(operation.group());
          continue;
        }
        waiting.put(id, operation.group());
      }
      if (approves) {
        approve(id, operation.group(), shown.path("binding").asString(""));
      }
    }
  }

  private void approve(String id, String operation, String binding)
      throws IOException, InterruptedException {
    synchronized (this) {
      // From now on nobody knows whether it still waits, until that is answered.
      waiting.remove(id);
      approving.put(operation, id);
    }
    HttpResponse<String> unused =
        house.rest(
            "rita", "POST", "requests/" + id + "/approve", "{\"binding\":\"" + binding + "\"}");
  }

  private List<JsonNode> open() throws IOException, InterruptedException {
    HttpResponse<String> listed = house.rest("rita", "GET", "requests", "");
    if (listed.statusCode() != 200) {
      throw new IOException("REST answered " + listed.statusCode() + " " + listed.body());
    }
    List<JsonNode> open = new ArrayList<>();
    for (JsonNode request : JsonMapper.shared().readTree(listed.body()).path("requests")) {
      if (request.path("state").asString("").equals("open")) {
        open.add(request);
      }
    }
    return open;
  }

  /** What the gateway does not remember rightly, now that it is back. */
  List<String> remembered() throws IOException, InterruptedException {
    Set<String> now = new HashSet<>();
    for (JsonNode request : open()) {
      now.add(request.path("id").asString(""));
    }
    List<String> wrong = new ArrayList<>();
    synchronized (this) {
      waiting.forEach((id, operation) -> {
        if (!now.contains(id) && !answered.contains(operation)) {
          wrong.add("the request " + id + " for " + operation + " waited and is gone");
        }
      });
      waiting.clear();
    }
    return wrong;
  }

  /** Waits until what is asked for now has its result. */
  void finish() throws InterruptedException {
    finishing = true;
    long until = System.nanoTime() + LONGEST_END_MILLIS * 1_000_000;
    synchronized (this) {
      while (!asking.isEmpty() && System.nanoTime() < until) {
        wait(PAUSE_MILLIS);
      }
    }
  }

  /** What was asked for until now and never had a result. */
  synchronized List<String> unanswered() {
    return asking.isEmpty() ? List.of() : List.of(asking + " never had a result");
  }

  @Override
  public void close() throws InterruptedException {
    bell.over();
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
