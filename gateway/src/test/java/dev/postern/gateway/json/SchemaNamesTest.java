package dev.postern.gateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class SchemaNamesTest {
  private static final String SCHEMA =
      """
      {"type":"object","required":["model","only_required"],
       "properties":{
         "model":{"type":"string","enum":["x"],"default":{"properties":{"not1":{}}}},
         "properties":{"type":"object","properties":{"inner":{"const":{"properties":{"not2":0}}}}},
         "list":{"type":"array","items":{"anyOf":[{"properties":{"in_any":true}},{"type":"null"}]}},
         "required":{"type":"array"}},
       "patternProperties":{"^x-":{"properties":{"in_pattern":{}}}},
       "$defs":{"properties":{"properties":{"in_def":{}}}},
       "if":{"properties":{"in_if":{}}},
       "x-unknown":{"deep":[{"properties":{"in_unknown":{}}}]},
       "examples":[{"properties":{"not3":{}}}]}\
      """;

  @Test
  void finds_the_properties_of_every_schema_and_of_nothing_else() {
    assertThat(SchemaNames.of(Json.root(SCHEMA), 100))
        .contains(
            Set.of(
                "model",
                "only_required",
                "properties",
                "inner",
                "list",
                "in_any",
                "required",
                "in_pattern",
                "in_def",
                "in_if",
                "in_unknown"));
  }

  @Test
  void gives_up_above_the_cap() {
    assertThat(SchemaNames.of(Json.root(SCHEMA), 11)).isPresent();
    assertThat(SchemaNames.of(Json.root(SCHEMA), 10)).isEmpty();
  }

  @Test
  void a_schema_that_is_no_object_names_nothing() {
    assertThat(SchemaNames.of(Json.root("true"), 1)).contains(Set.of());
  }

  @Test
  void arguments_may_not_imitate_a_name_of_the_schema() {
    KnownMembers known = KnownMembers.of(SchemaNames.of(Json.root(SCHEMA), 100).orElseThrow());
    assertThat(known.impostorWithin(Json.root("{\"model\":1,\"free\":[{\"inner\":2}]}"))).isEmpty();
    assertThat(known.impostorWithin(Json.root("{\"model\":1,\"free\":[{\"Inner\":2}]}")))
        .isPresent();
  }
}
