package dev.postern.kernel.operation;

import java.util.Set;

/**
 * What is done to a resource.
 *
 * @param namespace the target whose vocabulary the name belongs to; empty for the actions that all
 *     targets share
 * @param name the action's name, for example {@code deploy_model} or {@code connect}
 * @param groups the shared action groups that it belongs to, for example {@code read}
 */
public record Action(String namespace, String name, Set<String> groups) {
  /** The action of what is not understood: in no group, so that no rule covers it by accident. */
  public static final Action UNKNOWN = new Action("", "unknown", Set.of());

  public Action {
    groups = Set.copyOf(groups);
  }

  /** An action that all targets share, in no group. */
  public static Action shared(String name) {
    return new Action("", name, Set.of());
  }

  @Override
  public String toString() {
    return (namespace.isEmpty() ? "" : namespace + "::") + "Action::\"" + name + "\"";
  }
}
