package dev.postern.kernel.cedar;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One policy as it was written.
 *
 * @param id its {@code @id}, or its file and line; unique in its set
 * @param ordinal its place in the set, from 0
 * @param annotations {@code @name("value")}; a name alone has the empty value
 * @param conditions in their order
 * @param at where it starts
 */
public record Policy(
    String id,
    int ordinal,
    Effect effect,
    Map<String, String> annotations,
    Head head,
    List<Condition> conditions,
    Position at) {

  /** Principal, action and resource of a policy's head, and where each is written. */
  public record Head(Scope principal, Scope action, Scope resource, Places at) {}

  /** Where the parts of a head are written. */
  public record Places(Position principal, Position action, Position resource) {}

  /** {@code when { body }}, or {@code unless { body }} where {@code when} is false. */
  public record Condition(boolean when, Expr body) {}

  public Policy {
    annotations = Map.copyOf(annotations);
    conditions = List.copyOf(conditions);
  }

  /** The value of an annotation, empty text for one that is a name alone. */
  public Optional<String> annotation(String name) {
    return Optional.ofNullable(annotations.get(name));
  }

  /** The rule on one line, as Cedar text without its annotations. */
  public String text() {
    return Heading.text(this);
  }
}
