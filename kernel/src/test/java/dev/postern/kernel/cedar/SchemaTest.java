package dev.postern.kernel.cedar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SchemaTest {
  static Schema schema(String text) {
    return switch (Schema.parse(List.of(new Source("s.cedarschema", text)))) {
      case Schema.Accepted accepted -> accepted.schema();
      case Schema.Rejected rejected -> throw new AssertionError(rejected.problems());
    };
  }

  private static List<String> problems(String text) {
    return switch (Schema.parse(List.of(new Source("s.cedarschema", text)))) {
      case Schema.Accepted accepted -> List.of();
      case Schema.Rejected rejected -> rejected.problems().stream().map(Problem::toString).toList();
    };
  }

  @Test
  void reads_types_actions_and_what_they_apply_to() {
    Schema schema =
        schema(
            """
            entity User, Agent in [Team] = { name: String, "e-mail"?: String, } tags Set<Long>;
            entity Team;
            entity Level enum ["low", "high"];
            namespace Git {
              @doc("a place") type Place = { host: ipaddr, since?: __cedar::datetime };
              entity Repo { at: Place };
              action write, "merge now" in [read] appliesTo { principal: [User, Agent], resource: Repo, context: { why: Place } };
              action read;
            }
            """);
    CedarType.Record place =
        new CedarType.Record(
            Map.of(
                "host", new CedarType.Field(CedarType.Scalar.IPADDR, true),
                "since", new CedarType.Field(CedarType.Scalar.DATETIME, false)));
    EntityUid merge = new EntityUid("Git::Action", "merge now");
    EntityUid read = new EntityUid("Git::Action", "read");
    assertThat(schema.action(merge))
        .contains(
            new Schema.Action(
                merge,
                Set.of(read),
                Set.of("User", "Agent"),
                Set.of("Git::Repo"),
                new CedarType.Record(Map.of("why", new CedarType.Field(place, true)))));
    assertThat(schema.entity("Git::Repo"))
        .contains(
            new Schema.EntityType(
                "Git::Repo", Set.of(), Map.of("at", new CedarType.Field(place, true))));
    assertThat(schema.entity("Level").flatMap(Schema.EntityType::ids))
        .contains(Set.of("low", "high"));
    Schema.EntityType user = schema.entity("User").orElseThrow();
    assertThat(user.tags()).isEqualTo(Optional.of(new CedarType.Set(CedarType.Scalar.LONG)));
    assertThat(user.attributes().get("e-mail"))
        .isEqualTo(new CedarType.Field(CedarType.Scalar.STRING, false));
    assertThat(schema.canBeIn("Agent", "Team")).isTrue();
    assertThat(schema.canBeIn("Team", "Agent")).isFalse();
    assertThat(schema.isIn(merge, read)).isTrue();
  }

  @Test
  void reports_names_that_nothing_has_and_names_that_two_have() {
    assertThat(
            problems(
                """
                entity User in [Team] { a: Strin };
                entity User;
                action read in [group] appliesTo { principal: User, resource: Thing, context: String };
                """))
        .containsExactly(
            "s.cedarschema:2:1: this is declared at s.cedarschema:1:1 too",
            "s.cedarschema:1:17: there is no entity type Team",
            "s.cedarschema:1:28: there is no type Strin",
            "s.cedarschema:3:1: the context of Action::\"read\" must be a record, not String",
            "s.cedarschema:3:17: there is no action Action::\"group\"",
            "s.cedarschema:3:63: there is no entity type Thing");
  }

  @Test
  void goes_on_behind_a_mistake_to_the_next() {
    assertThat(problems("entity; action \"x\" appliesTo { who: A }; type T = Set<>; namespace N {"))
        .containsExactly(
            "s.cedarschema:1:7: expected the name of an entity type, found `;`",
            "s.cedarschema:1:32: expected `principal`, `resource`, `context` or `}`, found `who`",
            "s.cedarschema:1:55: expected a type, found `>`",
            "s.cedarschema:1:71: expected `}` of the namespace N, found the end of the text");
  }

  @Test
  void a_type_in_itself_or_too_deep_is_a_problem() {
    assertThat(problems("type A = { b: B }; type B = Set<A>; entity E { a: A };"))
        .singleElement()
        .asString()
        .contains("contains itself");
    String chain =
        IntStream.range(0, 100_000)
            .mapToObj(i -> "type T" + i + " = Set<T" + (i + 1) + ">;")
            .collect(Collectors.joining());
    assertThat(problems(chain + "type T100000 = Long; entity E { a: T0 };").getFirst())
        .contains("more than 16");
    assertThat(problems("type T = " + "Set<".repeat(100_000)).getFirst()).contains("nested deeper");
    assertThat(problems("type T = " + "{a:".repeat(100_000)).getFirst()).contains("nested deeper");
  }
}
