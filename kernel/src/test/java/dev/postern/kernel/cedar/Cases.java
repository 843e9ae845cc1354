package dev.postern.kernel.cedar;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The people, things and short ways of asking that the tests of this package share. */
final class Cases {
  static final EntityUid ALICE = new EntityUid("User", "alice");
  static final EntityUid STAFF = new EntityUid("Group", "staff");
  static final EntityUid ALL = new EntityUid("Group", "all");
  static final EntityUid READ = new EntityUid("Action", "read");
  static final EntityUid PHOTO = new EntityUid("Photo", "sea");
  static final EntityUid ALBUM = new EntityUid("Album", "trip");

  static final Entities ENTITIES =
      Entities.of(
          List.of(
              new Entity(
                  ALICE,
                  Set.of(STAFF),
                  RecordOf.of(
                      Map.of(
                          "age", new Long64(30),
                          "name", new Str("Alice"),
                          "home", RecordOf.of(Map.of("city", new Str("Oslo"))))),
                  Map.of("team", new Str("blue"))),
              new Entity(STAFF, Set.of(ALL)),
              new Entity(PHOTO, Set.of(ALBUM))));

  private Cases() {}

  /** The policies of {@code text}; fails the test when it is not understood. */
  static PolicySet policies(String text) {
    return switch (PolicySet.parse(List.of(new Source("t.cedar", text)))) {
      case PolicySet.Accepted accepted -> accepted.policies();
      case PolicySet.Rejected rejected -> throw new AssertionError(rejected.problems());
    };
  }

  /** What is wrong with {@code text}, as a person reads it. */
  static List<String> problems(String text) {
    return switch (PolicySet.parse(List.of(new Source("t.cedar", text)))) {
      case PolicySet.Accepted accepted -> List.of();
      case PolicySet.Rejected rejected ->
          rejected.problems().stream().map(Problem::toString).toList();
    };
  }

  /** A lazy record with these names. */
  static RecordOf lazy(Set<String> names, Function<String, CedarValue> source) {
    return RecordOf.lazy(
        new RecordOf.Fields() {
          @Override
          public Set<String> names() {
            return names;
          }

          @Override
          public Optional<CedarValue> value(String name) {
            return names.contains(name) ? Optional.of(source.apply(name)) : Optional.empty();
          }
        });
  }

  static Answer ask(String policies, RecordOf context) {
    return policies(policies).answer(new Request(ALICE, READ, PHOTO, context), ENTITIES);
  }

  /**
   * What {@code expression} gives as the condition of a permit: "true", "false", or the message of
   * its error.
   */
  static String value(String expression) {
    return value(expression, RecordOf.empty());
  }

  static String value(String expression, RecordOf context) {
    Answer answer =
        ask("permit (principal, action, resource) when { " + expression + " };", context);
    return answer.faults().isEmpty()
        ? String.valueOf(answer.allowed())
        : answer.faults().getFirst().message();
  }
}
