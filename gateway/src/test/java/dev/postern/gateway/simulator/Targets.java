package dev.postern.gateway.simulator;

import dev.postern.gateway.protocol.mcp.McpTarget;
import dev.postern.gateway.protocol.postgres.PostgresTarget;
import dev.postern.gateway.target.CredentialSpec;
import dev.postern.gateway.target.RecordLevel;
import dev.postern.gateway.target.StreamTarget;
import dev.postern.gateway.target.Target;
import dev.postern.gateway.target.TargetBounds;
import dev.postern.gateway.target.TargetTimes;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Ref;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The two targets of a world as the gateway is told of them: a registry and a shop. */
final class Targets {
  static final String REGISTRY = "registry";
  static final String SHOP = "shop";

  /** Where the registry is at first; a reload may move it to one of the ports behind. */
  static final int FIRST_REGISTRY = 7001;

  static final int REGISTRIES = 6;
  static final int SHOP_PORT = 7200;

  private static final TargetTimes TIMES =
      new TargetTimes(
          Duration.ofSeconds(3),
          Duration.ofSeconds(8),
          Duration.ofSeconds(8),
          Duration.ofSeconds(20));

  private Targets() {}

  /** The registry, at one of its places. */
  static Target registry(int place) {
    return new Target(
        REGISTRY,
        "mcp",
        URI.create("http://127.0.0.1:" + (FIRST_REGISTRY + place % REGISTRIES) + "/mcp"),
        Optional.empty(),
        Optional.of(CredentialSpec.bearer(Secrets.NAME)),
        RecordLevel.RAW,
        Target.SessionTimes.DEFAULT,
        Set.of(),
        TIMES,
        TargetBounds.DEFAULT);
  }

  /** The registry as its protocol knows it. */
  static McpTarget registry(int place, Supplier<Lexicon> lexicon) {
    return new McpTarget(
        REGISTRY,
        registry(place).place(),
        "https://gate.test/mcp/registry",
        Set.of(),
        new McpTarget.Challenges("Bearer", "Bearer", "Bearer"),
        RecordLevel.RAW,
        Duration.ofHours(8),
        Duration.ofMinutes(30),
        Set.of(),
        lexicon);
  }

  /** The shop, where connections go. */
  static StreamTarget shop() {
    return StreamTarget.at(
            SHOP,
            "postgres",
            new StreamTarget.Address("127.0.0.1", SHOP_PORT),
            StreamTarget.Secrecy.OFF)
        .withAccounts(
            Map.of(
                "reporting",
                new StreamTarget.Account(
                    Secrets.ROLE, new StreamTarget.Proof.Secret(Secrets.NAME))));
  }

  /** The shop as its protocol knows it. */
  static PostgresTarget shop(Supplier<Lexicon> lexicon) {
    return new PostgresTarget(
        SHOP,
        "orders",
        Map.of(
            "reporting",
            PostgresTarget.Account.ofPassword("reporting", Secrets.ROLE, Secrets.NAME)),
        PostgresTarget.Encryption.PLAINTEXT,
        PostgresTarget.Passwords.MD5,
        RecordLevel.RAW,
        new PostgresTarget.Times(
            Duration.ofHours(8),
            Optional.of(Duration.ofSeconds(40)),
            Optional.of(Duration.ofSeconds(20)),
            Optional.of(Duration.ofSeconds(5))),
        lexicon);
  }

  /** What is said of the parts of both. */
  static Map<String, Lexicon> lexicons(long epoch, int place) {
    Map<Ref, Lexicon.Term> terms = new HashMap<>();
    for (String tool : List.of("run", "drop", "never", "fix")) {
      terms.put(
          new Ref("Tool", REGISTRY + "/" + tool),
          new Lexicon.Term(
              Set.of("write"),
              Set.of(),
              Map.of("$.rows[*].key", "secret", "$.rows[*].name", "plain"),
              Lexicon.Unmapped.BY_TARGET));
    }
    String at = registry(place).place();
    return Map.of(
        REGISTRY,
        new Lexicon(REGISTRY, "McpServer", Set.of(), true, terms, epoch, at, Set.of()),
        SHOP,
        new Lexicon(SHOP, "PostgresServer", Set.of(), false, Map.of(), epoch));
  }
}
