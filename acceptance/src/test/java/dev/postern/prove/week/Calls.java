package dev.postern.prove.week;

import dev.postern.prove.week.WeekJournal.Fate;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Those who work over MCP. */
final class Calls {
  private static final String NEW = "2025-11-25";

  /** The last version with batches. */
  private static final String BATCHES = "2025-03-26";

  private static final int CALLS_OF_A_SESSION = 400;
  private static final int IN_A_BATCH = 4;

  private final World world;
  private final Crew crew;

  Calls(World world, Crew crew) {
    this.world = world;
    this.crew = crew;
  }

  /** Begins callers of everything; the more, the shorter their rest. */
  void begin(Duration rest) {
    for (int n = 0; n < 6; n++) {
      begin("calls", "mcp" + n, rest, this::tick);
    }
    for (int n = 0; n < 2; n++) {
      begin("streamed calls", "sse" + n, rest.multipliedBy(4), this::stream);
      begin("batches", "batch" + n, rest.multipliedBy(3), this::batch);
      begin("lists", "list" + n, rest.multipliedBy(4), this::list);
      begin("held calls", "held" + n, rest.multipliedBy(8), this::drop);
      begin("idle streams", "idle" + n, rest, this::listen);
    }
    for (String person : Operator.VICTIMS) {
      begin("calls", person, rest, this::tick);
    }
    begin("calls", Operator.CHANGED, rest, this::tick);
  }

  private interface Way {
    void go(McpSession session, String id) throws Exception;
  }

  private void begin(String kind, String person, Duration rest, Way way) {
    String version = kind.equals("batches") ? BATCHES : NEW;
    McpSession session = new McpSession(world.site(), person, version);
    crew.begin(
        new Crew.Job(Causes.Scope.WORKSHOP, person, kind),
        rest,
        new Crew.Work() {
          private int count;

          @Override
          public void take() throws Exception {
            if (++count % CALLS_OF_A_SESSION == 0) {
              session.end();
            }
            way.go(session, "wk-m" + person + "-" + count);
          }

          @Override
          public void leave() {
            session.forget();
          }
        });
  }

  private void tick(McpSession session, String id) throws Exception {
    one(session, "tick", id);
  }

  private void stream(McpSession session, String id) throws Exception {
    String said = one(session, "stream", id);
    if (said.split("notifications/progress", -1).length != 6) {
      throw new IOException("not all events came: " + said);
    }
  }

  private String one(McpSession session, String tool, String id) throws Exception {
    world.journal().asked(id);
    String said = session.send(McpSession.call(tool, id));
    if (said.contains("done " + id)) {
      world.journal().ended(id, Fate.ANSWERED);
      return said;
    }
    throw new IOException(said);
  }

  private void batch(McpSession session, String id) throws Exception {
    List<String> ids =
        java.util.stream.IntStream.range(0, IN_A_BATCH)
            .mapToObj(n -> id.replace("-m", "-b" + n))
            .toList();
    ids.forEach(world.journal()::asked);
    String said =
        session.send(
            ids.stream()
                .map(each -> McpSession.call("tick", each))
                .collect(java.util.stream.Collectors.joining(",", "[", "]")));
    for (String each : ids) {
      if (!said.contains("done " + each)) {
        throw new IOException(said);
      }
      world.journal().ended(each, Fate.ANSWERED);
    }
  }

  private void list(McpSession session, String id) throws Exception {
    String said =
        session.send("{\"jsonrpc\":\"2.0\",\"id\":\"" + id + "\",\"method\":\"tools/list\"}");
    if (!said.contains("\"tool11\"")) {
      throw new IOException(said);
    }
  }

  private void listen(McpSession session, String id) throws Exception {
    long begun = System.nanoTime();
    try {
      session.listen(crew::stopping);
    } finally {
      // A stream that its target, a kill or the end of its token closes ends like any other.
      session.forget();
    }
    if (Duration.ofNanos(System.nanoTime() - begun).toSeconds() < 1 && !crew.stopping()) {
      throw new IOException("the stream ended at once");
    }
  }

  /** Asks until there is an end: people decide, and may take longer than a call waits. */
  private void drop(McpSession session, String id) throws Exception {
    world.journal().asked(id);
    while (!crew.stopping()) {
      String said = session.send(McpSession.call("drop", id));
      if (said.contains("done " + id)) {
        world.journal().ended(id, Fate.ANSWERED);
        return;
      }
      if (said.contains("\"denied\"")) {
        world.journal().ended(id, Fate.REFUSED);
        world.journal().failed("denied by a reviewer");
        return;
      }
      if (said.contains("\"expired\"")) {
        world.journal().ended(id, Fate.REFUSED);
        world.journal().failed("no reviewer answered in time");
        return;
      }
      if (!said.contains("\"pending\"")) {
        throw new IOException(said);
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }
}
