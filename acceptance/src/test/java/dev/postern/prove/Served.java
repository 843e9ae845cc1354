package dev.postern.prove;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** {@code postern serve} in a process of its own, and what operators and reviewers ask of it. */
public final class Served implements AutoCloseable {
  /** When a gateway that does not serve yet is given up. */
  public static final Duration LONGEST_START = Duration.ofMinutes(2);

  private final GatewayFolder folder;
  private final Callers callers;
  private final HttpClient client = HttpClient.newHttpClient();
  private final GatewayProcess process;

  /** Starts it as its folder says; the callers are closed with it. */
  public Served(GatewayFolder folder, Callers callers, GatewayProcess.Launch launch)
      throws IOException, InterruptedException {
    this.folder = folder;
    this.callers = callers;
    this.process = new GatewayProcess(folder.main(), launch);
    process.awaitServing(LONGEST_START);
  }

  /** Those who call it. */
  public Callers callers() {
    return callers;
  }

  /** Where its ledger lies. */
  public Path ledger() {
    return folder.ledger();
  }

  /** Everything that it wrote to its log. */
  public List<String> said() {
    return process.said();
  }

  /** Asks REST as somebody; whatever the answer. */
  public HttpResponse<String> rest(String who, String method, String path, String body)
      throws IOException, InterruptedException {
    return client.send(callers.rest(who, method, path, body), HttpResponse.BodyHandlers.ofString());
  }

  /** Locks a person; nothing of theirs passes when it returns. */
  public void lock(String person) throws IOException, InterruptedException {
    demand(
        rest(
            "olga",
            "POST",
            "locks",
            "{\"scope\":\"person\",\"name\":\"" + person + "\",\"reason\":\"left\"}"));
  }

  /** Takes the lock of a person away. */
  public void unlock(String person) throws IOException, InterruptedException {
    demand(rest("olga", "DELETE", "locks/person/" + person, ""));
  }

  private static void demand(HttpResponse<String> answer) throws IOException {
    if (answer.statusCode() / 100 != 2) {
      throw new IOException("REST answered " + answer.statusCode() + " " + answer.body());
    }
  }

  /** Ends its process without a warning. */
  public void kill() throws InterruptedException {
    process.kill();
  }

  /** Starts it again on the same data. */
  public void startAgain() throws IOException, InterruptedException {
    process.startAgain();
    process.awaitServing(LONGEST_START);
  }

  /** Stops it as an operator would. */
  public void stop() throws InterruptedException {
    process.stop();
  }

  @Override
  public void close() throws InterruptedException {
    process.close();
    client.close();
    callers.close();
  }
}
