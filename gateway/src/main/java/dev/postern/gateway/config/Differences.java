package dev.postern.gateway.config;

import dev.postern.gateway.config.PostgresSettings.Parts;
import dev.postern.kernel.cedar.Policy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What is otherwise in another configuration, in words. */
public final class Differences {
  private final Configuration former;
  private final Configuration next;
  private final List<String> told = new ArrayList<>();

  private Differences(Configuration former, Configuration next) {
    this.former = former;
    this.next = next;
  }

  /** One line for each difference; none where both say the same. */
  public static List<String> between(Configuration former, Configuration next) {
    Differences differences = new Differences(former, next);
    differences.rules();
    differences.targets();
    differences.databases();
    differences.told.addAll(SignInDifferences.between(former.signIn(), next.signIn()));
    differences.part("groups", Configuration::groups);
    differences.part("roles", Configuration::roles);
    differences.part("assignments", Configuration::assignments);
    differences.part("classes", Configuration::classes);
    differences.part("limits", Configuration::limits);
    differences.part("approvals", Configuration::approvals);
    differences.part("grants", Configuration::grants);
    differences.part("listen", Configuration::listen);
    differences.part("postgres", Configuration::postgres);
    differences.part("vaults", Configuration::vaults);
    differences.part("credentials", Configuration::credentials);
    return List.copyOf(differences.told);
  }

  private void part(String name, Function<Configuration, Object> part) {
    if (!part.apply(former).equals(part.apply(next))) {
      told.add(name + " changed");
    }
  }

  private void rules() {
    Map<String, String> before = rules(former);
    Map<String, String> after = rules(next);
    names(before, after)
        .forEach(id -> {
          if (!before.containsKey(id)) {
            told.add("rule " + id + " is new");
          } else if (!after.containsKey(id)) {
            told.add("rule " + id + " is gone");
          } else if (!Objects.equals(before.get(id), after.get(id))) {
            told.add("rule " + id + " changed");
          }
        });
  }

  /** A rule's text with its annotations: they ask for people and say reasons. */
  private static Map<String, String> rules(Configuration configuration) {
    return configuration.policies().policies().stream()
        .collect(
            Collectors.toMap(
                Policy::id, policy -> policy.text() + new TreeMap<>(policy.annotations())));
  }

  private void targets() {
    Map<String, String> before = new HashMap<>();
    Map<String, String> after = new HashMap<>();
    former.targets().forEach((name, target) -> before.put(name, target.target().place()));
    next.targets().forEach((name, target) -> after.put(name, target.target().place()));
    targets(before, after, former.targets(), next.targets());
  }

  private void databases() {
    Map<String, String> before = new HashMap<>();
    Map<String, String> after = new HashMap<>();
    former.databases().forEach((name, server) -> before.put(name, place(server)));
    next.databases().forEach((name, server) -> after.put(name, place(server)));
    targets(before, after, former.databases(), next.databases());
    names(former.databases(), next.databases())
        .forEach(name -> {
          PostgresSettings old = former.databases().get(name);
          PostgresSettings now = next.databases().get(name);
          if (old != null && now != null) {
            accounts(name, old.parts(), now.parts());
          }
        });
  }

  private void accounts(String server, Parts before, Parts after) {
    before.accounts().keySet().stream()
        .filter(account -> !after.accounts().containsKey(account))
        .sorted()
        .forEach(account ->
            told.add("account %s of %s is gone: its sessions end".formatted(account, server)));
  }

  private static String place(PostgresSettings server) {
    return server.target().address() + " " + server.target().secrecy();
  }

  private void targets(
      Map<String, String> before,
      Map<String, String> after,
      Map<String, ?> old,
      Map<String, ?> now) {
    names(before, after)
        .forEach(name -> {
          if (!before.containsKey(name)) {
            told.add("target " + name + " is new");
          } else if (!after.containsKey(name)) {
            told.add("target " + name + " is gone: its sessions end");
          } else if (!Objects.equals(before.get(name), after.get(name))) {
            told.add("target " + name + " is another server: its sessions end");
          } else if (!Objects.equals(old.get(name), now.get(name))) {
            told.add("target " + name + " changed");
          }
        });
  }

  private static TreeSet<String> names(Map<String, ?> some, Map<String, ?> others) {
    TreeSet<String> names = new TreeSet<>(some.keySet());
    names.addAll(others.keySet());
    return names;
  }
}
