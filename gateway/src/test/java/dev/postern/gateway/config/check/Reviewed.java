package dev.postern.gateway.config.check;

import dev.postern.gateway.config.ConfigurationSource;
import dev.postern.gateway.config.ConfigurationSource.Loaded;
import dev.postern.gateway.config.ConfigurationSource.Rejected;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A configuration of two targets whose rules a test writes. */
final class Reviewed {
  private static final String MAIN =
      """
      listen: {url: "http://127.0.0.1:7070"}
      postgres: {listen: {port: 6432}}
      data: data
      issuers: [{id: corp, url: "https://id.example.com"}]
      groups: [staff, auditors]
      people: [{name: ana, groups: [staff]}]
      agents: [{name: assistant, identities: [{issuer: corp, subject: a}], owner: ana}]
      roles: [runner, analyst]
      assignments: [{role: runner, to: {person: ana}, on: registry}]
      classes: {pii: {mask: redact}}
      policies: [rules.cedar]
      targets: [registry.yaml, shop.yaml]
      """;

  private static final String REGISTRY =
      """
      name: registry
      kind: mcp
      url: http://127.0.0.1:7081/mcp
      environment: production
      tags: [models]
      tools:
        list: {groups: [read], fields: {"$.rows[*].email": pii}}
        deploy: {groups: [write], tags: [dangerous]}
      """;

  private static final String SHOP =
      """
      name: shop
      kind: postgres
      address: 127.0.0.1:5432
      tls: off
      database: shop
      environment: staging
      accounts:
        reading: {user: r, credential: {environment: R}}
      """;

  private final Path base;

  Reviewed(Path base) {
    this.base = base;
    put("postern.yaml", MAIN);
    put("registry.yaml", REGISTRY);
    put("shop.yaml", SHOP);
  }

  Reviewed put(String name, String text) {
    try {
      Files.writeString(base.resolve(name), text);
      return this;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** The findings about a configuration with these rules. */
  List<Finding> findings(String rules) {
    put("rules.cedar", rules);
    Path main = base.resolve("postern.yaml");
    return switch (ConfigurationSource.load(main)) {
      case Loaded loaded -> Review.of(loaded, main);
      case Rejected rejected -> {
        // A mistake in the files around the rules would make every test of silence pass.
        if (rejected.problems().stream().anyMatch(one -> one.place().file().endsWith(".yaml"))) {
          throw new AssertionError(rejected.problems().toString());
        }
        yield rejected.problems().stream().map(Finding::of).toList();
      }
    };
  }

  /** Codes and places of what is said of the rules and not accepted. */
  List<String> told(String rules) {
    return findings(rules).stream()
        .filter(Finding::open)
        .filter(finding -> finding.place().file().endsWith(".cedar"))
        .map(finding ->
            "%s %d:%d"
                .formatted(finding.code().word(), finding.place().line(), finding.place().column()))
        .toList();
  }
}
