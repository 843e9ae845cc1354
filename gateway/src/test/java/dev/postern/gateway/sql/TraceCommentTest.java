package dev.postern.gateway.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceCommentTest {
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final String OTHER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";
  private static final String COMMENT = "/*traceparent='" + TRACE + "'*/";
  private static final int ROUNDS = 20_000;

  private static final List<String> PIECES =
      List.of(
          "select ",
          "'",
          "''",
          "\"",
          "E'",
          "U&'",
          "\\",
          "$$",
          "$a$",
          "$1",
          "1",
          "1.",
          "1e",
          "0x",
          "--",
          "\n",
          " ",
          "/*",
          "*/",
          "/",
          "*",
          "+",
          "-",
          "@",
          "<",
          ";",
          "(",
          ")",
          ":",
          ".",
          "x'",
          "b'",
          "\u00e9",
          COMMENT,
          "/*a='b'*/",
          "uescape '!'",
          "\r",
          "\t");

  private static Optional<String> read(String text) {
    return TraceComment.read(FlexReading.bytes(text), SqlRules.CURRENT);
  }

  private static Optional<String> append(String text) {
    return append(text, SqlRules.CURRENT);
  }

  private static Optional<String> append(String text, SqlRules rules) {
    return TraceComment.append(FlexReading.bytes(text), rules, TRACE)
        .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select 1 /*traceparent='T'*/",
        "select 1/*traceparent='T'*/;",
        "select 1; /* traceparent='T' */ -- done",
        "/*traceparent='T'*/ select 1",
        "/*traceparent='T'*/ select 1 /* a remark */",
        "select 1 /*action='%2Fparam*d',route='x',traceparent='T',tracestate='a%3Db'*/",
        "/*traceparent='O'*/ select 1 /*traceparent='T'*/",
        "select 1 /* a */ /*traceparent='T'*/",
      })
  void the_last_comment_names_a_trace_and_else_the_first(String text) {
    assertThat(read(text.replace("T", TRACE).replace("O", OTHER))).contains(TRACE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select 1",
        "",
        "/*traceparent='T'*/ 'a",
        "select '/*traceparent=''T''*/'",
        "select '' /*traceparent='T'*/ , 2",
        "select $$ /*traceparent='T'*/ $$",
        "select 1 -- /*traceparent='T'*/",
        "select 1 /*traceparent=T*/",
        "select 1 /*traceparent=\"T\"*/",
        "select 1 /*xtraceparent='T'*/",
        "select 1 /*traceparent='T'",
        "select 1 /*traceparent='T' b*/",
        "select 1 /*traceparent='T',traceparent='O'*/",
        "select 1 /*traceparent='T' /* nested */ */",
        "select 1 /*traceparent='01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'*/",
        "select 1 /*traceparent='00-4BF92F3577B34DA6A3CE929D0E0E4736-00F067AA0BA902B7-01'*/",
      })
  void what_is_elsewhere_or_of_another_form_names_nothing(String text) {
    assertThat(
            read(
                text.replace("'T'", "'" + TRACE + "'")
                    .replace("'O'", "'" + OTHER + "'")
                    .replace("=T*", "=" + TRACE + "*")))
        .isEmpty();
  }

  @Test
  void a_comment_of_more_than_four_thousand_characters_is_not_looked_into() {
    String long1 = "select 1 /*a='" + "x".repeat(4_000) + "',traceparent='" + TRACE + "'*/";
    String long2 = "select 1 /*a='" + "x".repeat(4_100) + "',traceparent='" + TRACE + "'*/";
    assertThat(read(long1)).contains(TRACE);
    assertThat(read(long2)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select 1",
        "select 1;",
        "select 1; select 2",
        "select 4 /",
        "select 4 -",
        "select 4 *",
        "select @-",
        "select $1",
        "select 'a'",
        "select 'a'\n",
        "select $$a$$",
        "select U&'a'",
        "select E'\\''",
        "select 1 /* a remark */",
        "select 1 /*traceparent='else'*/",
      })
  void a_comment_goes_behind_a_text_that_has_an_end(String text) {
    assertThat(append(text)).contains(text + " " + COMMENT);
  }

  @Test
  void behind_a_comment_to_the_end_of_the_line_it_goes_on_the_next() {
    assertThat(append("select 1 -- all of it")).contains("select 1 -- all of it\n" + COMMENT);
    assertThat(append("select 1 -- all of it\n")).contains("select 1 -- all of it\n " + COMMENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select 'a",
        "select \"a",
        "select $$a",
        "select $a$ $$",
        "select 1 /* a",
        "select 1 /* a /* b */",
        "select E'\\'",
        "select x'1",
        "select U&\"a",
        "select \u0000",
        "select $",
      })
  void nothing_goes_behind_what_does_not_end(String text) {
    assertThat(append(text)).isEmpty();
  }

  @Test
  void where_a_backslash_escapes_the_quote_that_ends_a_string_the_text_has_no_end() {
    String text = "select '\\'";
    assertThat(append(text)).isPresent();
    assertThat(append(text, SqlRules.CURRENT.with(false))).isEmpty();
  }

  @Test
  void a_text_that_names_a_trace_keeps_its_own() {
    assertThat(append("select 1 " + COMMENT.replace(TRACE, OTHER))).isEmpty();
    assertThat(append(COMMENT.replace(TRACE, OTHER) + " select 1")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00-1", "'*/ drop table t /*'", "zz"})
  void what_is_no_trace_is_never_written(String wrong) {
    assertThatThrownBy(
            () -> TraceComment.append(FlexReading.bytes("select 1"), SqlRules.CURRENT, wrong))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatever_the_text_the_server_reads_the_same_tokens() {
    Random random = new Random(35);
    int written = 0;
    for (int round = 0; round < ROUNDS; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(1, 9); i > 0; i--) {
        text.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      for (SqlRules rules : List.of(SqlRules.CURRENT, SqlRules.CURRENT.with(false))) {
        Optional<String> commented = append(text.toString(), rules);
        if (commented.isPresent()) {
          written++;
          assertThat(FlexReading.of(commented.get(), rules))
              .as(text.toString())
              .isEqualTo(FlexReading.of(text.toString(), rules));
        }
      }
    }
    assertThat(written).isGreaterThan(ROUNDS / 4);
  }
}
