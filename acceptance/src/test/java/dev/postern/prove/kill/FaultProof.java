package dev.postern.prove.kill;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.postern.prove.GatewayProcess;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Has the gateway's disk fail in every way at both levels, under clients. Ends with 1 unless
 * nothing contradicts, with 2 when it could not run.
 */
public final class FaultProof {
  private FaultProof() {}

  /**
   * {@code args}: an empty directory, the library of faults, a folder that is a small file system
   * of its own, and the faults, all where none is named.
   */
  public static void main(String[] args) throws Exception {
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    int status = 2;
    try {
      List<String> named = List.of(args).subList(3, args.length);
      status = run(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]), named, out) ? 0 : 1;
    } catch (Exception broken) {
      broken.printStackTrace(out);
    } finally {
      // What could not be closed must not keep the process.
      System.exit(status);
    }
  }

  private static boolean run(
      Path directory, Path shim, Path disk, List<String> named, PrintStream out) throws Exception {
    int wrong = 0;
    int faults = 0;
    GatewayProcess.Launch launch =
        GatewayProcess.Launch.with("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    try (Grounds grounds = new Grounds(directory)) {
      for (Fault fault : Fault.values()) {
        for (Levels levels : List.of(Levels.PROCESS_CRASH, Levels.POWER_LOSS)) {
          if (named.isEmpty() || named.contains(fault.name())) {
            Rig rig = new Rig(disk, shim, directory.resolve("faults-" + faults++));
            Ordeal.Outcome outcome = Ordeal.undergo(fault, levels, rig, grounds, launch);
            out.println(outcome.told());
            outcome.wrong().forEach(each -> out.println("CONTRADICTION " + each));
            wrong += outcome.wrong().size();
            delete(rig.house());
          }
        }
      }
    }
    out.println("faults " + faults + ", contradictions " + wrong);
    return wrong == 0;
  }

  private static void delete(Path folder) throws Exception {
    try (var files = Files.walk(folder)) {
      for (Path each : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
