package dev.postern.gateway.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What does not show, and what only looks like it. */
class HiddenTest {
  private static final int[] NOTHING_TO_SEE = {
    0x00, 0x1B, 0x85, 0xAD, 0x034F, 0x115F, 0x17B4, 0x200B, 0x202E, 0x2028, 0x2029, 0x2800, 0x3164,
    0xE000, 0xE0041, 0xFE00, 0xFE0F, 0xE0100, 0x180B, 0x180F
  };

  @Test
  void what_shows_nothing_is_counted() {
    for (int c : NOTHING_TO_SEE) {
      String text = "a" + Character.toString(c) + "b";
      assertThat(Hidden.in(text)).as(Integer.toHexString(c)).isEqualTo(1);
    }
    assertThat(Hidden.in("\ud800")).isEqualTo(1);
  }

  @Test
  void one_selector_behind_what_has_variants_is_none_and_a_run_of_them_is() {
    String warning = "\u26a0\ufe0f";
    String name = "\u845b" + Character.toString(0xE0100);
    for (String text : List.of(warning, "1\ufe0f", name, "\u182c\u180b", "\u908a\ufe00")) {
      assertThat(Hidden.in(text)).as(text).isZero();
    }
    assertThat(Hidden.in(warning + "\ufe0f\ufe0e")).isEqualTo(2);
    assertThat(Hidden.in(name + Character.toString(0xE01EF))).isEqualTo(1);
    assertThat(Hidden.in("\u26a0\ufe01")).isEqualTo(1);
  }

  @Test
  void lines_tabs_and_letters_of_any_script_show() {
    String text = "a\tb\r\nc \u00e9 \u05e9 \u0915\u094d\u0937 \u2014 \ud83d\ude00";
    assertThat(Hidden.in(text)).isZero();
  }
}
