package dev.postern.gateway.config.check;

import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.config.Vocabulary;
import dev.postern.kernel.cedar.EntityUid;
import dev.postern.kernel.cedar.Schema;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Ref;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Everything that the gateway asks policy about under a configuration: each action with each part
 * of each target, and for parts that nobody named one that stands for all of them.
 */
public final class Asks {
  /** Stands for every part without a name of its own; no part can be called so. */
  private static final String OTHER = "\u0000other";

  private static final Set<String> PARTIES = Set.of("Person", "Workload", "Agent");

  /** Parts that callers name as they like. */
  private static final Set<String> OPEN = Set.of("Resource", "Prompt", "Database", "Tool");

  private final Schema schema;
  private final Map<String, Lexicon> lexicons;
  private final Map<String, Map<EntityUid, Set<EntityUid>>> resources = new HashMap<>();
  private final List<Asked> all = new ArrayList<>();

  /** Those under a configuration. */
  public Asks(Configuration configuration) {
    this.schema = Vocabulary.of(configuration).schema();
    this.lexicons = configuration.lexicons(0);
    lexicons.values().forEach(this::parts);
    EntityUid gateway = new EntityUid("Gateway", Vocabulary.GATEWAY);
    add(gateway, Set.of());
    PARTIES.forEach(type -> add(new EntityUid(type, OTHER), Set.of()));
    schema.actions().forEach(action -> all.addAll(asked(action, resources)));
    lexicons.values().stream()
        .filter(lexicon -> lexicon.type().equals("McpServer"))
        .forEach(this::unnamedTool);
  }

  /** All of them. */
  public Collection<Asked> all() {
    return all;
  }

  /** The actions and types. */
  Schema schema() {
    return schema;
  }

  /** Those of parts that a rule names and no file does. */
  public List<Asked> of(Set<EntityUid> named) {
    Map<String, Map<EntityUid, Set<EntityUid>>> more = new HashMap<>();
    for (EntityUid uid : named) {
      if (resources.getOrDefault(uid.type(), Map.of()).containsKey(uid)) {
        continue;
      }
      inside(uid)
          .ifPresent(
              around -> more.computeIfAbsent(uid.type(), type -> new HashMap<>()).put(uid, around));
    }
    return more.isEmpty()
        ? List.of()
        : schema.actions().stream().flatMap(action -> asked(action, more).stream()).toList();
  }

  /** What a part that no file names is in; empty where no target could have it. */
  private Optional<Set<EntityUid>> inside(EntityUid uid) {
    int slash = uid.id().indexOf('/');
    if (slash < 0) {
      return Optional.empty();
    }
    Optional<Lexicon> lexicon = Optional.ofNullable(lexicons.get(uid.id().substring(0, slash)));
    return switch (uid.type()) {
      case "Resource" ->
          lexicon.filter(Asks::mcp).map(words -> around(words, uid, patterns(words)));
      case "Database" ->
          lexicon.filter(words -> !mcp(words)).map(words -> around(words, uid, Set.of()));
      case "Account" -> lexicon.filter(words -> !mcp(words)).flatMap(words -> account(words, uid));
      default -> Optional.empty();
    };
  }

  /** An account that the file names, in a database that it does not. */
  private static Optional<Set<EntityUid>> account(Lexicon words, EntityUid uid) {
    String[] parts = uid.id().split("/", 3);
    if (parts.length < 3) {
      return Optional.empty();
    }
    return words.terms().entrySet().stream()
        .filter(term -> term.getKey().type().equals("Account"))
        .filter(term -> term.getKey().name().endsWith("/" + parts[2]))
        .findFirst()
        .map(term -> {
          Set<EntityUid> inside = uids(term.getValue().tags());
          inside.add(new EntityUid("Database", parts[0] + "/" + parts[1]));
          return around(words, uid, inside);
        });
  }

  private static Set<EntityUid> patterns(Lexicon words) {
    return words.terms().keySet().stream()
        .filter(ref -> ref.type().equals("Resource") && ref.name().contains("*"))
        .map(Asks::uid)
        .collect(Collectors.toSet());
  }

  private void parts(Lexicon words) {
    EntityUid target = uid(words.itself().ref());
    add(target, uids(words.parents()));
    Set<String> open = mcp(words) ? Set.of("Resource", "Prompt", "Tool") : Set.of("Database");
    for (String type : OPEN) {
      if (open.contains(type)) {
        EntityUid other = new EntityUid(type, words.target() + "/" + OTHER);
        add(other, around(words, other, Set.of()));
      }
    }
    words
        .terms()
        .forEach((ref, term) -> {
          EntityUid part = uid(ref);
          Set<EntityUid> inside = uids(term.tags());
          if (ref.type().equals("Account")) {
            String database = ref.name().substring(0, ref.name().lastIndexOf('/'));
            inside.add(new EntityUid("Database", database));
          }
          Set<EntityUid> around = around(words, part, inside);
          add(part, around);
          term.fields().forEach((path, name) -> field(part, around, path, name));
        });
    if (words.classed()) {
      field(target, around(words, target, Set.of()), "*", Vocabulary.UNMAPPED);
    }
  }

  /** Content of a class at a place of a part's replies. */
  private void field(EntityUid part, Set<EntityUid> around, String path, String named) {
    EntityUid field = new EntityUid("Field", part.id() + "#" + path);
    Set<EntityUid> inside = new HashSet<>(around);
    inside.add(new EntityUid("Class", named));
    add(field, inside);
  }

  private static Set<EntityUid> around(Lexicon words, EntityUid part, Set<EntityUid> more) {
    Set<EntityUid> around = uids(words.parents());
    around.addAll(more);
    around.add(uid(words.itself().ref()));
    around.add(part);
    return around;
  }

  private void add(EntityUid resource, Set<EntityUid> inside) {
    Set<EntityUid> around = new HashSet<>(inside);
    around.add(resource);
    resources.computeIfAbsent(resource.type(), type -> new HashMap<>()).put(resource, around);
  }

  private List<Asked> asked(
      Schema.Action action, Map<String, Map<EntityUid, Set<EntityUid>>> among) {
    List<Asked> asked = new ArrayList<>();
    String of = namespace(action.uid());
    for (String type : action.resources()) {
      among
          .getOrDefault(type, Map.of())
          .forEach((resource, around) -> {
            // A tool's action is asked of that tool alone.
            boolean another =
                lexicons.containsKey(of) && !resource.id().equals(of + "/" + action.uid().id());
            if (!another) {
              asked.add(
                  new Asked(
                      action.uid(),
                      schema.around(action.uid()),
                      resource,
                      around,
                      action.principals(),
                      PARTIES.contains(type)));
            }
          });
    }
    return asked;
  }

  private void unnamedTool(Lexicon words) {
    EntityUid tool = new EntityUid("Tool", words.target() + "/" + OTHER);
    EntityUid action = new EntityUid(words.target() + "::Action", OTHER);
    all.add(new Asked(action, Set.of(action), tool, around(words, tool, Set.of()), PARTIES, false));
  }

  private static String namespace(EntityUid action) {
    int end = action.type().lastIndexOf("::");
    return end < 0 ? "" : action.type().substring(0, end);
  }

  private static boolean mcp(Lexicon words) {
    return words.type().equals("McpServer");
  }

  private static EntityUid uid(Ref ref) {
    return new EntityUid(ref.type(), ref.name());
  }

  private static Set<EntityUid> uids(Set<Ref> refs) {
    Set<EntityUid> uids = new HashSet<>();
    refs.forEach(ref -> uids.add(uid(ref)));
    return uids;
  }
}
