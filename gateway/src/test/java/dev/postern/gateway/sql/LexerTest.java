package dev.postern.gateway.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LexerTest {
  private static final SqlRules OFF = SqlRules.CURRENT.with(false);
  private static final SqlRules OLD = new SqlRules(14, true);
  private static final int ROUNDS = 50_000;

  private static List<String> tokens(String latin1, SqlRules rules) {
    byte[] text = FlexReading.bytes(latin1);
    Lexer lexer = new Lexer(text, 0, text.length, rules);
    List<String> tokens = new ArrayList<>();
    while (lexer.next()) {
      String token =
          new String(text, lexer.start(), lexer.end() - lexer.start(), StandardCharsets.ISO_8859_1);
      tokens.add(lexer.kind() + ":" + token);
    }
    return tokens;
  }

  private static List<String> tokens(String text) {
    return tokens(text, SqlRules.CURRENT);
  }

  /** Each row: the text, then its tokens, the kinds by their first letters, in one column. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '\u0001',
      value = {
        "select 1¦WORD:select NUMBER:1",
        "'it''s'¦STRING:'it''s'",
        "'a\\'b¦STRING:'a\\' WORD:b",
        "E'a\\'b'¦STRING:E'a\\'b'",
        "e'\\\\'x¦STRING:e'\\\\' WORD:x",
        "U&'\\0061'¦STRING:U&'\\0061'",
        "U&\"d\\0061\"¦UNICODE_NAME:U&\"d\\0061\"",
        "u & 'x'¦WORD:u OPERATOR:& STRING:'x'",
        "fooU&'x'¦WORD:fooU OPERATOR:& STRING:'x'",
        "n'x'¦WORD:n STRING:'x'",
        "b'01'x'f'¦BIT_STRING:b'01' BIT_STRING:x'f'",
        "x'1''2'¦BIT_STRING:x'1' STRING:'2'",
        "\"a\"\"b\"¦QUOTED_NAME:\"a\"\"b\"",
        "\"delete¦BROKEN:\"delete",
        "$$a'b$$¦DOLLAR_STRING:$$a'b$$",
        "$a$x$b$y$a$¦DOLLAR_STRING:$a$x$b$y$a$",
        "$a$ $A$ $a$¦DOLLAR_STRING:$a$ $A$ $a$",
        "a$b$c$¦WORD:a$b$c$",
        "$1$a$;$a$¦PARAMETER:$1 DOLLAR_STRING:$a$;$a$",
        "$1a¦PARAMETER:$1 WORD:a",
        "$a b¦BROKEN:$ WORD:a WORD:b",
        "/* a /* b */ c */ d¦WORD:d",
        "/*/ x */ d¦WORD:d",
        "/**/d¦WORD:d",
        "/* ' */ '/*'¦STRING:'/*'",
        "/* /* */ d¦BROKEN:/* /* */ d",
        "a--b¦WORD:a",
        "a-/* x */-b¦WORD:a OPERATOR:- OPERATOR:- WORD:b",
        "1+--x¦NUMBER:1 OPERATOR:+",
        "@-/*x*/1¦OPERATOR:@- NUMBER:1",
        "=-1¦OPERATOR:= OPERATOR:- NUMBER:1",
        "@=-1¦OPERATOR:@=- NUMBER:1",
        "<>-+-1¦OPERATOR:<> OPERATOR:- OPERATOR:+ OPERATOR:- NUMBER:1",
        "a::b.c..d:=e¦WORD:a PUNCTUATION::: WORD:b PUNCTUATION:. WORD:c PUNCTUATION:.. WORD:d"
            + " PUNCTUATION::= WORD:e",
        "1..2 1.5.6 .5e-3 1.e2¦NUMBER:1 PUNCTUATION:.. NUMBER:2 NUMBER:1.5 NUMBER:.6 NUMBER:.5e-3"
            + " NUMBER:1.e2",
        "1e+ 1ex¦NUMBER:1 WORD:e OPERATOR:+ NUMBER:1 WORD:ex",
        "1_000 0x_Ff 0b12 0o78 1__0¦NUMBER:1_000 NUMBER:0x_Ff NUMBER:0b1 NUMBER:2 NUMBER:0o7"
            + " NUMBER:8 NUMBER:1 WORD:__0",
        "\\d x¦BROKEN:\\ WORD:d WORD:x",
        "{fn}¦BROKEN:{ WORD:fn BROKEN:}"
      })
  void reads_tokens_as_the_server_does(String text, String expected) {
    assertThat(String.join(" ", tokens(text))).isEqualTo(expected);
  }

  @Test
  void a_string_goes_on_behind_a_line_end_and_line_comments() {
    assertThat(tokens("'a'\n'b'")).containsExactly("STRING:'a'\n'b'");
    assertThat(tokens("'a' 'b'")).containsExactly("STRING:'a'", "STRING:'b'");
    assertThat(tokens("'a' -- x\n -- y\n 'b'")).containsExactly("STRING:'a' -- x\n -- y\n 'b'");
    assertThat(tokens("'a' /* x */\n'b'")).containsExactly("STRING:'a'", "STRING:'b'");
    assertThat(tokens("'a'\r\n'b'\f\n'c'")).hasSize(1);
    assertThat(tokens("E'a'\n'\\'; delete'")).containsExactly("STRING:E'a'\n'\\'; delete'");
    assertThat(tokens("x'a'\n'b'")).containsExactly("BIT_STRING:x'a'\n'b'");
    assertThat(tokens("$$a$$\n'b'")).containsExactly("DOLLAR_STRING:$$a$$", "STRING:'b'");
    assertThat(tokens("\"a\"\n\"b\"")).hasSize(2);
  }

  @Test
  void a_backslash_escapes_in_plain_strings_only_when_they_are_not_standard() {
    String text = "select '\\'; delete from t where x = '\\'";

    assertThat(tokens(text)).contains("WORD:delete");
    assertThat(tokens(text, OFF))
        .containsExactly(
            "WORD:select", "STRING:'\\'; delete from t where x = '", "BROKEN:\\", "BROKEN:'");
  }

  @Test
  void numbers_end_where_the_servers_version_ends_them() {
    assertThat(tokens("1_0$a$ ; delete $a$", OLD)).contains("WORD:_0$a$", "WORD:delete");
    assertThat(tokens("1_0$a$ ; delete $a$"))
        .containsExactly("NUMBER:1_0", "DOLLAR_STRING:$a$ ; delete $a$");
    assertThat(tokens("0x1F", OLD)).containsExactly("NUMBER:0", "WORD:x1F");
  }

  @Test
  void bytes_of_longer_characters_and_of_invalid_text_are_letters() {
    assertThat(tokens("\u00c3\u00a9delete \u00ff$1"))
        .containsExactly("WORD:\u00c3\u00a9delete", "WORD:\u00ff$1");
    assertThat(tokens("$\u00e9$ ' $\u00e9$")).containsExactly("DOLLAR_STRING:$\u00e9$ ' $\u00e9$");
    assertThat(tokens("\u00a0delete")).containsExactly("WORD:\u00a0delete");
  }

  @Test
  void a_nul_and_controls_break_the_text_and_what_follows_is_read_on() {
    assertThat(tokens("a\u0000delete")).containsExactly("WORD:a", "BROKEN:\u0000", "WORD:delete");
    assertThat(tokens("a\u001bb")).containsExactly("WORD:a", "BROKEN:\u001b", "WORD:b");
  }

  @Test
  void agrees_with_a_slow_reading_of_the_servers_own_rules() {
    String[] pieces = {
      "'", "'", "''", "\"", "E'", "e'", "U&'", "u&\"", "N'", "b'", "X'", "\\", "\\'", "\n", "\r",
      " ", "\t", "\u000b", "--", "-- x\n", "/*", "*/", "/", "*", "$$", "$a$", "$A$", "$ab", "$",
      "$1", "1", "0x", "0xF", "0b1", "_", "1_0", ".", "..", "1e", "e5", "E+", "+", "-", "@", "<",
      "=", ">", "::", ":=", ";", "(", ")", "[", "]", ",", "delete", "a", "u", "&", "\u00e9",
      "\u0000", "?", "%"
    };
    Random random = new Random(4);
    for (int round = 0; round < ROUNDS; round++) {
      StringBuilder text = new StringBuilder();
      int length = 1 + random.nextInt(14);
      for (int i = 0; i < length; i++) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      for (SqlRules rules : List.of(SqlRules.CURRENT, OFF, OLD)) {
        String sql = text.toString();
        assertThat(tokens(sql, rules))
            .as("%s by %s", sql, rules)
            .isEqualTo(FlexReading.of(sql, rules));
      }
    }
  }

  @Test
  void long_hostile_texts_are_read_to_their_end() {
    int many = 200_000;
    for (String piece :
        List.of("/*", "'\n", "$a", "$a$a", "((", "--\n'", "'' ", "E'\\", "-+", "1_")) {
      String text = piece.repeat(many);
      List<String> read = tokens(text);
      assertThat(read).isNotEmpty();
      assertThat(read.getLast()).isNotEmpty();
    }
  }
}
