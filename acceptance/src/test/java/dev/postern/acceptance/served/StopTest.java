package dev.postern.acceptance.served;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.ledger.LedgerReader;
import dev.postern.kernel.audit.Leaf;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that is told to stop by signals, while callers of MCP wait. */
@Timeout(120)
class StopTest {
  private static final int CALLS = 8;

  @TempDir private Path folder;

  @Test
  void what_runs_when_it_is_told_to_stop_ends_and_its_callers_hear_all_of_it() throws Exception {
    int port = port();
    Files.writeString(folder.resolve("credential"), "secret\n");
    try (HeldTarget target = new HeldTarget(CALLS);
        ServedGateway gateway = new ServedGateway(folder, target.uri(), patient(port));
        ExecutorService callers = Executors.newCachedThreadPool()) {
      List<Future<String>> answers = calls(gateway, callers, CALLS);
      target.awaitCalls();
      gateway.terminate();
      awaitReadiness(port, 503);

      target.letGo();
      for (Future<String> answer : answers) {
        assertThat(answer.get()).contains("\"done\"");
      }
      assertThat(gateway.ended()).isZero();
    }
    assertThat(ends()).hasSize(CALLS).containsOnly(Leaf.End.ANSWERED);
  }

  @Test
  void who_tells_it_twice_waits_for_nothing_and_nothing_is_left_without_an_end() throws Exception {
    int port = port();
    Files.writeString(folder.resolve("credential"), "secret\n");
    try (HeldTarget target = new HeldTarget(1);
        ServedGateway gateway = new ServedGateway(folder, target.uri(), patient(port));
        ExecutorService callers = Executors.newCachedThreadPool()) {
      calls(gateway, callers, 1);
      target.awaitCalls();
      gateway.terminate();
      awaitReadiness(port, 503);
      gateway.terminate();

      assertThat(gateway.ended()).isZero();
    }
    assertThat(ends()).hasSize(1).doesNotContain(Leaf.End.ANSWERED, Leaf.End.UNKNOWN);
  }

  /** One that would wait for minutes, and is watched on a port. */
  private static ServedGateway.Setup patient(int port) {
    return new ServedGateway.Setup(
        "metrics: {port: " + port + "}\nlimits: {stop: 10m}\n",
        "",
        ServedGateway.Setup.PLAIN.policy());
  }

  private static List<Future<String>> calls(
      ServedGateway gateway, ExecutorService callers, int count) throws Exception {
    String token = gateway.token("ana");
    gateway.initialize(token);
    List<Future<String>> answers = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      String call =
          "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"tools/call\",\"params\":{\"name\":\"run\"}}"
              .formatted(i);
      answers.add(callers.submit(() -> gateway.post(token, call).body()));
    }
    return answers;
  }

  private static void awaitReadiness(int port, int status) throws Exception {
    URI ready = URI.create("http://127.0.0.1:" + port + "/readyz");
    try (HttpClient http = HttpClient.newHttpClient()) {
      int said;
      do {
        HttpRequest request = HttpRequest.newBuilder(ready).build();
        said = http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
      } while (said != status);
    }
  }

  /** How the calls of tools ended, as the ledger has it. */
  private List<Leaf.End> ends() throws IOException {
    List<Leaf> leaves = new ArrayList<>();
    LedgerReader.of(folder.resolve("data/ledger")).leaves(leaves::add);
    return leaves.stream()
        .filter(Leaf.Admitted.class::isInstance)
        .map(Leaf.Admitted.class::cast)
        .filter(leaf -> leaf.asked().label().startsWith("tools/call"))
        .map(leaf -> end(leaves, leaf))
        .toList();
  }

  private static Leaf.End end(List<Leaf> leaves, Leaf.Admitted of) {
    return leaves.stream()
        .filter(Leaf.Closed.class::isInstance)
        .map(Leaf.Closed.class::cast)
        .filter(leaf -> leaf.of().equals(of.id()))
        .map(leaf -> leaf.outcome().end())
        .findFirst()
        .orElse(Leaf.End.UNKNOWN);
  }

  private static int port() throws IOException {
    for (int candidate = 24_000; candidate < 30_000; candidate += 11) {
      try (ServerSocket socket = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        continue;
      }
    }
    throw new IOException("no free port");
  }
}
