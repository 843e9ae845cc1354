package dev.postern.gateway.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.json.JsonFault.Reason;
import dev.postern.gateway.json.JsonLimits.LoneSurrogates;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonScanTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "true",
        "false",
        "\"\"",
        "0",
        "-0",
        "-0.0e-0",
        "1E+400",
        " \t\r\n1 \n",
        "[1,2,[3,{\"a\":[]}]]",
        "{\"a\":{\"a\":{\"a\":null}}}",
        "\"\\u0000\\u001f\\\"\\/\\b\\f\\n\\r\\t\"",
        "\"\\uD83D\\uDE00\\ud83d\\ude00\"",
        "\"é€😀\u2028\"",
        "\"\u007f\"",
        "{\"\":0,\" \":1}",
        "[[[[[[[[[[1]]]]]]]]]]"
      })
  void accepts_what_the_grammar_allows(String text) {
    JsonValue root = Json.root(text);
    assertThat(new String(root.raw(), UTF_8)).isEqualTo(text.strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '`',
      value = {
        "[1,] 3 UNEXPECTED_BYTE",
        "[,1] 1 UNEXPECTED_BYTE",
        "[1\"2\"] 2 UNEXPECTED_BYTE",
        "{\"a\":1,} 7 UNEXPECTED_BYTE",
        "{a:1} 1 UNEXPECTED_BYTE",
        "{'a':1} 1 UNEXPECTED_BYTE",
        "{\"a\"1} 4 UNEXPECTED_BYTE",
        "{\"a\":} 5 UNEXPECTED_BYTE",
        "{\"a\"} 4 UNEXPECTED_BYTE",
        "{1:1} 1 UNEXPECTED_BYTE",
        "[1} 2 UNEXPECTED_BYTE",
        "{\"a\":1] 6 UNEXPECTED_BYTE",
        "] 0 UNEXPECTED_BYTE",
        "/**/1 0 UNEXPECTED_BYTE",
        "NaN 0 UNEXPECTED_BYTE",
        "nul 3 UNEXPECTED_END",
        "nulL 3 UNEXPECTED_BYTE",
        "True 0 UNEXPECTED_BYTE",
        "+1 0 UNEXPECTED_BYTE",
        ".5 0 UNEXPECTED_BYTE",
        "- 1 UNEXPECTED_END",
        "1. 2 UNEXPECTED_END",
        "1.e1 2 UNEXPECTED_BYTE",
        "1e 2 UNEXPECTED_END",
        "1e+ 3 UNEXPECTED_END",
        "[ 1 UNEXPECTED_END",
        "[1 2 UNEXPECTED_END",
        "[1, 3 UNEXPECTED_END",
        "{ 1 UNEXPECTED_END",
        "{\"a\": 5 UNEXPECTED_END",
        "\"abc 4 UNEXPECTED_END",
        "{\"abc 5 UNEXPECTED_END",
        "\"\\ 2 UNEXPECTED_END",
        "\"\\u00 5 UNEXPECTED_END",
        "01 1 TRAILING_BYTES",
        "0x1 1 TRAILING_BYTES",
        "1,2 1 TRAILING_BYTES",
        "{}{} 2 TRAILING_BYTES",
        "nullx 4 TRAILING_BYTES",
        "\"\\x41\" 1 BAD_ESCAPE",
        "\"\\u00g0\" 1 BAD_ESCAPE",
        "\"\\U0041\" 1 BAD_ESCAPE",
        "{\"\\'\":1} 2 BAD_ESCAPE",
        "\"\\uD800\" 0 LONE_SURROGATE",
        "\"\\uDC00\" 0 LONE_SURROGATE",
        "\"\\uD800x\\uDC00\" 0 LONE_SURROGATE",
        "\"\\uD800\\uD800\\uDC00\" 0 LONE_SURROGATE",
        "{\"\\uD800\":1} 1 LONE_SURROGATE",
      })
  void refuses_at_the_first_wrong_byte(String text, int offset, Reason reason) {
    assertThat(Json.scan(text)).isEqualTo(new JsonFault(offset, reason));
  }

  @Test
  void refuses_an_empty_message() {
    assertThat(Json.scan("")).isEqualTo(new JsonFault(0, Reason.UNEXPECTED_END));
    assertThat(Json.scan(" \n")).isEqualTo(new JsonFault(2, Reason.UNEXPECTED_END));
  }

  @Test
  void refuses_every_raw_control_character_in_values_and_keys() {
    for (char c = 0; c < ' '; c++) {
      assertThat(Json.scan("\"0123456789" + c + "\""))
          .isEqualTo(new JsonFault(11, Reason.CONTROL_CHARACTER));
      assertThat(Json.scan("{\"k" + c + "\":1}"))
          .isEqualTo(new JsonFault(3, Reason.CONTROL_CHARACTER));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0080",
        "\u00bf",
        "\u00c0\u0080",
        "\u00c1\u00bf",
        "\u00c2\u0041",
        "\u00e0\u0080\u0080",
        "\u00e0\u009f\u00bf",
        "\u00ed\u00a0\u0080",
        "\u00ed\u00bf\u00bf",
        "\u00ef\u00bf\u0041",
        "\u00f0\u0080\u0080\u0080",
        "\u00f0\u008f\u00bf\u00bf",
        "\u00f4\u0090\u0080\u0080",
        "\u00f5\u0080\u0080\u0080",
        "\u00f8\u0088\u0080\u0080\u0080",
        "\u00ff",
        "\u00fe"
      })
  void refuses_bytes_that_are_not_utf_8(String octets) {
    byte[] value = ("\"" + octets + "\"").getBytes(ISO_8859_1);
    assertThat(JsonScan.of(value, JsonLimits.standard()))
        .isEqualTo(new JsonFault(1, Reason.BAD_UTF8));
    byte[] key = ("{\"ab" + octets + "\":1}").getBytes(ISO_8859_1);
    assertThat(JsonScan.of(key, JsonLimits.standard()))
        .isEqualTo(new JsonFault(4, Reason.BAD_UTF8));
  }

  @Test
  void refuses_a_sequence_that_the_end_cuts() {
    byte[] cut = "\"\u00e2\u0082".getBytes(ISO_8859_1);
    assertThat(JsonScan.of(cut, JsonLimits.standard()))
        .isEqualTo(new JsonFault(3, Reason.UNEXPECTED_END));
  }

  @Test
  void refuses_a_byte_order_mark() {
    assertThat(Json.scan("\ufeff{}")).isEqualTo(new JsonFault(0, Reason.BYTE_ORDER_MARK));
  }

  @Test
  void keeps_a_lone_surrogate_in_a_value_when_told_to_but_never_in_a_key() {
    JsonLimits keeping = JsonLimits.standard().with(LoneSurrogates.KEEP);
    JsonScan value = JsonScan.of("\"a\\ud83d\"".getBytes(UTF_8), keeping);
    assertThat(value)
        .isInstanceOfSatisfying(
            JsonDocument.class,
            document -> {
              assertThat(document.root().text()).isEqualTo("a\ud83d");
              assertThat(document.root().hasLoneSurrogate()).isTrue();
            });
    assertThat(JsonScan.of("{\"\\ud83d\":1}".getBytes(UTF_8), keeping))
        .isEqualTo(new JsonFault(1, Reason.LONE_SURROGATE));
  }

  @Test
  @Tag("reaches:JsonLimits.maxBytes")
  @Tag("reaches:JsonLimits.maxDepth")
  @Tag("reaches:JsonLimits.maxNodes")
  @Tag("reaches:JsonLimits.maxNumberBytes")
  void each_limit_holds_exactly() {
    JsonLimits limits = new JsonLimits(20, 3, 4, 5, LoneSurrogates.REFUSE);
    assertThat(scan("\"" + "x".repeat(18) + "\"", limits)).isInstanceOf(JsonDocument.class);
    assertThat(scan("\"" + "x".repeat(19) + "\"", limits))
        .isEqualTo(new JsonFault(20, Reason.TOO_LONG));
    assertThat(scan("[[[]]]", limits)).isInstanceOf(JsonDocument.class);
    assertThat(scan("[[[[]]]]", limits)).isEqualTo(new JsonFault(3, Reason.TOO_DEEP));
    assertThat(scan("[1,2,3]", limits)).isInstanceOf(JsonDocument.class);
    assertThat(scan("[1,2,3,4]", limits)).isEqualTo(new JsonFault(7, Reason.TOO_MANY_VALUES));
    assertThat(scan("{\"a\":1,\"b\":2}", limits))
        .isEqualTo(new JsonFault(11, Reason.TOO_MANY_VALUES));
    assertThat(scan("12345", limits)).isInstanceOf(JsonDocument.class);
    assertThat(scan("[123456]", limits)).isEqualTo(new JsonFault(1, Reason.NUMBER_TOO_LONG));
  }

  @Test
  void depth_is_freed_when_a_container_closes() {
    JsonLimits limits = new JsonLimits(1000, 2, 1000, 5, LoneSurrogates.REFUSE);
    assertThat(scan("[" + "[],".repeat(200) + "{}]", limits)).isInstanceOf(JsonDocument.class);
  }

  @Test
  void a_million_open_brackets_are_only_a_fault() {
    assertThat(Json.scan("[".repeat(1_000_000))).isEqualTo(new JsonFault(64, Reason.TOO_DEEP));
    assertThat(Json.scan("{\"a\":".repeat(100_000))).isEqualTo(new JsonFault(320, Reason.TOO_DEEP));
  }

  @Test
  void every_beginning_of_a_document_is_refused() {
    Random random = new Random(4);
    for (int round = 0; round < 300; round++) {
      byte[] bytes = ("[" + new String(RandomJson.document(random), UTF_8) + "]").getBytes(UTF_8);
      for (int length = 0; length < bytes.length; length++) {
        assertThat(JsonScan.of(Arrays.copyOf(bytes, length), JsonLimits.standard()))
            .isEqualTo(new JsonFault(length, Reason.UNEXPECTED_END));
      }
    }
  }

  @Test
  void random_bytes_are_only_a_fault() {
    Random random = new Random(7);
    byte[] alphabet = "{}[]:,\"\\u0dD8ef-+. \u00e9tnl\u0000".getBytes(UTF_8);
    for (int round = 0; round < 50_000; round++) {
      byte[] bytes = new byte[random.nextInt(24)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = alphabet[random.nextInt(alphabet.length)];
      }
      if (JsonScan.of(bytes, JsonLimits.standard()) instanceof JsonDocument document) {
        assertThat(document.root().end()).isLessThanOrEqualTo(bytes.length);
      }
    }
  }

  @Test
  void a_fault_says_where_and_why_and_repeats_no_content() {
    assertThat(new JsonFault(7, Reason.BAD_UTF8).text())
        .isEqualTo("bytes that are not UTF-8 (at byte 7)");
  }

  private static JsonScan scan(String text, JsonLimits limits) {
    return JsonScan.of(text.getBytes(UTF_8), limits);
  }
}
