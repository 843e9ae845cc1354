package dev.postern.gateway;

import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.config.MetricsListening;
import dev.postern.gateway.config.Traces;
import dev.postern.gateway.credential.Lease;
import dev.postern.gateway.credential.Leases;
import dev.postern.gateway.drive.DataPlane;
import dev.postern.gateway.front.Documents;
import dev.postern.gateway.front.Watched;
import dev.postern.gateway.ops.Gauges;
import dev.postern.gateway.ops.Meters;
import dev.postern.gateway.ops.Named;
import dev.postern.gateway.ops.trace.Tracing;
import dev.postern.gateway.protocol.mcp.McpSessions;
import dev.postern.kernel.approval.ApprovalDesk;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.cedar.Policy;
import dev.postern.kernel.gate.Gate;
import dev.postern.kernel.identity.LiveStanding;
import dev.postern.kernel.identity.Lock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What operators watch, put together: the meters, and the listener where they are read. */
final class Watching {
  private static final String BEARER = "Bearer ";

  private final Meters meters = new Meters();

  /** What gauges are read from. */
  record Parts(
      Gate gate,
      DataPlane plane,
      LiveStanding standing,
      Approvals approvals,
      Granting granting,
      Leases leases,
      McpSessions mcpSessions,
      InstantSource clock) {}

  /** Counts with the names of a configuration from now on. */
  void name(Configuration configuration) {
    Map<String, String> targets = new HashMap<>();
    configuration.targets().forEach((name, target) -> targets.put(name, target.target().kind()));
    configuration.databases().forEach((name, server) -> targets.put(name, server.target().kind()));
    targets.put(dev.postern.gateway.api.Api.TARGET, "rest");
    meters.name(
        new Named(
            targets,
            configuration.policies().policies().stream()
                .map(Policy::id)
                .collect(Collectors.toSet())));
  }

  /** The ledger, with all that goes there counted. */
  Ledger counted(Ledger ledger) {
    return meters.counted(ledger);
  }

  Meters meters() {
    return meters;
  }

  /**
   * Begins to keep traces where the configuration says so. To be closed behind the data plane.
   *
   * @param leases what the reader's token is asked of
   */
  Tracing trace(Configuration configuration, Leases leases) {
    return configuration
        .traces()
        .map(Traces::settings)
        .map(settings -> Tracing.start(settings, () -> token(leases), meters, version()))
        .orElse(Tracing.OFF);
  }

  private static Optional<String> token(Leases leases) {
    StringBuilder word = new StringBuilder();
    leases
        .lease(Traces.CREDENTIAL)
        .ifPresent(lease ->
            lease.use(secret -> word.append(new String(secret, StandardCharsets.US_ASCII))));
    return word.isEmpty() ? Optional.empty() : Optional.of(word.toString());
  }

  /**
   * Has everything read, and listens where the configuration says so.
   *
   * @param inForce asked for every scrape, because a reload may bring a token or take it away
   * @param readiness the public documents; {@code /readyz} says whether operations are taken
   * @return the port; empty where nobody listens
   * @throws IOException when the address or the certificate cannot be used
   */
  OptionalInt listen(Supplier<Configuration> inForce, Parts parts, Readiness readiness)
      throws IOException {
    parts.gate().seenBy(meters.witness());
    meters.read(gauges(parts, readiness), version());
    Optional<MetricsListening> listening = inForce.get().metrics();
    if (listening.isEmpty()) {
      return OptionalInt.empty();
    }
    Watched watched =
        new Watched(
            accept -> {
              Meters.Scrape scrape = meters.scrape(accept);
              return new Watched.Sample(scrape.type(), scrape.text());
            },
            authorization -> free(inForce.get()) || proven(parts.leases(), authorization),
            readiness.documents());
    return OptionalInt.of(
        parts
            .plane()
            .listenApart(listening.get().listen(), (head, facts) -> watched.open(head.path())));
  }

  /** Whether the gateway takes operations, and whether it comes to its stop. */
  interface Readiness {
    /** Why it takes none; empty when it does. */
    Optional<String> unready();

    /** Whether it was told to stop. */
    boolean stopping();

    /** What it says of itself to anybody. */
    Documents documents();
  }

  private static boolean free(Configuration configuration) {
    return configuration
        .metrics()
        .map(MetricsListening::token)
        .filter(Optional::isEmpty)
        .isPresent();
  }

  private static boolean proven(Leases leases, String authorization) {
    if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return false;
    }
    byte[] presented =
        authorization.substring(BEARER.length()).getBytes(StandardCharsets.ISO_8859_1);
    boolean[] same = new boolean[1];
    leases
        .lease(MetricsListening.CREDENTIAL)
        .ifPresent(
            lease -> lease.use(secret -> same[0] = MessageDigest.isEqual(secret, presented)));
    return same[0];
  }

  private static Gauges gauges(Parts parts, Readiness readiness) {
    return new Gauges(
        parts.plane()::connectionsByListener,
        parts.mcpSessions()::size,
        () -> parts.approvals().unanswered().count(),
        () -> age(parts.approvals().unanswered(), parts.clock()),
        parts.granting()::lent,
        () -> locks(parts.standing()),
        () -> ages(parts.leases()),
        () -> parts.gate().rules().epoch(),
        () -> !readiness.stopping() && readiness.unready().isEmpty(),
        readiness::stopping,
        () -> Map.of("approvals", parts.approvals().asking(), "offloads", offloads(parts)));
  }

  private static Gauges.Fill offloads(Parts parts) {
    DataPlane.Offloaded now = parts.plane().offloaded();
    return new Gauges.Fill(now.running(), now.bound());
  }

  private static long age(ApprovalDesk.Unanswered unanswered, InstantSource clock) {
    return unanswered
        .oldest()
        .map(asked -> Math.max(0, Duration.between(asked, clock.instant()).toSeconds()))
        .orElse(0L);
  }

  private static Map<String, Long> locks(LiveStanding standing) {
    Map<Lock.Scope, Long> counted = new EnumMap<>(Lock.Scope.class);
    for (Lock.Scope scope : Lock.Scope.values()) {
      counted.put(scope, 0L);
    }
    standing.locks().all().forEach(lock -> counted.merge(lock.scope(), 1L, Long::sum));
    Map<String, Long> told = new HashMap<>();
    counted.forEach((scope, count) -> told.put(scope.name().toLowerCase(Locale.ROOT), count));
    return told;
  }

  private static Map<String, Long> ages(Leases leases) {
    Map<String, Long> ages = new HashMap<>();
    for (Lease lease : leases.all()) {
      ages.put(lease.name(), lease.age().toSeconds());
    }
    return ages;
  }

  private static String version() {
    return Optional.ofNullable(Watching.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
