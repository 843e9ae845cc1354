package dev.postern.gateway.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.credential.Leases;
import dev.postern.gateway.http.ListenSettings;
import dev.postern.gateway.ops.Meters;
import dev.postern.gateway.ops.Named;
import dev.postern.gateway.protocol.mcp.McpFront;
import dev.postern.gateway.protocol.mcp.McpLimits;
import dev.postern.gateway.protocol.mcp.McpSessions;
import dev.postern.gateway.protocol.mcp.McpTarget;
import dev.postern.gateway.target.RecordLevel;
import dev.postern.gateway.target.Target;
import dev.postern.kernel.gate.Gate;
import dev.postern.kernel.gate.GateLimits;
import dev.postern.kernel.identity.LiveStanding;
import dev.postern.kernel.identity.Locks;
import dev.postern.testkit.MemoryLedger;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What one MCP call costs of what does not depend on time: bytes allocated on the event loop, and
 * reads, writes and wake-ups. The policy is a stub, so what is measured is the data path alone.
 */
class CallCostTest {
  private static final int CALLS = 400;

  /** An eighth above what was measured, compiled without escape analysis. */
  private static final long MOST_BYTES = 24_000;

  /** A read and a write on each leg, and one more. */
  private static final int MOST_SYSTEM_CALLS = 5;

  private static final String JSON = "Content-Type: application/json\r\n";

  private final MemoryLedger ledger = new MemoryLedger();
  private final Meters meters = new Meters();
  private final Known proofs = new Known();
  private ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();

  /** A desk that knows everybody, and which loop asked. */
  private static final class Known implements ProofDesk {
    private volatile long loop;

    @Override
    public Optional<ProofAnswer> known(Proof proof) {
      loop = Thread.currentThread().threadId();
      return Optional.of(new ProofAnswer.Accepted(Operations.signIn()));
    }

    @Override
    public void verify(Proof proof, Consumer<ProofAnswer> answer) {
      throw new IllegalStateException("everybody is known");
    }
  }

  @BeforeEach
  void without_records_of_buffers() {
    before = ResourceLeakDetector.getLevel();
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
  }

  @AfterEach
  void with_them_again() {
    ResourceLeakDetector.setLevel(before);
  }

  @Test
  void a_call_allocates_and_asks_of_the_system_no_more_than_it_may() throws IOException {
    try (ScriptedTarget target = new ScriptedTarget(CallCostTest::answer);
        DataPlane plane = plane(target);
        Wire client = Wire.to(plane.port())) {
      String session = client.send(post("", initialize())).read().field("mcp-session-id");
      calls(client, session, CALLS);
      long bytes = allocated();
      long asked = CountedSockets.all();
      calls(client, session, CALLS);

      assertThat((allocated() - bytes) / CALLS).as("bytes a call").isBetween(1_000L, MOST_BYTES);
      assertThat((double) (CountedSockets.all() - asked) / CALLS)
          .as("system calls a call")
          .isBetween(4.0, (double) MOST_SYSTEM_CALLS);
      assertThat(target.connections).hasValue(1);
    }
  }

  private DataPlane plane(ScriptedTarget target) throws IOException {
    McpTarget mcp =
        new McpTarget(
            Operations.TARGET,
            "",
            "https://gate.test/mcp/stub",
            Set.of(),
            new McpTarget.Challenges("Bearer", "Bearer error=\"invalid_token\"", "Bearer"),
            RecordLevel.DIGEST,
            Duration.ofHours(8),
            Duration.ofMinutes(30),
            Set.of(),
            () -> Operations.rules(1).lexicon(Operations.TARGET).orElseThrow());
    McpSessions sessions =
        new McpSessions(McpLimits.DEFAULT, new Random(7), name -> Optional.of(mcp));
    McpFront front = new McpFront(sessions, InstantSource.system());
    Gate gate =
        new Gate(
            Operations.rules(1),
            new LiveStanding(Locks.NONE),
            InstantSource.system(),
            GateLimits.DEFAULT);
    gate.seenBy(meters.witness());
    meters.name(new Named(Map.of(Operations.TARGET, "mcp"), Set.of()));
    return DataPlane.start(
        new DataPlaneSettings(
            ListenSettings.loopback(0), 1, 0, CountedSockets.transport(), DriveLimits.DEFAULT),
        new DataPlane.Parts(
            gate,
            meters.counted(ledger),
            (head, facts) -> front.open(head).orElseThrow(),
            () -> proofs,
            new Leases(Map.of()),
            List.of(Target.at(Operations.TARGET, "mcp", target.uri())),
            List.of(),
            meters));
  }

  private long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getThreadAllocatedBytes(proofs.loop);
  }

  private static void calls(Wire client, String session, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Wire.Message told = client.send(post("Mcp-Session-Id: " + session + "\r\n", call(i))).read();
      assertThat(told.status()).isEqualTo(200);
      assertThat(told.body()).contains("\"id\":" + i + ",").contains("[\"done\"]");
    }
  }

  private static String post(String fields, String body) {
    return "POST /mcp/stub HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
        + "t".repeat(700)
        + "\r\nAccept: application/json, text/event-stream\r\n"
        + "Mcp-Protocol-Version: 2025-11-25\r\n"
        + JSON
        + fields
        + "Content-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static String initialize() {
    return "{\"jsonrpc\":\"2.0\",\"id\":\"i\",\"method\":\"initialize\",\"params\":"
        + "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
        + "\"clientInfo\":{\"name\":\"test\",\"version\":\"1\"}}}";
  }

  private static String call(int id) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"method\":\"tools/call\",\"params\":{\"name\":\"work\",\"arguments\":"
        + "{\"text\":\"hello\",\"limits\":{\"rows\":10},\"note\":\""
        + "n".repeat(150)
        + "\"}}}";
  }

  /** Answers as a server does, with about 1,000 bytes for a call. */
  private static void answer(Wire wire, ScriptedTarget.Asked asked) throws IOException {
    while (true) {
      String body = asked.next().body();
      if (body.contains("\"initialize\"")) {
        reply(
            wire,
            "{\"jsonrpc\":\"2.0\",\"id\":\"i\",\"result\":{\"protocolVersion\":\"2025-11-25\","
                + "\"capabilities\":{},\"serverInfo\":{\"name\":\"stub\",\"version\":\"1\"}}}");
      } else {
        int at = body.indexOf("\"id\":") + 5;
        String id = body.substring(at, body.indexOf(',', at));
        reply(
            wire,
            "{\"jsonrpc\":\"2.0\",\"id\":"
                + id
                + ",\"result\":{\"content\":[{\"type\":\"text\",\"text\":\""
                + "w".repeat(800)
                + "\"}],\"structuredContent\":{\"rows\":[\"done\"]}}}");
      }
    }
  }

  private static void reply(Wire wire, String body) throws IOException {
    wire.send(
        "HTTP/1.1 200 OK\r\n" + JSON + "Content-Length: " + body.length() + "\r\n\r\n" + body);
  }
}
