package dev.postern.prove.kill;

import dev.postern.prove.GatewayProcess;
import dev.postern.prove.Served;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One fault of the disk under a gateway at work, from before it begins until all is well again. */
final class Ordeal {
  private static final int ANSWERS = 60;
  private static final long LOAD_MILLIS = 60_000;
  private static final long LEAST_MILLIS = 4_000;
  private static final long MOST_MILLIS = 40_000;

  /** Nearly all of what is kept of one payload, so that room that was made ahead is soon used. */
  private static final int LONG = 15_000;

  private static final long BACK_MILLIS = 30_000;
  private static final int LOOK_MILLIS = 50;

  private final Fault fault;
  private final Levels levels;
  private final Rig rig;
  private final House house;
  private final Book book = new Book();
  private final List<String> wrong = new ArrayList<>();

  /**
   * What came of it.
   *
   * @param told in one line
   */
  record Outcome(String told, List<String> wrong) {}

  private Ordeal(Fault fault, Levels levels, Rig rig, House house) {
    this.fault = fault;
    this.levels = levels;
    this.rig = rig;
    this.house = house;
  }

  static Outcome undergo(
      Fault fault, Levels levels, Rig rig, Grounds grounds, GatewayProcess.Launch launch)
      throws IOException, SQLException, InterruptedException {
    grounds.forget();
    Files.createDirectory(rig.house());
    try (HttpClient client = HttpClient.newHttpClient();
        House house =
            new House(rig.house(), grounds, client, levels, launch.in(rig.environment()))) {
      house.gateway().awaitServing(Served.LONGEST_START);
      Outcome outcome = new Ordeal(fault, levels, rig, house).run(grounds);
      client.shutdownNow();
      return outcome;
    }
  }

  private Outcome run(Grounds grounds) throws IOException, SQLException, InterruptedException {
    String name = "f" + fault.ordinal() + levels.ordinal();
    Doorbell bell = new Doorbell();
    StringBuilder told = new StringBuilder(fault + " at " + levels + ":");
    try (Crowd crowd = Crowd.gather(house, book, bell, name, LONG);
        Clerk clerk = Clerk.begin(house, bell, name)) {
      bell.up();
      loaded("before");
      long answered = book.answers();
      fault.begin(rig);
      Optional<String> unready = lasts();
      told.append(" answered while it lasts ").append(book.answers() - answered);
      told.append(", refused ").append(book.refused().size());
      told.append(unready.map(why -> ", /readyz said " + why).orElse(", /readyz said ready"));
      long refusedLog = house.gateway().said().stream().filter(Ordeal::advises).count();
      expect(unready, refusedLog > 0);
      fault.end(rig);
      long ended = System.nanoTime();
      awaitReady(ended);
      loaded("after");
      told.append(", in order again after ").append((System.nanoTime() - ended) / 1_000_000);
      told.append(" ms");
      // What the clerk asked for is not all answered yet.
      bell.down();
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      wrong.addAll(clerk.remembered());
    }
    if (!house.gateway().lives()) {
      wrong.add("the gateway has died");
    }
    house.gateway().stop();
    grounds.settle();
    judge(grounds, name);
    book.heard().forEach(text -> told.append("\n    heard: ").append(text));
    return new Outcome(told.toString(), wrong.stream().map(each -> name + ": " + each).toList());
  }

  private void judge(Grounds grounds, String name) throws IOException, SQLException {
    Auditor.Said said = Auditor.verify(house.data());
    wrong.addAll(said.findings());
    if (!said.intact() || said.open() > 0) {
      wrong.add("at the end the verifier says " + said.lines());
    }
    wrong.addAll(Judgement.of(Trail.of(house.ledger()), book, grounds.executed(), true).wrong());
  }

  private void loaded(String when) throws InterruptedException {
    if (!book.await(book.answers() + ANSWERS, LOAD_MILLIS)) {
      wrong.add("nobody is answered " + when + " the fault: " + house.gateway().said());
    }
  }

  /** Looks while it lasts; returns what the gateway says of itself. */
  private Optional<String> lasts() throws InterruptedException {
    Optional<String> unready = Optional.empty();
    long began = System.nanoTime();
    for (long millis = 0; millis < MOST_MILLIS; millis = (System.nanoTime() - began) / 1_000_000) {
      Optional<String> now = unready();
      unready = now.isPresent() ? now : unready;
      boolean seen =
          (unready.isPresent() || !fault.tells())
              && (!book.refused().isEmpty() || !fault.refuses(levels));
      if (seen && millis > LEAST_MILLIS) {
        return unready;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    return unready;
  }

  private void expect(Optional<String> unready, boolean advised) {
    if (fault.tells() && unready.isEmpty()) {
      wrong.add("/readyz said that it is ready all the time");
    }
    if (!fault.tells() && unready.isPresent()) {
      wrong.add("/readyz said " + unready.get() + " of something that can be lived with");
    }
    if (fault.tells() && !advised) {
      wrong.add("the log does not say what to do");
    }
    boolean refused = !book.refused().isEmpty();
    if (fault.refuses(levels) && !refused) {
      wrong.add("nothing was refused");
    }
    if (!fault.refuses(levels) && refused) {
      wrong.add("refused " + book.refused().size() + " for nothing: " + book.heard());
    }
  }

  private static boolean advises(String line) {
    return line.contains("the ledger in ")
        && (line.contains("disk") || line.contains("put the folder back"));
  }

  private void awaitReady(long from) throws InterruptedException {
    while (unready().isPresent()) {
      if (System.nanoTime() - from > BACK_MILLIS * 1_000_000) {
        wrong.add("/readyz still says " + unready() + " long after the fault is over");
        return;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }

  /** Why the gateway says that it is not ready; empty when it is. */
  private Optional<String> unready() throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(house.grounds().callers().doors().at("/readyz"))
            .timeout(Duration.ofSeconds(20))
            .build();
    try {
      HttpResponse<String> answer =
          house.client().send(request, HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200
          ? Optional.empty()
          : Optional.of(answer.statusCode() + " " + answer.body().strip());
    } catch (IOException silent) {
      return Optional.of("nothing: " + silent);
    }
  }
}
