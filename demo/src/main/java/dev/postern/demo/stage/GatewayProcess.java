package dev.postern.demo.stage;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The gateway as a child process, from its start until it is closed. */
final class GatewayProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(25);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
  private static final int TOLD_LINES = 20;

  private final Process process;
  private final Path log;

  private GatewayProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts the gateway; it may not accept connections yet.
   *
   * @param configuration the main file
   * @param credentials the targets' credentials, given in the environment under these names
   * @param log where its output goes
   */
  static GatewayProcess start(
      Launcher launcher, Path configuration, Map<String, String> credentials, Path log)
      throws IOException {
    ProcessBuilder builder =
        launcher.process(List.of("serve", "--config", configuration.toString()));
    builder.environment().putAll(credentials);
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    process.getOutputStream().close();
    return new GatewayProcess(process, log);
  }

  /**
   * Waits until the gateway says that it takes operations.
   *
   * @throws IOException when the gateway ends, or takes too long; with the end of its log
   */
  void await(URI base) throws IOException, InterruptedException {
    long end = System.nanoTime() + START.toNanos();
    try (HttpClient http = HttpClient.newHttpClient()) {
      while (!ready(http, base)) {
        if (!process.isAlive() || System.nanoTime() > end) {
          throw new IOException(
              "the gateway did not start:" + System.lineSeparator() + lastWords());
        }
        process.waitFor(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
  }

  /** Waits for the gateway to end; returns its exit status. */
  int join() throws InterruptedException {
    return process.waitFor();
  }

  /** The end of what it printed. */
  String lastWords() throws IOException {
    List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
    return String.join(
        System.lineSeparator(),
        lines.subList(Math.max(0, lines.size() - TOLD_LINES), lines.size()));
  }

  /** Asks the gateway to stop, and makes it when it does not. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static boolean ready(HttpClient http, URI base) throws InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(base.resolve("/readyz")).timeout(Duration.ofSeconds(2)).build();
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }
}
