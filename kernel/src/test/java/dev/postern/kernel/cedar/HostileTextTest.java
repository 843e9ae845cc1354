package dev.postern.kernel.cedar;

import static dev.postern.kernel.cedar.Cases.problems;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileTextTest {
  private static final int MANY = 200_000;

  private static String when(String condition) {
    return "permit (principal, action, resource) when { " + condition + " };";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"(", "[", "{a:", "if ", "[1].contains(", "ip(", "!(", "-(", "context[", "{"})
  void deep_nesting_is_a_problem_with_a_place(String opening) {
    assertThat(problems(when(opening.repeat(MANY))))
        .singleElement()
        .asString()
        .startsWith("t.cedar:1:")
        .containsAnyOf("nested deeper than 100 levels", "expected");
  }

  @Test
  @Tag("reaches:cedar.Limits.nesting")
  void the_hundredth_level_is_taken_and_the_next_is_not() {
    assertThat(problems(when("(".repeat(99) + "true" + ")".repeat(99)))).isEmpty();
    assertThat(problems(when("(".repeat(100) + "true" + ")".repeat(100))))
        .singleElement()
        .asString()
        .contains("100 levels");
  }

  @ParameterizedTest
  @ValueSource(strings = {".a", "[\"a\"]", ".contains(1)"})
  void a_long_chain_of_accesses_nests_too(String access) {
    assertThat(problems(when("context" + access.repeat(90)))).isEmpty();
    assertThat(problems(when("context" + access.repeat(MANY))))
        .singleElement()
        .asString()
        .contains("100 levels");
  }

  @ParameterizedTest
  @ValueSource(strings = {"true && ", "true || ", "1 + ", "1 * ", "1 - "})
  void a_long_chain_of_one_operator_is_no_nesting(String link) {
    String end = link.startsWith("true") ? "true" : "1 == 1";
    assertThat(problems(when(link.repeat(MANY) + end))).isEmpty();
    assertThat(Cases.value(link.repeat(1000) + end)).isIn("true", "false");
  }

  @Test
  void parentheses_around_the_entity_of_a_head_are_counted() {
    assertThat(problems("permit (principal == " + "(".repeat(MANY) + ", action, resource);"))
        .singleElement()
        .asString()
        .contains("100 levels");
  }

  @Test
  @Tag("reaches:cedar.Limits.characters")
  void a_text_past_the_limit_is_not_read() {
    Limits small = new Limits(100, 10, 10);
    assertThat(PolicySet.parse(List.of(new Source("t.cedar", "/".repeat(101))), small))
        .isEqualTo(
            new PolicySet.Rejected(
                List.of(
                    new Problem(
                        Severity.ERROR,
                        new Position("t.cedar", 1, 1),
                        "the text is longer than 100 characters"))));
  }

  @Test
  @Tag("reaches:cedar.Limits.problems")
  void problems_stop_at_their_limit() {
    assertThat(problems("x;".repeat(MANY))).hasSize(Limits.STANDARD.problems());
    assertThat(problems("\0".repeat(MANY))).hasSizeBetween(1, Limits.STANDARD.problems());
  }

  @Test
  void long_words_are_cut_in_messages() {
    assertThat(problems("x".repeat(MANY)).getFirst()).hasSizeLessThan(200);
    assertThat(problems(when("1".repeat(MANY))).getFirst()).hasSizeLessThan(200);
    assertThat(problems("\"" + "\ud83d\ude00".repeat(MANY) + "\"").getFirst()).hasSizeLessThan(200);
  }

  @Test
  void a_pattern_of_many_stars_ends() {
    String text = "a".repeat(10_000);
    assertThat(Cases.value("\"" + text + "\" like \"" + "*a".repeat(5_000) + "*b\""))
        .isEqualTo("false");
  }

  @Test
  void texts_with_one_hash_cost_no_more_than_others() {
    // 65,536 of them: with quadratic cost this test would take many minutes.
    List<String> colliding = new ArrayList<>(List.of(""));
    for (int length = 0; length < 16; length++) {
      colliding = colliding.stream().flatMap(text -> Stream.of(text + "Aa", text + "BB")).toList();
    }
    Map<String, CedarValue> fields = new HashMap<>();
    colliding.forEach(name -> fields.put(name, Bool.TRUE));
    RecordOf record = RecordOf.of(fields);
    RecordOf lazy = Cases.lazy(fields.keySet(), name -> SetOf.strings(fields.keySet()));
    String last = colliding.getLast();
    assertThat(Cases.value("context." + last, record)).isEqualTo("true");
    assertThat(Cases.value("context." + last + ".contains(\"" + last + "\")", lazy))
        .isEqualTo("true");
    assertThat(record).isEqualTo(RecordOf.of(fields));
  }

  @RepeatedTest(20)
  void any_cut_and_any_changed_character_is_read_or_refused(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    String good =
        """
        @id("x") forbid (principal is A::B in A::"\\u{1F600}", action in [Action::"a"], resource)
        when { if context has a.b then principal.a["x"].contains(-1) else ip("::1").isInRange(ip("::/0")) }
        unless { "a" like "*\\*" && {a: 1, "b": [true]}.a * 2 - 1 <= 3 || resource is C in D::"" };
        """;
    for (int run = 0; run < 500; run++) {
      StringBuilder text = new StringBuilder(good);
      for (int change = random.nextInt(1, 4); change > 0; change--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.setCharAt(at, (char) random.nextInt(0x10000));
          default -> text.insert(at, "\"\\{}[]();@:?<=-!&|.0a\0".charAt(random.nextInt(22)));
        }
      }
      // The contract is that parsing ends with policies or with problems; whatever it throws fails
      // the test.
      for (String problem : problems(text.toString())) {
        assertThat(problem).startsWith("t.cedar:");
      }
    }
  }
}
