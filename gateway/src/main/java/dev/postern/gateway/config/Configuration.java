package dev.postern.gateway.config;

import dev.postern.gateway.credential.CredentialSource;
import dev.postern.gateway.http.ListenSettings;
import dev.postern.gateway.ledger.LedgerSettings;
import dev.postern.gateway.page.PageSettings;
import dev.postern.gateway.signin.IntrospectionSettings;
import dev.postern.gateway.signin.IssuerSettings;
import dev.postern.gateway.signin.SignInSettings;
import dev.postern.gateway.vault.VaultSettings;
import dev.postern.kernel.cedar.PolicySet;
import dev.postern.kernel.grant.GrantLimits;
import dev.postern.kernel.masking.Mask;
import dev.postern.kernel.operation.Durability;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.policy.Assignment;
import dev.postern.kernel.policy.CedarPolicy;
import dev.postern.kernel.policy.Rules;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything that the gateway is told, checked, at one moment.
 *
 * @param url the public base address without a trailing slash; a target's resource identifier (RFC
 *     8707) begins with it
 * @param listen where callers connect
 * @param admin how operators reach the gateway itself
 * @param data the directory of what the gateway writes
 * @param signIn whose tokens are accepted and what they mean
 * @param groups the groups that are spoken of
 * @param roles the roles that can be assigned
 * @param assignments who holds which role, and until when
 * @param classes the classes of content and how each is shown to who may not reveal it
 * @param policies the rules
 * @param targets the targets that speak MCP, by name
 * @param databases the targets that speak PostgreSQL, by name; no name is in both
 * @param postgres where PostgreSQL's clients connect; there when any target speaks it
 * @param ledger how the ledger is kept
 * @param limits the bounds
 * @param approvals how people are asked
 * @param grants the bounds of access for a time
 * @param metrics where operators' machines read metrics; empty where nobody does
 * @param vaults the vaults that secrets are kept in, by name
 * @param traces where traces are told; empty where none are kept
 * @param files every file that was read, for the ledger
 */
public record Configuration(
    URI url,
    ListenSettings listen,
    AdminSettings admin,
    Path data,
    SignInSettings signIn,
    Set<String> groups,
    Set<String> roles,
    List<Assignment> assignments,
    Map<String, Mask> classes,
    PolicySet policies,
    Map<String, TargetSettings> targets,
    Map<String, PostgresSettings> databases,
    Optional<PostgresListening> postgres,
    LedgerSettings ledger,
    Limits limits,
    ApprovalSettings approvals,
    GrantLimits grants,
    Optional<MetricsListening> metrics,
    Map<String, VaultSettings> vaults,
    Optional<Traces> traces,
    List<FileDigest> files) {
  public Configuration {
    groups = Set.copyOf(groups);
    roles = Set.copyOf(roles);
    assignments = List.copyOf(assignments);
    classes = Map.copyOf(classes);
    targets = Map.copyOf(targets);
    databases = Map.copyOf(databases);
    vaults = Map.copyOf(vaults);
    files = List.copyOf(files);
  }

  /** Where the secret of each credential is, by the credential's name. */
  public Map<String, CredentialSource> credentials() {
    Map<String, CredentialSource> sources = new HashMap<>();
    targets.forEach((name, target) -> target.source().ifPresent(from -> sources.put(name, from)));
    databases.values().forEach(database -> sources.putAll(database.sources()));
    for (IssuerSettings issuer : signIn.issuers()) {
      issuer
          .freshness()
          .introspection()
          .ifPresent(
              asked -> sources.put(IntrospectionSettings.credential(issuer.id()), asked.secret()));
    }
    admin
        .page()
        .flatMap(PageSettings::secret)
        .ifPresent(from -> sources.put(PageSettings.CREDENTIAL, from));
    traces.flatMap(Traces::token).ifPresent(from -> sources.put(Traces.CREDENTIAL, from));
    metrics
        .flatMap(MetricsListening::token)
        .ifPresent(from -> sources.put(MetricsListening.CREDENTIAL, from));
    return Map.copyOf(sources);
  }

  /** The words of each target, by its name. */
  public Map<String, Lexicon> lexicons(long epoch) {
    Set<String> read = ArgumentNames.of(policies);
    return Stream.concat(
            targets.values().stream().map(target -> Lexicons.of(target, read, epoch)),
            databases.values().stream().map(database -> Lexicons.of(database, epoch)))
        .collect(Collectors.toUnmodifiableMap(Lexicon::target, Function.identity()));
  }

  /** The rules as the gate uses them, under an epoch. */
  public Rules rules(long epoch) {
    Map<String, Durability> durabilities = new HashMap<>();
    targets.forEach(
        (name, target) -> target.ledger().ifPresent(level -> durabilities.put(name, level)));
    databases.forEach(
        (name, server) -> server.ledger().ifPresent(level -> durabilities.put(name, level)));
    return new Rules(
        epoch, new CedarPolicy(policies, assignments, classes), lexicons(epoch), durabilities);
  }
}
