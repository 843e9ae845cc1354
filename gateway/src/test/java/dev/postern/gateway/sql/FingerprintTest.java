package dev.postern.gateway.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
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
}
