package dev.postern.gateway.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class FingerprintTest {
  private static Fingerprint of(String text) {
    return Fingerprint.of(text.getBytes(StandardCharsets.UTF_8), SqlRules.CURRENT, 60);
  }

  @Test
  void literals_case_space_and_comments_do_not_count() {
    Fingerprint one = of("SELECT a FROM t WHERE b = 'x' AND c > 3 -- y");

    assertThat(one).isEqualTo(of("select  A from T /* z */ where B = $$q$$ and C > 1.5"));
    assertThat(one.start()).isEqualTo("select a from t where b = ? and c > ?");
    assertThat(one.hash()).hasSize(32);
  }

  @Test
  void names_and_operators_count() {
    assertThat(of("select a from t").hash()).isNotEqualTo(of("select \"A\" from t").hash());
    assertThat(of("select a + b").hash()).isNotEqualTo(of("select a - b").hash());
    assertThat(of("select ab").hash()).isNotEqualTo(of("select a b").hash());
  }

  @Test
  void a_long_form_is_cut_for_people_and_hashed_whole() {
    String long1 = "select " + "a, ".repeat(100) + "b";
    String long2 = "select " + "a, ".repeat(100) + "c";

    assertThat(of(long1).start()).endsWith(" …").hasSizeLessThanOrEqualTo(62);
    assertThat(of(long1).start()).isEqualTo(of(long2).start());
    assertThat(of(long1).hash()).isNotEqualTo(of(long2).hash());
  }

  @Test
  void other_letters_survive() {
    assertThat(of("select Größe").start()).isEqualTo("select größe");
    assertThat(of("select 'Größe").start()).isEqualTo("select ?");
  }

  /** By the definition: SHA-256 over the form, each token with a space behind it. */
  @Test
  void one_that_was_met_before_or_pushed_out_is_still_its_own() throws NoSuchAlgorithmException {
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 500; i++) {
        String name = "t" + i + "a".repeat(i % 9);
        byte[] form = ("select a from " + name + " where b = ? ").getBytes(StandardCharsets.UTF_8);
        String hash = HexFormat.of().formatHex(sha.digest(form), 0, 16);
        assertThat(of("SELECT a FROM " + name + " WHERE b = " + round).hash()).isEqualTo(hash);
      }
    }
  }

  @Test
  void the_beginning_is_as_long_as_was_asked_whatever_was_asked_before() {
    byte[] text = "select a from t".getBytes(StandardCharsets.UTF_8);
    for (int round = 0; round < 2; round++) {
      assertThat(Fingerprint.of(text, SqlRules.CURRENT, 60).start()).isEqualTo("select a from t");
      assertThat(Fingerprint.of(text, SqlRules.CURRENT, 9).start()).isEqualTo("select a …");
    }
  }
}
