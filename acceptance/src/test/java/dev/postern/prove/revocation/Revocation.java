package dev.postern.prove.revocation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Takes access away from people under load, and prints how long their ends stayed open and what
 * their targets executed all the same. Ends with 1 unless that is nothing, and nobody was left
 * open.
 */
public final class Revocation {
  private static final int BUSY = 2;
  private static final double AIM_MILLIS = 200;

  static final String POLICY =
      """
      permit (principal, action, resource);

      @id("asks-for-drop") @approval("reviewers")
      forbid (principal, action, resource == Tool::"workshop/drop")
      unless { context.approved };

      @id("asks-for-tables") @approval("reviewers")
      forbid (principal, action == Action::"ddl", resource in PostgresServer::"shop")
      unless { context.approved };
      """;

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final List<String> wrong = new ArrayList<>();

  private Revocation() {}

  /**
   * {@code args}: an empty directory, how many locks of each kind, how many ends by the clock and
   * by the issuer of each kind.
   */
  public static void main(String[] args) throws Exception {
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
    Revocation proof = new Revocation();
    int status = 2;
    try {
      proof.locks(Path.of(args[0]), Integer.parseInt(args[1]));
      proof.ends(Path.of(args[0]), Integer.parseInt(args[2]));
      proof.wrong.stream().limit(40).forEach(proof.out::println);
      proof.out.println("contradictions " + proof.wrong.size());
      status = proof.wrong.isEmpty() ? 0 : 1;
    } catch (Exception broken) {
      broken.printStackTrace(proof.out);
    } finally {
      // What could not be closed must not keep the process.
      System.exit(status);
    }
  }

  private void locks(Path directory, int times) throws Exception {
    Path folder = Files.createDirectory(directory.resolve("locks"));
    try (Stand stand = new Stand(folder, new Stand.Setup("", "", POLICY))) {
      Locked locked = new Locked(stand);
      Busy busy = Busy.begin(stand, BUSY);
      locked.run(times);
      busy.close();
      locked.judge();
      out.println(
          "| a person is locked while it is open | times | from sending the lock: p50 ms | p99 |"
              + " max | from its return: p50 ms | p99 | max |");
      out.println("|---|---|---|---|---|---|---|---|");
      locked.table().forEach(out::println);
      out.println();
      out.println(locked.tried() + "; " + busy.told());
      wrong.addAll(locked.wrong());
      if (!busy.undisturbed()) {
        wrong.add("others were disturbed");
      }
      slow(locked.worst());
    }
  }

  private void slow(double millis) {
    if (millis >= AIM_MILLIS) {
      wrong.add("slower than the aim of %.0f ms: %.1f".formatted(AIM_MILLIS, millis));
    }
  }

  private void ends(Path directory, int times) throws Exception {
    Ended ended = Ended.run(Files.createDirectory(directory.resolve("ends")), times);
    out.println();
    out.println("| it ends by itself | times | from that moment: p50 ms | p99 | max |");
    out.println("|---|---|---|---|---|");
    ended.table().forEach(out::println);
    out.println();
    wrong.addAll(ended.wrong());
    slow(ended.worst());
  }
}
