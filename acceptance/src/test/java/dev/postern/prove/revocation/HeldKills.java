package dev.postern.prove.revocation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.postern.prove.Served;
import dev.postern.prove.Verified;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/**
 * Kills the gateway again and again while requests wait for people and approvals race with it.
 * Afterwards nothing was executed twice or unapproved, everything has an end, and the ledger
 * verifies. Ends with 1 unless that is so.
 */
public final class HeldKills {
  private static final int CALLERS = 5;
  private static final int MOST_APPROVALS = 12;
  private static final int MORE_MILLIS = 60;
  private static final int LONGEST_MILLIS = 60_000;
  private static final int LOOKS = 100;

  private static final String POLICY =
      """
      permit (principal, action, resource);

      @id("asks-for-drop") @approval("reviewers")
      forbid (principal, action, resource == Tool::"workshop/drop")
      unless { context.approved };

      @id("asks-for-writes") @approval("reviewers")
      forbid (principal, action == Action::"insert", resource in PostgresServer::"shop")
      unless { context.approved };
      """;

  private HeldKills() {}

  /** {@code args}: an empty directory, how many kills, and the seed of the moments. */
  public static void main(String[] args) throws Exception {
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    int status = 2;
    try {
      List<String> wrong =
          run(
              Path.of(args[0]),
              Integer.parseInt(args[1]),
              new Random(Long.parseLong(args[2])),
              out);
      wrong.stream().limit(40).forEach(out::println);
      out.println("kills " + args[1] + ", contradictions " + wrong.size());
      status = wrong.isEmpty() ? 0 : 1;
    } catch (Exception broken) {
      broken.printStackTrace(out);
    } finally {
      // What could not be closed must not keep the process.
      System.exit(status);
    }
  }

  private static List<String> run(Path directory, int kills, Random random, PrintStream out)
      throws Exception {
    HeldJournal journal = new HeldJournal();
    List<String> wrong = new ArrayList<>();
    try (Stand stand = new Stand(directory, new Stand.Setup("", "", POLICY))) {
      Served gateway = stand.gateway();
      HeldCallers callers = HeldCallers.begin(stand, journal, CALLERS);
      HeldReviewers reviewers = HeldReviewers.begin(gateway, journal, random);
      for (int kill = 0; kill < kills; kill++) {
        int wanted = journal.approvals() + 1 + random.nextInt(MOST_APPROVALS);
        if (!journal.awaitApprovals(wanted, LONGEST_MILLIS)) {
          wrong.add("nothing was approved for a minute before kill " + kill);
        }
        TimeUnit.MILLISECONDS.sleep(random.nextInt(MORE_MILLIS));
        gateway.kill();
        gateway.startAgain();
      }
      callers.stop();
      wrong.addAll(left(gateway));
      reviewers.stop();
      gateway.stop();
      Map<String, Integer> executed = executed(stand);
      wrong.addAll(journal.contradictions(executed));
      wrong.addAll(Verified.of(gateway.ledger()).wrong());
      out.println(journal.told(executed));
    }
    return wrong;
  }

  /** Requests that live though nobody waits for them any more. */
  private static List<String> left(Served gateway) throws Exception {
    for (int look = 0; look < LOOKS && !HeldReviewers.living(gateway).isEmpty(); look++) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    return HeldReviewers.living(gateway).stream()
        .map(request -> "a request is left: " + request)
        .toList();
  }

  private static Map<String, Integer> executed(Stand stand) throws Exception {
    Map<String, Integer> executed = new HashMap<>();
    for (Workshop.Arrival arrival : stand.workshop().journal()) {
      executed.merge(arrival.id(), 1, Integer::sum);
    }
    for (Stand.Row row : stand.rows()) {
      executed.merge(row.id(), 1, Integer::sum);
    }
    return executed;
  }
}
