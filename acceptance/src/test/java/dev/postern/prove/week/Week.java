package dev.postern.prove.week;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/**
 * Lets everybody work for a time while everything changes, and judges what that left. Ends with 1
 * unless nothing failed that nothing explains, no client and no target contradicts the ledger, and
 * neither memory nor handles grew in the longest life.
 */
public final class Week {
  private static final Duration QUIET = Duration.ofSeconds(20);

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final List<String> wrong = new ArrayList<>();

  private Week() {}

  /**
   * {@code args}: an empty directory, how many minutes, how long callers rest between two
   * operations in milliseconds, and a seed of what strangers send.
   */
  public static void main(String[] args) throws Exception {
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
    Week week = new Week();
    int status = 2;
    try {
      week.run(
          Path.of(args[0]),
          Integer.parseInt(args[1]),
          Duration.ofMillis(Long.parseLong(args[2])),
          Long.parseLong(args[3]));
      week.wrong.stream().limit(200).forEach(week.out::println);
      week.out.println("contradictions " + week.wrong.size());
      status = week.wrong.isEmpty() ? 0 : 1;
    } catch (Exception broken) {
      broken.printStackTrace(week.out);
    } finally {
      // What could not be closed must not keep the process.
      System.exit(status);
    }
  }

  private void run(Path folder, int minutes, Duration rest, long seed) throws Exception {
    try (World world = new World(folder)) {
      Operator operator = new Operator(world, minutes);
      Sampler sampler = new Sampler(world, operator, folder);
      Crew crew = new Crew(world);
      new Calls(world, crew).begin(rest);
      new Queries(world, crew).begin(rest);
      new People(world, crew).begin();
      Crew reviewers = new Crew(world);
      new People(world, reviewers).beginReviews();
      Visits.begin(world, crew);
      Strangers.begin(world, crew, seed);
      operator.begin();
      sampler.begin();
      TimeUnit.MINUTES.sleep(minutes);
      operator.stop();
      crew.stop();
      reviewers.stop();
      TimeUnit.SECONDS.sleep(QUIET.toSeconds());
      sampler.stop();
      Map<String, Integer> executed = world.executed();
      world.site().stop();
      Judge judge = Judge.of(world.site().data().resolve("ledger"));
      Findings findings = new Findings(sampler.samples(), sampler.inner(), operator.kills());
      findings.tell(world.journal(), judge.report(), out);
      wrong.addAll(judge.contradictions(world.journal().fates(), executed));
      wrong.addAll(world.journal().unexpected());
      wrong.addAll(findings.wrong());
      out.printf(
          Locale.ROOT,
          "clients' journals: %d operations that write, %d executed at the targets%n",
          world.journal().fates().size(),
          executed.size());
      Files.writeString(folder.resolve("week.svg"), findings.svg());
      Files.writeString(folder.resolve("week.csv"), findings.csv());
      Files.write(folder.resolve("gateway.log"), world.site().said());
    }
  }
}
