package dev.postern.kernel.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.operation.Action;
import dev.postern.kernel.operation.Atom;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.operation.Ref;
import dev.postern.kernel.operation.Resource;
import dev.postern.kernel.operation.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What reviewers read shows everything, where it stands, as what it is. */
class WordingTest {
  private static final int MOST = 1_000;
  private static final String SHALOM = "\u05e9\u05dc\u05d5\u05dd";
  private static final String SALAAM = "\u0633\u0644\u0627\u0645";

  @ParameterizedTest
  @ValueSource(
      ints = {
        0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069, 0x200E, 0x200F,
        0x061C
      })
  void a_sign_that_turns_the_direction_of_writing_is_written_out(int sign) {
    assertThat(value("a" + Character.toString(sign) + "b")).isEqualTo("\"a" + code(sign) + "b\"");
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0x00A0, 0x00AD, 0x115F, 0x1160, 0x17B4, 0x180E, 0x200B, 0x200C, 0x200D, 0x2028, 0x2029,
        0x2060, 0x2800, 0x3000, 0x3164, 0xFEFF, 0xFFA0, 0xE0041, 0x1D159, 0xFE0F, 0x0301, 0x20DD
      })
  void what_shows_nothing_or_changes_its_neighbour_is_written_out(int sign) {
    assertThat(value("a" + Character.toString(sign) + "b")).isEqualTo("\"a" + code(sign) + "b\"");
  }

  @Test
  void spaces_that_could_push_what_follows_to_a_line_of_its_own_are_written_out() {
    assertThat(value("a" + " ".repeat(16) + "b")).isEqualTo("\"a" + " ".repeat(16) + "b\"");
    assertThat(value("a" + " ".repeat(18) + "b"))
        .isEqualTo("\"a" + " ".repeat(16) + "\\u0020\\u0020b\"");
  }

  @ParameterizedTest
  @ValueSource(ints = {0x201C, 0x201D, 0x201F, 0x02BA, 0x2033, 0x2036, 0xFF02})
  void what_passes_for_the_end_of_a_value_is_written_out(int sign) {
    assertThat(value("a" + Character.toString(sign) + "b")).isEqualTo("\"a" + code(sign) + "b\"");
  }

  @Test
  void terminals_and_lines_are_not_moved() {
    assertThat(value("\u001b[31m\r\n\t\b\u009b0m\u0000"))
        .isEqualTo("\"\\u001b[31m\\u000d\\n\\t\\u0008\\u009b0m\\u0000\"");
  }

  @Test
  void letters_that_run_from_right_to_left_are_written_out_beside_anything_else() {
    assertThat(value("drop " + SHALOM + " 5")).isEqualTo("\"drop \\u05e9\\u05dc\\u05d5\\u05dd 5\"");
    assertThat(value(SALAAM + "/etc")).isEqualTo("\"\\u0633\\u0644\\u0627\\u0645/etc\"");
    assertThat(value("\u0661\u0662")).isEqualTo("\"\\u0661\\u0662\"");
  }

  @Test
  void a_value_of_nothing_but_such_letters_is_shown_in_them_and_a_name_never() {
    assertThat(value(SHALOM + " " + SALAAM)).isEqualTo("\"" + SHALOM + " " + SALAAM + "\"");
    Value named = new Value.MapOf(Map.of(SHALOM, new Value.Text("x")));
    assertThat(payload(named)).isEqualTo("{\n  \"\\u05e9\\u05dc\\u05d5\\u05dd\": \"x\"\n}");
  }

  @Test
  void a_word_that_mixes_latin_letters_with_lookalikes_shows_which_are_which() {
    assertThat(value("\u0430dmin")).isEqualTo("\"\\u0430dmin\"");
    assertThat(value("\u0391lpha")).isEqualTo("\"\\u0391lpha\"");
    assertThat(value("\u043f\u0440\u0438\u0432\u0435\u0442 admin"))
        .isEqualTo("\"\u043f\u0440\u0438\u0432\u0435\u0442 admin\"");
  }

  @Test
  void other_forms_of_ascii_letters_are_written_out() {
    assertThat(value("\uff21\ud835\udc00\u2460")).isEqualTo("\"\\uff21\\ud835\\udc00\\u2460\"");
  }

  @Test
  void plain_words_of_many_scripts_are_shown_as_they_are() {
    for (String word :
        List.of("caf\u00e9", "\u6771\u4eacABC", "\u0395\u03bb\u03bb\u03ac\u03b4\u03b1")) {
      assertThat(value(word)).isEqualTo("\"" + word + "\"");
    }
    assertThat(value("\ud83d\ude00")).isEqualTo("\"\ud83d\ude00\"");
  }

  @Test
  void the_first_line_is_as_safe_as_the_rest() {
    assertThat(Wording.of(operation("call " + SHALOM + " 5", new Value.Null()), MOST))
        .contains("call \\u05e9\\u05dc\\u05d5\\u05dd 5\nnull");
  }

  @Test
  void content_cannot_close_its_quotes_or_pose_as_the_next_line() {
    assertThat(value("x\",\n  \"approved\": \"yes"))
        .isEqualTo("\"x\\\",\\n  \\\"approved\\\": \\\"yes\"");
  }

  @Test
  void megabytes_are_put_before_nobody() {
    assertThat(Wording.of(operation("x", new Value.Text("a".repeat(8 << 20))), MOST)).isEmpty();
    assertThat(Wording.of(operation("x", new Value.Text("\u202e".repeat(MOST / 5))), MOST))
        .isEmpty();
  }

  @Test
  void one_text_alone_stands_in_quotes_and_is_cut_without_halving_a_character() {
    assertThat(Wording.quoted("a\"\u202e\nb", 10)).isEqualTo("\"a\\\"\\u202e\\nb\"");
    assertThat(Wording.quoted("abcdef", 3)).isEqualTo("\"abc\" and more");
    assertThat(Wording.quoted("ab\ud83d\ude00", 3)).isEqualTo("\"ab\" and more");
    assertThat(Wording.quoted("abc", 3)).isEqualTo("\"abc\"");
  }

  private static String code(int sign) {
    StringBuilder code = new StringBuilder();
    for (char unit : Character.toChars(sign)) {
      code.append(String.format("\\u%04x", (int) unit));
    }
    return code.toString();
  }

  private static String value(String text) {
    return payload(new Value.Text(text));
  }

  private static String payload(Value value) {
    return Wording.of(operation("x", value), MOST).orElseThrow().substring(2);
  }

  private static Operation operation(String label, Value payload) {
    return new Operation(
        Principal.of(
            new Party(
                Party.Kind.PERSON,
                new Identity("https://issuer.test", "ana"),
                "ana",
                Set.of(),
                Optional.empty())),
        "registry",
        label,
        List.of(
            new Atom(
                new Action("registry", "drop", Set.of()),
                new Resource(new Ref("McpServer", "registry"), Set.of()))),
        Effect.WRITE,
        new Value.MapOf(new TreeMap<>()),
        payload);
  }
}
