package dev.postern.prove.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** The command behind prove/pg-differential. */
public final class PostgresDifferential {
  private static final int MOST_DIFFERENCES = 10;
  private static final int PAIRS = 4;

  private PostgresDifferential() {}

  /**
   * {@code args}: an empty directory, how many conversations, the first one's seed. Exits 0 when
   * nothing differs, 1 when something does, 2 when it could not run.
   */
  public static void main(String[] args) {
    try {
      System.exit(run(args) ? 0 : 1);
    } catch (IOException | SQLException | InterruptedException failed) {
      failed.printStackTrace();
      System.exit(2);
    }
  }

  private static boolean run(String[] args) throws IOException, SQLException, InterruptedException {
    Path folder = Files.createDirectories(Path.of(args[0]));
    int runs = Integer.parseInt(args[1]);
    long seed = Long.parseLong(args[2]);
    System.out.println("seed " + seed);
    Differential.Result result;
    try (ServerUnderTest server =
            args.length > 3
                ? ServerUnderTest.running(Integer.parseInt(args[3]), args[4])
                : ServerUnderTest.embedded(Files.createDirectory(folder.resolve("server")));
        Rig rig = new Rig(Files.createDirectory(folder.resolve("gateway")), server)) {
      result = new Differential(rig, server, PAIRS).run(runs, seed, MOST_DIFFERENCES);
    }
    result.differences().forEach(System.out::println);
    System.out.println(result.coverage());
    System.out.printf(
        "conversations %d, differ %d%n", result.conversations(), result.differences().size());
    return result.differences().isEmpty() && result.conversations() > 0;
  }
}
