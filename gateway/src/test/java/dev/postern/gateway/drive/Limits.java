package dev.postern.gateway.drive;

import dev.postern.gateway.http.HttpLimits;
import dev.postern.gateway.http.ListenSettings;
import dev.postern.gateway.net.FrameLimits;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Listeners with one bound made small. */
final class Limits {
  private static final HttpLimits WIDE = HttpLimits.DEFAULT;

  private Limits() {}

  static ListenSettings named(String host) {
    return listen(Set.of(host), 100, 100, WIDE);
  }

  static ListenSettings connections(int all, int perSource) {
    return listen(Set.of(), all, perSource, WIDE);
  }

  static ListenSettings of(HttpLimits limits) {
    return listen(Set.of(), 100, 100, limits);
  }

  static HttpLimits sizes(int line, int head, int fields, long body, int pipelined) {
    return new HttpLimits(
        line,
        head,
        fields,
        body,
        pipelined,
        WIDE.headTime(),
        WIDE.bodyPause(),
        WIDE.idle(),
        WIDE.stall(),
        WIDE.unsent());
  }

  static HttpLimits times(Duration head, Duration body, Duration idle, Duration stall) {
    return new HttpLimits(
        WIDE.requestLine(),
        WIDE.head(),
        WIDE.fields(),
        WIDE.body(),
        WIDE.pipelined(),
        head,
        body,
        idle,
        stall,
        WIDE.unsent());
  }

  static HttpLimits unsent(FrameLimits unsent) {
    return new HttpLimits(
        WIDE.requestLine(),
        WIDE.head(),
        WIDE.fields(),
        WIDE.body(),
        WIDE.pipelined(),
        WIDE.headTime(),
        WIDE.bodyPause(),
        WIDE.idle(),
        WIDE.stall(),
        unsent);
  }

  private static ListenSettings listen(
      Set<String> hosts, int connections, int perSource, HttpLimits limits) {
    return new ListenSettings(
        "127.0.0.1", 0, hosts, Optional.empty(), connections, perSource, 64, limits);
  }
}
