package dev.postern.demo.stage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The launcher script that started this process; it starts the gateway and the command line too, so
 * that their class paths stay their own.
 *
 * @param script the script's path
 */
public record Launcher(Path script) {
  /** How long a command may take. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Where the launcher says what it is. */
  private static final String PROPERTY = "postern.launcher";

  /**
   * What a command came to.
   *
   * @param output what it printed, errors included
   */
  public record Outcome(int status, String output) {}

  /**
   * The launcher of this process.
   *
   * @throws IOException when it was not started by one
   */
  public static Launcher ofThisProcess() throws IOException {
    String script = System.getProperty(PROPERTY, "");
    if (script.isEmpty() || !Files.isExecutable(Path.of(script))) {
      throw new IOException("start the demo with ./postern demo");
    }
    return new Launcher(Path.of(script));
  }

  /** A process of the launcher's, not started yet; what was built is used as it is. */
  ProcessBuilder process(List<String> words) {
    List<String> command = new ArrayList<>();
    command.add(script.toString());
    command.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("POSTERN_BUILD", "no");
    return builder;
  }

  /**
   * Runs a command of the command line to its end.
   *
   * @param environment what it finds in its environment besides ours
   * @param words the command, as a person would type it after {@code postern}
   */
  public Outcome run(Map<String, String> environment, List<String> words)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("postern-demo-", ".out");
    try {
      ProcessBuilder builder = process(words);
      builder.environment().putAll(environment);
      Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new IOException("postern " + String.join(" ", words) + " did not end");
      }
      return new Outcome(
          process.exitValue(), Files.readString(output, StandardCharsets.UTF_8).strip());
    } finally {
      Files.deleteIfExists(output);
    }
  }
}
