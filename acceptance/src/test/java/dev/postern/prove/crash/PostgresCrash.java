package dev.postern.prove.crash;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.postern.prove.Served;
import dev.postern.prove.Verified;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.slf4j.LoggerFactory;

/**
 * Kills the gateway, a process of the server and the server itself in turn, again and again and at
 * moments that differ, under clients that keep journals. Prints a line for each round and, last,
 * {@code rounds N, acknowledged N, contradictions N}; ends with 1 unless there is none.
 */
public final class PostgresCrash {
  private static final int CLIENTS = 8;
  private static final int FEWEST = 20;
  private static final int MORE = 400;

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final Journal journal = new Journal();
  private final Map<Victim, Integer> killed = new EnumMap<>(Victim.class);

  private PostgresCrash() {}

  /** {@code args}: an empty directory, how many rounds, and the seed of the moments. */
  public static void main(String[] args) throws Exception {
    // What starts and stops the server tells of every step.
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
    boolean sound =
        new PostgresCrash()
            .run(Path.of(args[0]), Integer.parseInt(args[1]), new Random(Long.parseLong(args[2])));
    System.exit(sound ? 0 : 1);
  }

  private boolean run(Path directory, int rounds, Random random) throws Exception {
    List<String> wrong = new ArrayList<>();
    try (CrashServer server = new CrashServer(Files.createDirectory(directory.resolve("server")));
        Served gateway =
            CrashGateway.start(
                Files.createDirectory(directory.resolve("gateway")), server.port())) {
      for (int round = 1; round <= rounds; round++) {
        Victim victim = Victim.values()[(round - 1) % Victim.values().length];
        round(server, gateway, victim, "r" + round, FEWEST + random.nextInt(MORE));
      }
      gateway.stop();
      wrong.addAll(Verified.of(gateway.ledger()).wrong());
      Accounts accounts = Accounts.of(gateway.ledger());
      wrong.addAll(accounts.contradictions(journal, server.stored()));
      out.println("killed " + killed + ", sessions lost with " + journal.heard());
      out.println(
          "in doubt "
              + journal.doubted().size()
              + ", rolled back or never committed "
              + journal.undone().size()
              + ", operations closed as unknown "
              + accounts.unknown());
    }
    wrong.forEach(out::println);
    out.println(
        "rounds "
            + rounds
            + ", acknowledged "
            + journal.acknowledged().size()
            + ", contradictions "
            + wrong.size());
    return wrong.isEmpty();
  }

  private void round(CrashServer server, Served gateway, Victim victim, String name, int commits)
      throws Exception {
    int before = journal.acknowledged().size();
    Load load = Load.begin(gateway, journal, name, CLIENTS);
    journal.await(before + commits);
    victim.kill(server, gateway);
    killed.merge(victim, 1, Integer::sum);
    load.await();
    victim.bringBack(server, gateway);
    out.println(
        name
            + ": "
            + victim
            + " killed after "
            + (journal.acknowledged().size() - before)
            + " acknowledged commits");
  }
}
