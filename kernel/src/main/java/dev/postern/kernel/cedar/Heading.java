package dev.postern.kernel.cedar;

import java.util.stream.Collectors;

/** Writes a policy as Cedar text on one line, without its annotations. */
final class Heading {
  private Heading() {}

  static String text(Policy policy) {
    Policy.Head head = policy.head();
    String conditions =
        policy.conditions().stream()
            .map(each ->
                (each.when() ? " when { " : " unless { ") + Printer.text(each.body()) + " }")
            .collect(Collectors.joining());
    return "%s (%s, %s, %s)%s;"
        .formatted(
            policy.effect() == Effect.PERMIT ? "permit" : "forbid",
            part("principal", head.principal()),
            part("action", head.action()),
            part("resource", head.resource()),
            conditions);
  }

  private static String part(String name, Scope scope) {
    return switch (scope) {
      case Scope.Any any -> name;
      case Scope.Equal(EntityUid uid) -> name + " == " + uid;
      case Scope.In(EntityUid uid) -> name + " in " + uid;
      case Scope.InAny in ->
          in.uids().stream()
              .map(EntityUid::toString)
              .collect(Collectors.joining(", ", name + " in [", "]"));
      case Scope.Is(String type) -> name + " is " + type;
      case Scope.IsIn(String type, EntityUid uid) -> name + " is " + type + " in " + uid;
    };
  }
}
