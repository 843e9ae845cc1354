package dev.postern.gateway.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.fuzz.FuzzInput;
import dev.postern.testkit.fuzz.FuzzTarget;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** SQL's lexical rules, against a slow second reading of the server's own. */
public final class SqlFuzz implements FuzzTarget {
  private static final List<SqlRules> RULES =
      List.of(SqlRules.CURRENT, SqlRules.CURRENT.with(false), new SqlRules(14, true));

  private static final Map<String, Verb> VERBS =
      Map.of(
          "insert", Verb.INSERT,
          "update", Verb.UPDATE,
          "delete", Verb.DELETE,
          "merge", Verb.MERGE,
          "call", Verb.CALL,
          "execute", Verb.EXECUTE,
          "truncate", Verb.DDL,
          "drop", Verb.DDL,
          "grant", Verb.DDL,
          "select", Verb.SELECT);

  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final String CANARY = "hunter2";

  @Override
  public String name() {
    return "sql";
  }

  @Override
  public String property() {
    return "tokens are those of PostgreSQL's own rules, read slowly, for quotes, dollar quotes,"
        + " nested comments, U& and numbers of old and new servers; a verb outside of"
        + " literals and comments is counted; reading both ways finds at least what either"
        + " finds; a literal in a statement about passwords is not kept; a comment with a trace"
        + " behind a text changes no token of it";
  }

  @Override
  public List<String> seeds() {
    return List.of(
        "\u0000select 'it''s', E'\\'', U&'\\0061', $$x$$, $a$ $b$ $a$ -- y\n from t",
        "\u0001select '\\'; drop table t; --'",
        "\u0002with d as (delete from \"T\"\"x\" returning *) /* a /* b */ c */ select 1_000",
        "\u0000prepare p as update t set a = $1; execute p(0x1F); alter role x password 'hunter2'",
        "\u0000'a'\n'b' x'1f' b'0' n'z' 1..2 a::b @-1 <>-+1",
        "\u0000select 1 -- up to here",
        "\u0000select 1 /*traceparent='" + TRACE + "'*/;");
  }

  @Override
  public List<String> words() {
    return List.of(
        "'",
        "\"",
        "E'",
        "U&'",
        "u&\"",
        "$$",
        "$a$",
        "--",
        "/*",
        "*/",
        "\\",
        "\n",
        "''",
        "delete ",
        "truncate ",
        "execute ",
        "prepare ",
        ";",
        "0x",
        "1_0",
        "\u00e9",
        "password ",
        "hunter2");
  }

  @Override
  public void run(byte[] input) {
    FuzzInput choices = new FuzzInput(input);
    SqlRules rules = choices.of(RULES);
    byte[] text = choices.rest();
    List<String> expected = FlexReading.of(FuzzInput.octets(text), rules);
    Lexer lexer = new Lexer(text, 0, text.length, rules);
    List<String> tokens = new ArrayList<>();
    while (lexer.next()) {
      tokens.add(
          lexer.kind()
              + ":"
              + new String(
                  text, lexer.start(), lexer.end() - lexer.start(), StandardCharsets.ISO_8859_1));
    }
    assertThat(tokens).isEqualTo(expected);
    Reading reading = Reading.of(text, rules);
    for (String token : expected) {
      Verb verb = VERBS.get(content(token).toLowerCase(Locale.ROOT));
      if (verb != null && token.startsWith("WORD:")) {
        assertThat(reading.verbs()).as(token).contains(verb);
      }
    }
    Reading both = Reading.unsettled(text, rules);
    assertThat(both.verbs()).containsAll(reading.verbs());
    assertThat(both.verbs())
        .containsAll(Reading.of(text, rules.with(!rules.standardStrings())).verbs());
    String kept = FuzzInput.octets(Secrets.redact(text, rules).text());
    if (secret(FuzzInput.octets(text), expected)) {
      assertThat(kept).doesNotContain(CANARY);
    }
    assertThat(Fingerprint.of(text, rules, 64).hash()).hasSize(32);
    TraceComment.append(text, rules, TRACE)
        .ifPresent(commented -> sameBut(text, commented, expected, rules));
  }

  private static void sameBut(
      byte[] text, byte[] commented, List<String> expected, SqlRules rules) {
    assertThat(Arrays.copyOf(commented, text.length)).isEqualTo(text);
    assertThat(FlexReading.of(FuzzInput.octets(commented), rules)).isEqualTo(expected);
    assertThat(Reading.of(commented, rules)).isEqualTo(Reading.of(text, rules));
    assertThat(TraceComment.read(commented, rules)).contains(TRACE);
  }

  /** Whether the canary stands in literals alone, all of them in statements about passwords. */
  private static boolean secret(String text, List<String> tokens) {
    int hidden = 0;
    int waiting = 0;
    boolean about = false;
    for (String token : tokens) {
      about |= token.matches("(?is)(WORD|QUOTED_NAME):.*password.*");
      if (token.startsWith("STRING:") || token.startsWith("DOLLAR_STRING:")) {
        waiting += count(content(token));
      }
      if (token.equals("PUNCTUATION:;") || token == tokens.getLast()) {
        hidden += about ? waiting : 0;
        waiting = 0;
        about = false;
      }
    }
    return hidden == count(text);
  }

  private static int count(String text) {
    return text.split(CANARY, -1).length - 1;
  }

  private static String content(String token) {
    return token.substring(token.indexOf(':') + 1);
  }
}
