package dev.postern.prove.week;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Changes everything, one thing after the other: rules, keys, secrets, locks, targets, and the
 * gateway's process. One thread.
 */
final class Operator {
  /** Who is locked in turn. */
  static final List<String> VICTIMS = List.of("victim0", "victim1", "victim2");

  /** Whom rules turn against. */
  static final String CHANGED = "changed";

  /** When the gateway is killed, as parts of the whole time; the longest life is between them. */
  private static final double[] KILLS = {0.06, 0.12, 0.19, 0.26, 0.93, 0.96};

  private final World world;
  private final List<Event> events = new ArrayList<>();
  private final Thread thread = Thread.ofPlatform().name("operator").unstarted(this::go);
  private final long begun = System.nanoTime();
  private final List<Double> kills = new ArrayList<>();
  private volatile boolean stopping;
  private int generation;
  private String shopSecret = "pencil";
  private String workshopSecret = "first";

  private static final class Event {
    private final double every;
    private final Crew.Step step;
    private double due;

    private Event(double first, double every, Crew.Step step) {
      this.due = first;
      this.every = every;
      this.step = step;
    }
  }

  Operator(World world, int minutes) {
    this.world = world;
    event(12, 23, () -> reload());
    event(31, 47, this::badReload);
    event(9, 11, this::lock);
    event(21, 41, this::changeRules);
    event(27, 67, this::rotateShop);
    event(38, 73, this::rotateWorkshop);
    event(55, 390, this::rotateKey);
    event(75, 151, this::workshopAway);
    event(100, 307, this::shopAway);
    for (double kill : KILLS) {
      event(kill * minutes * 60, Double.POSITIVE_INFINITY, this::kill);
    }
  }

  private void event(double first, double every, Crew.Step step) {
    events.add(new Event(first, every, step));
  }

  void begin() {
    thread.start();
  }

  void stop() throws InterruptedException {
    stopping = true;
    thread.join();
  }

  /** Seconds since it began. */
  double seconds() {
    return (System.nanoTime() - begun) / 1e9;
  }

  /** When it killed the gateway, in seconds since it began. */
  List<Double> kills() {
    return List.copyOf(kills);
  }

  private void go() {
    try {
      while (!stopping) {
        for (Event event : events) {
          if (event.due <= seconds() && !stopping) {
            event.due += event.every;
            take(event.step);
          }
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void take(Crew.Step step) throws InterruptedException {
    try {
      step.take();
    } catch (InterruptedException stopped) {
      throw stopped;
    } catch (Exception failed) {
      world
          .journal()
          .unexpected("%tT operator: %s".formatted(System.currentTimeMillis(), Crew.told(failed)));
    }
  }

  private void reload() throws IOException, InterruptedException {
    var told = world.site().done("olga", "POST", "reload", "");
    world.journal().did("reloads");
  }

  private void badReload() throws IOException, InterruptedException {
    world.site().write("policies/changing.cedar", Texts.broken());
    HttpResponse<String> answer = world.site().rest("olga", "POST", "reload", "");
    world.site().write("policies/changing.cedar", Texts.unchanged());
    if (answer.statusCode() / 100 != 4) {
      throw new IOException("a broken policy is answered " + answer.statusCode());
    }
    world.journal().did("bad reloads");
  }

  private void lock() throws IOException, InterruptedException {
    String victim = VICTIMS.get(generation++ % VICTIMS.size());
    Causes.Cause cause = world.causes().begin("locked", victim);
    var locked =
        world
            .site()
            .done(
                "olga",
                "POST",
                "locks",
                "{\"scope\":\"person\",\"name\":\"" + victim + "\",\"reason\":\"a week\"}");
    TimeUnit.SECONDS.sleep(2);
    var unlocked = world.site().done("olga", "DELETE", "locks/person/" + victim, "");
    cause.over();
    world.journal().did("locks");
  }

  private void changeRules() throws IOException, InterruptedException {
    Causes.Cause cause = world.causes().begin("forbidden by changed rules", CHANGED);
    world.site().write("policies/changing.cedar", Texts.against(CHANGED));
    reload();
    TimeUnit.SECONDS.sleep(3);
    world.site().write("policies/changing.cedar", Texts.unchanged());
    reload();
    cause.over();
    world.journal().did("changes of rules");
  }

  private void rotateShop() throws Exception {
    shopSecret = "pencil" + generation++;
    world.site().write("shop-secret", shopSecret);
    world.owner("ALTER ROLE app PASSWORD '" + shopSecret + "'");
    world.journal().did("rotations of the database's password");
  }

  private void rotateWorkshop() throws IOException {
    String next = "key" + generation++;
    world.tools().wants(workshopSecret, next);
    world.site().write("workshop-secret", next);
    workshopSecret = next;
    world.journal().did("rotations of the MCP server's key");
  }

  private void rotateKey() {
    world.site().passes().rotate("k" + ++generation);
    world.journal().did("rotations of the issuer's key");
  }

  private void workshopAway() throws IOException, InterruptedException {
    Causes.Cause cause = world.causes().begin("the MCP server is away", Causes.Scope.WORKSHOP);
    world.tools().goAway();
    TimeUnit.SECONDS.sleep(4);
    world.tools().comeBack();
    cause.over();
    world.journal().did("absences of the MCP server");
  }

  private void shopAway() throws Exception {
    Causes.Cause cause = world.causes().begin("the database is away", Causes.Scope.SHOP);
    world.shop().killPostmaster();
    world.shop().startAgain();
    world.shop().awaitReady();
    cause.over();
    world.journal().did("deaths of the database");
  }

  private void kill() throws IOException, InterruptedException {
    Causes.Cause cause = world.causes().begin("the gateway was killed", Causes.Scope.GATEWAY);
    world.site().kill();
    kills.add(seconds());
    world.site().startAgain();
    cause.over();
    world.journal().did("kills");
  }

  /** The names of what it did that is no work of callers. */
  static Stream<String> deeds() {
    return Stream.of(
        "reloads",
        "bad reloads",
        "locks",
        "changes of rules",
        "rotations of the database's password",
        "rotations of the MCP server's key",
        "rotations of the issuer's key",
        "absences of the MCP server",
        "deaths of the database",
        "kills");
  }
}
