package dev.postern.gateway;

import dev.postern.gateway.api.GatewayRoutes;
import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.config.ConfigurationSource;
import dev.postern.gateway.config.Differences;
import dev.postern.gateway.config.FileDigest;
import dev.postern.gateway.config.KeyPlaces;
import dev.postern.gateway.credential.Leases;
import dev.postern.gateway.drive.DataPlane;
import dev.postern.gateway.protocol.mcp.McpSessions;
import dev.postern.gateway.signin.SignInDesk;
import dev.postern.kernel.gate.Gate;
import dev.postern.kernel.policy.Rules;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Another configuration in force while the gateway runs: all of it, or nothing. */
final class Reloads implements GatewayRoutes.Reloader {
  private static final Logger LOG = LoggerFactory.getLogger(Reloads.class);
  private static final Duration LONGEST_SETTLING = Duration.ofSeconds(10);

  private final Path file;
  private final AtomicReference<Published> published;
  private final Parts parts;

  /** What a configuration changes while the gateway runs. */
  record Parts(
      Gate gate,
      DataPlane plane,
      SignInDesk desk,
      Leases leases,
      VaultSide vaults,
      Approvals approvals,
      Granting granting,
      ControlTrail trail,
      Watching watching,
      McpSessions mcp,
      PostgresSide postgres) {
    Supplier<Rules> inForce() {
      return gate::rules;
    }
  }

  /**
   * A gateway's reloads.
   *
   * @param file where the configuration came from
   * @param published what is in force; replaced by each reload that succeeds
   */
  Reloads(Path file, AtomicReference<Published> published, Parts parts) {
    this.file = file;
    this.published = published;
    this.parts = parts;
  }

  /**
   * Reads the configuration again and puts it in force, all of it or nothing.
   *
   * @param by who asked
   */
  @Override
  public synchronized GatewayRoutes.Outcome reload(String by) {
    GatewayRoutes.Outcome outcome =
        switch (Main.load(file)) {
          case ConfigurationSource.Rejected rejected ->
              nothing(rejected.problems().stream().map(Object::toString).toList());
          case ConfigurationSource.Loaded loaded -> {
            loaded.warnings().forEach(warning -> LOG.warn("{}", warning));
            yield putInForce(loaded.configuration(), by);
          }
        };
    tell(by, outcome);
    return outcome;
  }

  @Override
  public synchronized GatewayRoutes.Preview preview() {
    return switch (Main.load(file)) {
      case ConfigurationSource.Rejected rejected ->
          new GatewayRoutes.Preview(
              rejected.problems().stream().map(Object::toString).toList(), List.of());
      case ConfigurationSource.Loaded loaded -> preview(loaded.configuration());
    };
  }

  private GatewayRoutes.Preview preview(Configuration next) {
    Published former = published.get();
    List<String> problems = new ArrayList<>(told(former.fixedParts(next)));
    if (problems.isEmpty()) {
      try {
        prepared(next, former.epoch() + 1);
      } catch (IOException failed) {
        problems.add("it cannot be put in force: " + failed.getMessage());
      }
    }
    return new GatewayRoutes.Preview(problems, Differences.between(former.configuration(), next));
  }

  /**
   * Makes ready all that can fail but vaults, which are opened for a reload alone; what it gives
   * puts it in force and cannot fail.
   */
  private Runnable prepared(Configuration next, long epoch) throws IOException {
    Wiring wiring = new Wiring(next);
    Runnable targets = parts.plane().prepare(wiring.targets(), wiring.streams(), epoch);
    Runnable callers = parts.plane().renewing(next.listen());
    Runnable databases = parts.postgres().renewing(next);
    return () -> {
      targets.run();
      callers.run();
      databases.run();
    };
  }

  private void tell(String by, GatewayRoutes.Outcome outcome) {
    List<String> problems = outcome.problems();
    if (!problems.isEmpty()) {
      LOG.warn("a reload asked for by {} changed nothing: {}", by, problems);
      parts
          .trail()
          .noteQuietly(by, "reload-refused", Map.of("problems", Integer.toString(problems.size())));
    } else if (outcome.unsettled().isPresent()) {
      LOG.error(
          "reloaded by {}; rules number {} are in force for what begins, but {}",
          by,
          outcome.epoch(),
          outcome.unsettled().get());
      parts
          .trail()
          .noteQuietly(by, "reload-unsettled", Map.of("epoch", Long.toString(outcome.epoch())));
    } else {
      LOG.info("reloaded by {}; rules number {} are in force", by, outcome.epoch());
    }
  }

  private GatewayRoutes.Outcome putInForce(Configuration next, String by) {
    Published former = published.get();
    List<String> fixed = former.fixedParts(next);
    if (!fixed.isEmpty()) {
      return nothing(told(fixed));
    }
    Published coming = new Published(next, former.epoch() + 1, parts.inForce());
    try {
      connect(next, coming.epoch(), by);
    } catch (IOException failed) {
      return nothing(
          List.of("the new configuration cannot be put in force: " + failed.getMessage()));
    }
    parts.watching().name(next);
    parts.mcp().bound(next.limits().mcp(next.approvals()));
    parts.approvals().bound(next.approvals().desk());
    Succession succession =
        new Succession(
            () -> {
              CompletableFuture<Void> change = parts.gate().replace(coming.rules());
              published.set(coming);
              return change;
            },
            () -> parts.desk().replace(next.signIn()),
            parts.gate()::review,
            parts.plane()::rulesChanged);
    Optional<String> unsettled = succession.run(LONGEST_SETTLING);
    Gateway.tellMissing(parts.leases().refresh());
    parts.granting().sweep();
    return new GatewayRoutes.Outcome(coming.epoch(), List.of(), unsettled);
  }

  /**
   * Puts in force where targets are and what they are signed in with, and records that. Secrets of
   * new places are read first, while the former ones are in force: a slow vault holds up the reload
   * and no operation.
   */
  private void connect(Configuration next, long epoch, String by) throws IOException {
    VaultSide.Opened vaults = parts.vaults().prepare(next);
    Runnable targets;
    Leases.Coming secrets;
    try {
      targets = prepared(next, epoch);
      secrets = parts.leases().prepare(next.credentials(), vaults.stores());
      record(next, by, secrets);
    } catch (IOException | RuntimeException | Error failed) {
      vaults.drop();
      throw failed;
    }
    targets.run();
    secrets.inForce();
    vaults.inForce();
  }

  /** When nothing can fail any more, and before the rules decide anything. */
  private void record(Configuration next, String by, Leases.Coming secrets) throws IOException {
    try {
      parts.trail().note(by, "reloaded", digests(next));
    } catch (IOException | RuntimeException | Error unrecorded) {
      secrets.drop();
      throw unrecorded;
    }
  }

  /** Each key with the line that asks for the change. */
  private List<String> told(List<String> fixed) {
    KeyPlaces places = KeyPlaces.of(file);
    return fixed.stream()
        .map(key ->
            "%s: '%s' cannot change while the gateway runs: restart it for that"
                .formatted(places.of(key), key))
        .toList();
  }

  private GatewayRoutes.Outcome nothing(List<String> problems) {
    return GatewayRoutes.Outcome.nothing(published.get().epoch(), problems);
  }

  /** The digests of the files that a configuration was read from, by their names. */
  static Map<String, String> digests(Configuration configuration) {
    Map<String, String> digests = new HashMap<>();
    for (FileDigest digest : configuration.files()) {
      digests.put(digest.name(), digest.sha256());
    }
    return digests;
  }
}
