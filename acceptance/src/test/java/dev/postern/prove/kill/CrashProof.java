package dev.postern.prove.kill;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.postern.prove.GatewayProcess;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.slf4j.LoggerFactory;

/**
 * Kills the gateway so many times, in houses of both levels in turn. Ends with 1 unless nothing
 * contradicts, with 2 when it could not run.
 */
public final class CrashProof {
  private static final int KILLS_OF_A_HOUSE = 20;

  private CrashProof() {}

  /** {@code args}: an empty directory, how many kills, and the seed of the moments. */
  public static void main(String[] args) throws Exception {
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    int status = 2;
    try {
      status =
          run(Path.of(args[0]), Integer.parseInt(args[1]), Long.parseLong(args[2]), out) ? 0 : 1;
    } catch (Exception broken) {
      broken.printStackTrace(out);
    } finally {
      // What could not be closed must not keep the process.
      System.exit(status);
    }
  }

  private static boolean run(Path directory, int kills, long seed, PrintStream out)
      throws Exception {
    Random random = new Random(seed);
    Tally tally = new Tally(out);
    try (Grounds grounds = new Grounds(directory)) {
      GatewayProcess.Launch launch = QuickStart.of(directory, grounds);
      out.println("the gateway was trained to start quickly; it is killed from now on");
      int left = kills;
      for (int house = 0; left > 0; house++) {
        Levels levels = Levels.values()[house % Levels.values().length];
        Life.Plan plan = new Life.Plan("h" + house, levels, Math.min(left, KILLS_OF_A_HOUSE));
        Life.live(
            Files.createDirectory(directory.resolve(plan.name())),
            grounds,
            plan,
            launch,
            tally,
            random);
        left -= plan.kills();
      }
    }
    return tally.told();
  }
}
