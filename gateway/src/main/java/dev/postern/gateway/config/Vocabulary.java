package dev.postern.gateway.config;

import dev.postern.kernel.cedar.CedarType;
import dev.postern.kernel.cedar.CedarType.Field;
import dev.postern.kernel.cedar.CedarType.Scalar;
import dev.postern.kernel.cedar.CedarType.Truth;
import dev.postern.kernel.cedar.EntityUid;
import dev.postern.kernel.cedar.Known;
import dev.postern.kernel.cedar.Schema;
import dev.postern.kernel.cedar.Schema.EntityType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What policies can speak of: the types that all targets share, and the tools, prompts, groups and
 * classes that a configuration names. Mirrors how kernel.policy and the protocols name things.
 */
public final class Vocabulary {
  /** Names of the gateway's own actions, in its namespace {@code postern}. */
  public static final Set<String> GATEWAY_ACTIONS =
      Set.of(
          "whoami",
          "list-targets",
          "mint-password",
          "list-connections",
          "list-requests",
          "read-request",
          "read-request-history",
          "approve-request",
          "deny-request",
          "withdraw-request",
          "request-role",
          "list-grants",
          "list-all-grants",
          "read-grant",
          "renew-grant",
          "shorten-grant",
          "return-grant",
          "revoke-grant",
          "reload",
          "drain",
          "watch-drain",
          "list-locks",
          "lock",
          "unlock",
          "list-sessions",
          "read-session",
          "read-recording",
          "export-session",
          "list-operations",
          "explain-policy",
          "list-unused-rules",
          "explain-operation",
          "erase-recordings",
          "scan-target");

  /** The gateway as a target of its own. */
  public static final String GATEWAY = "postern";

  /** Content that no path names is revealed under this class. */
  public static final String UNMAPPED = "unmapped";

  private static final String TARGET = "McpServer";
  private static final Set<String> CALLERS = Set.of("Person", "Workload", "Agent");
  private static final Set<String> OWN = Set.of("Person", "Workload", "Agent", "Postern");

  /** What the gateway asks targets itself, when it looks at what they offer. */
  private static final Set<String> ASKED_BY_GATEWAY = Set.of("connect", "list", "select", "reveal");

  private static final Set<String> OF_TARGET = Set.of(TARGET, "Env", "Tag");

  /**
   * The type of what only a target knows, as the arguments of its tools: whatever is done with it
   * fits.
   */
  private static final CedarType ANYTHING = CedarType.Failed.FAILED;

  private static final CedarType.Record CONTEXT =
      new CedarType.Record(
          Map.of(
              "now", new Field(Scalar.DATETIME, true),
              "session", new Field(Scalar.STRING, true),
              "approved", new Field(Truth.EITHER, true),
              "chain", new Field(new CedarType.Set(ANYTHING), true),
              "method", new Field(Scalar.STRING, false)));

  private static final CedarType.Record CALL = with(CONTEXT, "input", new Field(ANYTHING, true));

  /** What is known of a recording whenever somebody wants to read it: docs/guide. */
  private static final CedarType.Record RECORDING =
      with(
          CALL,
          "recording",
          new Field(
              new CedarType.Record(
                  Map.of(
                      "session", new Field(Scalar.STRING, true),
                      "target", new Field(Scalar.STRING, true),
                      "environment", new Field(Scalar.STRING, true),
                      "record", new Field(Scalar.STRING, true),
                      "people", new Field(new CedarType.Set(Scalar.STRING), true),
                      "agents", new Field(new CedarType.Set(Scalar.STRING), true),
                      "workloads", new Field(new CedarType.Set(Scalar.STRING), true))),
              true));

  private static final Set<String> RECORDED =
      Set.of("read-session", "read-recording", "export-session", "explain-operation");

  private final Collection<TargetSettings> targets;
  private final SqlVocabulary sql;

  Vocabulary(Collection<TargetSettings> targets, Collection<PostgresSettings> databases) {
    this.targets = List.copyOf(targets);
    this.sql = new SqlVocabulary(databases);
  }

  /** What the rules of a configuration can speak of. */
  public static Vocabulary of(Configuration configuration) {
    return new Vocabulary(configuration.targets().values(), configuration.databases().values());
  }

  /** Names of the actions that all targets share, in no namespace. */
  public static Set<String> sharedActions() {
    return shared().stream().map(action -> action.uid().id()).collect(Collectors.toSet());
  }

  /** The types and actions. */
  public Schema schema() {
    List<Schema.Action> actions = new ArrayList<>(shared());
    actions.addAll(tools());
    actions.addAll(gateway());
    return new Schema(entities(), actions);
  }

  /** The entities that are all known by name. */
  Known known(Set<String> groups, Set<String> roles, Set<String> classes) {
    Map<String, Set<String>> ids = new HashMap<>();
    ids.put("Group", groups);
    ids.put("Role", roles);
    Set<String> all = new HashSet<>(classes);
    all.add(UNMAPPED);
    ids.put("Class", all);
    ids.put("Gateway", Set.of(GATEWAY));
    ids.put(TARGET, names(targets.stream().map(TargetSettings::name)));
    ids.put(SqlVocabulary.SERVER, names(sql.names()));
    ids.put("Server", names(targets.stream().map(TargetSettings::name)));
    ids.put(
        "Env",
        names(
            Stream.concat(targets.stream().map(TargetSettings::environment), sql.environments())));
    ids.put("Tag", names(Stream.concat(targets.stream().flatMap(Vocabulary::tags), sql.tags())));
    ids.put("Tool", names(targets.stream().flatMap(t -> within(t, t.parts().tools()))));
    ids.put("Prompt", names(targets.stream().flatMap(t -> within(t, t.parts().prompts()))));
    return new Known(ids);
  }

  private static List<EntityType> entities() {
    List<EntityType> types = new ArrayList<>();
    Map<String, Field> party =
        Map.of(
            "name", new Field(Scalar.STRING, true),
            "issuer", new Field(Scalar.STRING, true),
            "subject", new Field(Scalar.STRING, true),
            "owner", new Field(new CedarType.Entity("Person"), false));
    for (String kind : List.of("Person", "Workload", "Agent", "Server", "Postern")) {
      types.add(new EntityType(kind, Set.of("Group", "Role"), party));
    }
    for (String plain : List.of("Group", "Role", "Env", "Tag", "Class", "Gateway")) {
      types.add(new EntityType(plain, Set.of(), Map.of()));
    }
    types.add(new EntityType(TARGET, Set.of("Env", "Tag"), Map.of()));
    types.add(new EntityType("Tool", OF_TARGET, Map.of()));
    types.add(new EntityType("Prompt", OF_TARGET, Map.of()));
    types.add(new EntityType("Resource", Set.of(TARGET, "Env", "Tag", "Resource"), Map.of()));
    types.add(
        new EntityType(
            "Field",
            Set.of(
                TARGET,
                "Env",
                "Tag",
                "Class",
                "Tool",
                "Prompt",
                "Resource",
                SqlVocabulary.SERVER,
                SqlVocabulary.DATABASE),
            Map.of()));
    types.addAll(SqlVocabulary.entities());
    return types;
  }

  /** The actions that all targets share: docs/protocols/mcp.md has the methods. */
  private static List<Schema.Action> shared() {
    Set<String> parts = Set.of("Prompt", "Resource");
    Set<String> content = Set.of("Field");
    Set<String> anything =
        Set.of(
            TARGET,
            "Tool",
            "Prompt",
            "Resource",
            SqlVocabulary.SERVER,
            SqlVocabulary.DATABASE,
            SqlVocabulary.ACCOUNT);
    Set<String> opened = Set.of(TARGET, SqlVocabulary.ACCOUNT);
    CedarType.Record opening = CONTEXT;
    for (Map.Entry<String, Field> field : SqlVocabulary.opening().entrySet()) {
      opening = with(opening, field.getKey(), field.getValue());
    }
    List<Schema.Action> actions = new ArrayList<>(SqlVocabulary.actions(CALLERS, CONTEXT));
    actions.addAll(
        List.of(
            action("read", Set.of(), CALLERS, Set.of("Resource"), CONTEXT),
            action("write", Set.of(), Set.of(), Set.of(), CONTEXT),
            action("connect", Set.of(), CALLERS, opened, opening),
            action("list", Set.of("read"), CALLERS, Set.of(TARGET), CONTEXT),
            action("get", Set.of("read"), CALLERS, Set.of("Prompt"), CALL),
            action("subscribe", Set.of("read"), CALLERS, Set.of("Resource"), CONTEXT),
            action("complete", Set.of("read"), CALLERS, parts, CONTEXT),
            action("respond", Set.of(), CALLERS, Set.of(TARGET), CONTEXT),
            action("sample", Set.of(), Set.of("Server"), CALLERS, CONTEXT),
            action("elicit", Set.of(), Set.of("Server"), CALLERS, CONTEXT),
            action("roots", Set.of(), Set.of("Server"), CALLERS, CONTEXT),
            action("reveal", Set.of(), CALLERS, content, CONTEXT),
            action("unknown", Set.of(), CALLERS, anything, CONTEXT)));
    return actions.stream().map(Vocabulary::withGateway).toList();
  }

  private static Schema.Action withGateway(Schema.Action action) {
    return ASKED_BY_GATEWAY.contains(action.uid().id())
        ? new Schema.Action(
            action.uid(), action.parents(), OWN, action.resources(), action.context())
        : action;
  }

  private List<Schema.Action> tools() {
    List<Schema.Action> actions = new ArrayList<>();
    for (TargetSettings target : targets) {
      target
          .parts()
          .tools()
          .forEach((name, part) ->
              actions.add(
                  new Schema.Action(
                      new EntityUid(target.name() + "::Action", name),
                      groups(part.groups()),
                      CALLERS,
                      Set.of("Tool"),
                      CALL)));
    }
    return actions;
  }

  private static List<Schema.Action> gateway() {
    return GATEWAY_ACTIONS.stream()
        .map(name ->
            new Schema.Action(
                new EntityUid("postern::Action", name),
                groups(Set.of("read", "write")),
                OWN,
                Set.of("Gateway"),
                RECORDED.contains(name) ? RECORDING : CALL))
        .toList();
  }

  private static Schema.Action action(
      String name,
      Set<String> groups,
      Set<String> principals,
      Set<String> resources,
      CedarType.Record context) {
    return new Schema.Action(
        new EntityUid("Action", name), groups(groups), principals, resources, context);
  }

  private static Set<EntityUid> groups(Set<String> names) {
    return names.stream()
        .map(name -> new EntityUid("Action", name))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static CedarType.Record with(CedarType.Record record, String name, Field field) {
    Map<String, Field> fields = new HashMap<>(record.fields());
    fields.put(name, field);
    return new CedarType.Record(fields);
  }

  private static Stream<String> within(TargetSettings target, Map<String, PartSettings> parts) {
    return parts.keySet().stream().map(part -> target.name() + "/" + part);
  }

  private static Stream<String> tags(TargetSettings target) {
    TargetSettings.Parts parts = target.parts();
    return Stream.concat(
        target.tags().stream(),
        Stream.of(parts.tools(), parts.prompts(), parts.resources())
            .flatMap(map -> map.values().stream())
            .flatMap(part -> part.tags().stream()));
  }

  private static Set<String> names(Stream<String> names) {
    return names.collect(Collectors.toUnmodifiableSet());
  }
}
