package dev.postern.acceptance.connect;

import dev.postern.cli.Postern;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A command line that somebody typed: a process of its own. */
final class Typed implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  /**
   * Starts it.
   *
   * @param environment what it finds in its environment
   * @param words what follows {@code postern}
   */
  Typed(Map<String, String> environment, List<String> words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(Postern.class.getName());
    command.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    process = builder.start();
    output = process.inputReader(StandardCharsets.UTF_8);
  }

  /** The next line that it prints; empty when it has ended. */
  String line() throws IOException {
    String line = output.readLine();
    return line == null ? "" : line;
  }

  /** Everything that it still prints, and its exit status as the last line. */
  List<String> rest() throws InterruptedException {
    List<String> rest = new ArrayList<>(output.lines().toList());
    rest.add("exit status " + process.waitFor());
    return rest;
  }

  /** Asks it to end, as a system that shuts down does; what it still says can be read. */
  void end() {
    process.toHandle().destroy();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
