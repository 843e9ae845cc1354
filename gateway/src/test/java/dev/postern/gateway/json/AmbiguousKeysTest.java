package dev.postern.gateway.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.json.JsonFault.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two parsers must not be able to read two things from one object (CVE-2026-27896 and its kin). */
class AmbiguousKeysTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "name,name",
        "name,Name",
        "name,NAME",
        "name,n\\u0061me",
        "name,n\\u0041me",
        "name,name\\u0000",
        "name,name\\u0000\\u0000x",
        "name,NAME\\u0000x",
        "``,\\u0000",
        "params,paramſ",
        "params,param\\u017f",
        "uri,uRI",
        "token,to\u212Aen",
        "k,\\u212a",
        "straße,STRASSE",
        "straße,STRAẞE",
        "ﬁle,file",
        "σ,ς",
        "Σ,ς",
        "i,\u0130",
        "i\u0307,\u0130",
        "id,ıd",
        "é,É",
        "𐐨,𐐀",
        "\\ud801\\udc28,𐐀",
        "ᾳ,αι",
      })
  void two_keys_that_read_alike_are_refused(String one, String other) {
    String first = "{\"" + one + "\":1,";
    String second = "\"" + other + "\":2}";
    int offset = first.getBytes(UTF_8).length;
    assertThat(Json.scan(first + second)).isEqualTo(new JsonFault(offset, Reason.AMBIGUOUS_KEY));
    assertThat(Json.scan("{\"" + other + "\":1,\"z\":[],\"" + one + "\":2}"))
        .isInstanceOfSatisfying(
            JsonFault.class, fault -> assertThat(fault.reason()).isEqualTo(Reason.AMBIGUOUS_KEY));
  }

  @ParameterizedTest
  @CsvSource({"name,names", "a,á", "e\u0301,\u00e9", "x,х", "a b,ab", "1,١"})
  void keys_that_differ_are_not(String one, String other) {
    assertThat(Json.root("{\"" + one + "\":1,\"" + other + "\":2}").size()).isEqualTo(2);
  }

  @Test
  void they_are_refused_at_any_depth_and_position() {
    assertThat(reason("[0,{\"p\":{\"q\":[{\"a\":{},\"b\":[{}],\"A\":1}]}}]"))
        .contains(Reason.AMBIGUOUS_KEY);
    assertThat(reason("{\"a\":{\"x\":1},\"b\":{\"x\":1},\"x\":[{\"x\":{\"x\":1}}]}")).isEmpty();
  }

  @Test
  void a_large_object_is_checked_too() {
    for (int size : new int[] {31, 32, 33, 64, 1000, 100_000}) {
      StringBuilder text = new StringBuilder("{\"Target\":0");
      for (int i = 2; i < size; i++) {
        text.append(",\"key-").append(i).append("\":{\"v\":").append(i).append('}');
      }
      assertThat(reason(text + ",\"targets\":1}")).isEmpty();
      assertThat(reason(text + ",\"tarGet\":1}")).contains(Reason.AMBIGUOUS_KEY);
      assertThat(reason(text + ",\"target\\u0000\":1}")).contains(Reason.AMBIGUOUS_KEY);
    }
  }

  @Test
  void keys_made_to_collide_are_told_apart() {
    List<String> keys = colliding(200);
    StringBuilder text = new StringBuilder("{\"first\":0");
    keys.forEach(key -> text.append(",\"").append(key).append("\":0"));
    Set<Integer> hashes = new HashSet<>();
    Json.root(text + "}").members().forEach(member -> hashes.add(member.hash()));
    assertThat(hashes).hasSize(2);
    String again = ",\"" + keys.get(100).toUpperCase(Locale.ROOT) + "\":0}";
    assertThat(reason(text + again)).contains(Reason.AMBIGUOUS_KEY);
  }

  /** Keys of two words each, the second chosen to undo the difference of the first. */
  private static List<String> colliding(int count) {
    List<String> keys = new ArrayList<>();
    for (long i = 0; keys.size() < count; i++) {
      byte[] key = new byte[16];
      for (int letter = 0; letter < 8; letter++) {
        key[letter] = (byte) ('a' + (i >>> 4 * letter & 0xf));
      }
      long second = PlainKey.mix(0, Swar.word(key, 0)) ^ 0x6f6f6f6f6f6f6f6fL;
      if (Swar.plainBytes(second) == 8 && Swar.lowerCase(second) == second) {
        for (int letter = 8; letter < 16; letter++) {
          key[letter] = (byte) (second >>> 8 * (letter - 8));
        }
        keys.add(new String(key, UTF_8));
      }
    }
    return keys;
  }

  @Test
  void a_key_that_imitates_a_known_member_is_an_impostor() {
    KnownMembers known = KnownMembers.of("name", "arguments", "_meta");
    assertThat(known.impostor(Json.root("{\"name\":1,\"arguments\":{},\"other\":0}"))).isEmpty();
    assertThat(known.impostor(Json.root("{\"n\\u0061me\":1}"))).isEmpty();
    for (String key : new String[] {"Name", "argumentſ", "name\\u0000", "_META", "nam\\u0045"}) {
      assertThat(known.impostor(Json.root("{\"x\":0,\"" + key + "\":1}")))
          .contains(new JsonFault(7, Reason.IMPOSTOR_KEY));
    }
    assertThat(known.impostor(Json.root("[{\"Name\":1}]"))).isEmpty();
    assertThat(known.impostorWithin(Json.root("[{\"a\":[0,{\"Name\":1}]}]")))
        .contains(new JsonFault(10, Reason.IMPOSTOR_KEY));
  }

  @Test
  void two_known_names_that_fold_alike_are_each_allowed_as_spelled() {
    KnownMembers known = KnownMembers.of(Set.of("id", "ID"));
    assertThat(known.impostor(Json.root("{\"id\":1}"))).isEmpty();
    assertThat(known.impostor(Json.root("{\"ID\":1}"))).isEmpty();
    assertThat(known.impostor(Json.root("{\"Id\":1}"))).isPresent();
  }

  @Test
  void a_plain_key_hashes_as_its_folded_text_at_every_length_and_place() {
    Random random = new Random(12);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder key = new StringBuilder();
      for (int i = random.nextInt(20); i > 0; i--) {
        char c = (char) (' ' + random.nextInt(0x60));
        key.append(c == '"' || c == '\\' ? '@' : c);
      }
      byte[] text = ("\"" + key + "\"" + ":1}".repeat(random.nextInt(4))).getBytes(UTF_8);
      long outcome = PlainKey.scan(text, 0);
      assertThat(PlainKey.end(outcome)).isEqualTo(key.length() + 2);
      assertThat(PlainKey.hash(outcome)).isEqualTo(KeyFold.hash(KeyFold.of(key.toString())));
      assertThat(PlainKey.scan(Arrays.copyOf(text, key.length() + 1), 0)).isEqualTo(PlainKey.OTHER);
    }
  }

  @Test
  void folding_twice_changes_nothing_and_case_never_matters() {
    Random random = new Random(11);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(6); i >= 0; i--) {
        int point = random.nextInt(random.nextBoolean() ? 0x600 : 0x1_1000);
        text.appendCodePoint(Character.isSurrogate((char) point) ? 'x' : Math.max(1, point));
      }
      String key = text.toString();
      String folded = KeyFold.of(key);
      assertThat(KeyFold.of(folded)).isEqualTo(folded);
      assertThat(KeyFold.of(key.toUpperCase(Locale.ROOT))).isEqualTo(folded);
    }
  }

  private static Optional<Reason> reason(String text) {
    return switch (Json.scan(text)) {
      case JsonDocument document -> Optional.empty();
      case JsonFault fault -> Optional.of(fault.reason());
    };
  }
}
