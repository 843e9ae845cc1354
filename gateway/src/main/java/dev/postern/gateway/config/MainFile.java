package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Forms;
import dev.postern.gateway.config.yaml.Names;
import dev.postern.gateway.config.yaml.Read;
import dev.postern.gateway.config.yaml.Scalars;
import dev.postern.gateway.config.yaml.Section;
import dev.postern.gateway.config.yaml.Units;
import dev.postern.gateway.ledger.LedgerSettings;
import dev.postern.gateway.signin.IssuerSettings;
import dev.postern.gateway.vault.VaultSettings;
import dev.postern.kernel.cedar.PolicySet;
import dev.postern.kernel.grant.GrantLimits;
import dev.postern.kernel.masking.Mask;
import dev.postern.kernel.policy.Assignment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the main file and those that it names hold. */
record MainFile(
    Listening listen,
    AdminSettings admin,
    Path data,
    List<IssuerSettings> issuers,
    Known known,
    Roles roles,
    Map<String, Mask> classes,
    PolicySet policies,
    List<TargetFile> targets,
    Optional<PostgresListening> postgres,
    Function<Path, LedgerSettings> ledger,
    Limits limits,
    ApprovalSettings approvals,
    GrantLimits grants,
    Optional<MetricsListening> metrics,
    Map<String, VaultSettings> vaults,
    Optional<Traces> traces) {
  /** Who is known by name. */
  record Known(
      Set<String> groups,
      List<KnownParty> people,
      List<KnownParty> workloads,
      List<KnownParty> agents) {}

  /** The roles and who holds them. */
  record Roles(Set<String> names, List<Assignment> assignments) {}

  /** The targets that speak MCP. */
  List<TargetSettings> mcp() {
    return targets.stream()
        .filter(TargetSettings.class::isInstance)
        .map(TargetSettings.class::cast)
        .toList();
  }

  /** The targets that speak PostgreSQL. */
  List<PostgresSettings> databases() {
    return targets.stream()
        .filter(PostgresSettings.class::isInstance)
        .map(PostgresSettings.class::cast)
        .toList();
  }

  private static final int MOST_PARTIES = 100_000;
  private static final Form<Mask> CLASS = Forms.section(MainFile::mask);

  /** Reads it, and with {@code files} those that it names, whatever else is wrong in it. */
  static Form<MainFile> form(NamedFiles files) {
    return Forms.section(at -> read(at, files));
  }

  private static Optional<MainFile> read(Section at, NamedFiles files) {
    Read<Listening> listen = at.key("listen", Listening.FORM, "Where callers connect.").required();
    Read<AdminSettings.Written> admin =
        at.key("admin", AdminSettings.Written.FORM, "How operators reach the gateway itself.")
            .or(AdminSettings.Written.NOTHING);
    Read<Path> data =
        at.key("data", Units.path(), "The directory of what the gateway writes.").required();
    Read<List<IssuerSettings>> issuers =
        at.key("issuers", Forms.some(Issuers.FORM, Issuers.MOST), "Whose tokens are accepted.")
            .required();
    Read<Set<String>> groups =
        at.key("groups", named(Names.Kind.GROUP), "The groups that this configuration speaks of.")
            .or(Set.of());
    Read<List<KnownParty>> people = parties(at, "people", KnownParty.PERSON);
    Read<List<KnownParty>> workloads = parties(at, "workloads", KnownParty.WORKLOAD);
    Read<List<KnownParty>> agents = parties(at, "agents", KnownParty.AGENT);
    Read<Set<String>> roles =
        at.key("roles", named(Names.Kind.ROLE), "The roles that can be assigned.").or(Set.of());
    Read<List<Assignment>> assignments =
        at.key("assignments", Forms.list(Assignments.FORM, MOST_PARTIES), "Who holds which role.")
            .or(List.of());
    Read<Map<String, Mask>> classes =
        at.key(
                "classes",
                Forms.map(Words.NAME.naming(Names.Kind.CLASS), CLASS, 1000),
                "The classes of content, by name.")
            .or(Map.of());
    Read<PolicySet> policies =
        at.key("policies", files.policies(), "The Cedar files, * in their names allowed.")
            .required();
    Read<List<TargetFile>> targets =
        at.key(
                "targets",
                files.documents(TargetFile.FORM),
                "The files of targets, * in their names allowed.")
            .required();
    Read<Optional<PostgresListening>> postgres =
        at.key("postgres", PostgresListening.FORM, "Where PostgreSQL's clients connect.")
            .optional();
    Read<Function<Path, LedgerSettings>> ledger =
        at.key("ledger", Ledgers.FORM, "How the ledger is kept.").or(LedgerSettings::in);
    Read<Limits> limits =
        at.key("limits", Limits.FORM, "The bounds of everything.").or(Limits.DEFAULT);
    Read<ApprovalSettings> approvals =
        at.key("approvals", ApprovalSettings.FORM, "How people are asked.")
            .or(ApprovalSettings.DEFAULT);
    Read<GrantLimits> grants =
        at.key("grants", GrantSettings.FORM, "The bounds of access for a time.")
            .or(GrantLimits.DEFAULT);
    Read<Optional<MetricsListening>> metrics =
        at.key("metrics", MetricsListening.FORM, "Where operators' machines read metrics.")
            .optional();
    Read<Map<String, VaultSettings>> vaults =
        at.key("vaults", Vaults.MAP, "The vaults that secrets are kept in, by name.").or(Map.of());
    Read<Optional<Traces>> traces =
        at.key("traces", Traces.FORM, "Where traces are told; none are kept without it.")
            .optional();
    return at.makeIf(
        () ->
            admin.get().within(data.get(), listen.get().url()).fits(data)
                && admin
                    .get()
                    .within(data.get(), listen.get().url())
                    .pageFits(listen.get().url(), admin)
                && reached(targets, postgres),
        () ->
            new MainFile(
                listen.get(),
                admin.get().within(data.get(), listen.get().url()),
                data.get(),
                issuers.get(),
                new Known(groups.get(), people.get(), workloads.get(), agents.get()),
                new Roles(roles.get(), assignments.get()),
                classes.get(),
                policies.get(),
                targets.get(),
                postgres.get(),
                ledger.get(),
                limits.get(),
                approvals.get(),
                grants.get(),
                metrics.get(),
                vaults.get(),
                traces.get()));
  }

  /** A target that no client could ever reach is a mistake. */
  private static boolean reached(
      Read<List<TargetFile>> targets, Read<Optional<PostgresListening>> postgres) {
    boolean unheard =
        postgres.get().isEmpty()
            && targets.get().stream().anyMatch(PostgresSettings.class::isInstance);
    if (unheard) {
      targets
          .spot()
          .problem("a target speaks PostgreSQL and nobody listens for it", "a postgres section");
    }
    return !unheard;
  }

  private static Read<List<KnownParty>> parties(Section at, String key, Form<KnownParty> form) {
    return at.key(key, Forms.list(form, MOST_PARTIES), "The " + key + " known by name.")
        .or(List.of());
  }

  private static Form<Set<String>> named(Names.Kind kind) {
    return Forms.list(Words.NAME.naming(kind), Words.MOST_NAMES).as(Set::copyOf, List::copyOf);
  }

  private static Optional<Mask> mask(Section at) {
    Map<String, Mask> masks =
        Arrays.stream(Mask.values())
            .collect(
                Collectors.toMap(
                    mask -> mask.name().toLowerCase(Locale.ROOT), Function.identity()));
    Read<Mask> mask =
        at.key("mask", Scalars.choice(masks), "How its content is shown to who may not reveal it.")
            .or(Mask.REDACT);
    return at.make(mask::get);
  }
}
