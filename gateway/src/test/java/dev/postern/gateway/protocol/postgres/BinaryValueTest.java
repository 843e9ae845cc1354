package dev.postern.gateway.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.kernel.operation.Value;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The binary forms, taken from what a server's own send functions give for the values. */
class BinaryValueTest {
  @ParameterizedTest
  @CsvSource({
    "16, 01, bool, true",
    "18, 61, char, a",
    "19, 6f7065, name, ope",
    "20, ffffffffffffffff, int8, -1",
    "21, 8000, int2, -32768",
    "23, 0000002a, int4, 42",
    "25, 6f7065, text, ope",
    "26, ffffffff, oid, 4294967295",
    "114, 7b7d, json, {}",
    "700, 3fc00000, float4, 1.5",
    "701, bff8000000000000, float8, -1.5",
    "1042, 6120, bpchar, 'a '",
    "1043, 61, varchar, a",
    "1082, 0000265d, date, 2026-11-21",
    "1082, 7fffffff, date, infinity",
    "1114, 000303d0ed49ce50, timestamp, 2026-11-21T23:59:59.250",
    "1114, 7fffffffffffffff, timestamp, infinity",
    "1184, 000303d0ed45fdc0, timestamptz, 2026-11-21T23:59:59Z",
    "1700, 0003000140000004000104d20d80, numeric, -11234.3456",
    "1700, 0000000000000002, numeric, 0.00",
    "1700, 00010001000000000078, numeric, 1200000",
    "1700, 0002ffff00000005000107d0, numeric, 0.00012",
    "1700, 00020000000000010001270f, numeric, 1.9",
    "2950, 00112233445566778899aabbccddeeff, uuid, 00112233-4455-6677-8899-aabbccddeeff",
  })
  void the_binary_form_of_a_declared_type_is_read(
      int type, String hex, String name, String expected) {
    Map<String, Value> shown = read(type, hex);

    assertThat(shown).containsEntry("type", new Value.Text(name));
    String value =
        switch (shown.get("value")) {
          case Value.Text(String text) -> text;
          case Value.Numeral(String text) -> text;
          case Value.Bool(boolean truth) -> Boolean.toString(truth);
          case null, default -> "something else";
        };
    assertThat(value).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0000002a",
    "600, 0000002a",
    "23, 002a",
    "16, ''",
    "1700, 00000000c0000000",
    "1700, 0001",
    "1700, 00017fff000000000001",
    "1700, 00010000000000002710",
    "2950, 00",
  })
  void what_cannot_be_read_is_shown_as_its_bytes(int type, String hex) {
    assertThat(read(type, hex))
        .containsEntry("type", new Value.Numeral(Integer.toString(type)))
        .containsEntry("value", new Value.Bytes(HexFormat.of().parseHex(hex)));
  }

  @Test
  void no_bytes_of_any_type_break_it_or_make_much_of_little() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      int type = random.nextInt(10) == 0 ? 1700 : random.nextInt(3_000);

      assertThat(BinaryValue.of(type, Slice.of(bytes)).toString().length()).isLessThan(1_000);
    }
  }

  private static Map<String, Value> read(int type, String hex) {
    return ((Value.MapOf) BinaryValue.of(type, Slice.of(HexFormat.of().parseHex(hex)))).entries();
  }
}
