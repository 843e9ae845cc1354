package dev.postern.gateway.simulator;

import dev.postern.gateway.drive.DriveLimits;
import dev.postern.gateway.http.HttpLimits;
import dev.postern.gateway.http.ListenSettings;
import dev.postern.gateway.net.FrameLimits;
import dev.postern.gateway.net.stream.StreamSettings;
import dev.postern.gateway.protocol.mcp.McpLimits;
import dev.postern.kernel.approval.DeskLimits;
import dev.postern.kernel.gate.GateLimits;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How the gateway of a world is configured: bounds so small that they are reached. */
final class Settings {
  /** Where MCP's clients connect. */
  static final int PORT = 7000;

  /** Where PostgreSQL's clients connect. */
  static final int STREAMS = 7100;

  static final DriveLimits DRIVE = new DriveLimits(8, 8, 4, 16, 64, 256, 16, Duration.ofMinutes(2));
  static final McpLimits MCP =
      new McpLimits(
          4_096,
          64,
          64,
          8,
          16,
          4,
          4,
          2,
          64,
          64,
          4,
          3,
          8,
          16 << 10,
          16,
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2));
  static final GateLimits GATE = new GateLimits(40, 64, 80);
  static final DeskLimits DESK =
      new DeskLimits(
          12,
          6,
          12,
          12,
          6,
          4,
          32_768,
          100,
          1 << 20,
          Duration.ofSeconds(30),
          Duration.ofHours(1),
          Map.of());

  /** The loops of a gateway. */
  private static final int LOOPS = 3;

  /** What there may be of each at any moment, all loops together. */
  static final Map<String, Integer> BOUNDS =
      Map.of(
          "passages", LOOPS * GATE.openPassages(),
          "holds", LOOPS * GATE.openPassages(),
          "owed", LOOPS * 2 * GATE.owedClosings(),
          "work", DRIVE.offloads());

  private static final HttpLimits HTTP =
      new HttpLimits(
          1_024,
          4_096,
          30,
          8_192,
          1_024,
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(20),
          Duration.ofSeconds(10),
          new FrameLimits(4_096, 1_024, 1 << 16));

  private Settings() {}

  static ListenSettings listening() {
    return new ListenSettings("127.0.0.1", PORT, Set.of(), Optional.empty(), 20, 20, 16, HTTP);
  }

  static StreamSettings streaming() {
    return StreamSettings.loopback(STREAMS, Optional.empty());
  }
}
