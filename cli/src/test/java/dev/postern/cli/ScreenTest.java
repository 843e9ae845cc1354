package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScreenTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001b",
        "\u0007",
        "\r",
        "\n",
        "\b",
        "\u007f",
        "\u009b",
        "\u0085",
        "\u2028",
        "\u2029",
        "\u202e",
        "\u2066",
        "\u200f",
        "\u00ad",
        "\ud800",
        "\udc00",
        "\udb40\udc41"
      })
  void nothing_from_elsewhere_moves_the_cursor(String control) {
    assertThat(Screen.safe("a" + control + "b")).isEqualTo("a\ufffdb");
  }

  @Test
  void everything_else_stays() {
    String text = "Ana Müller, 数据 \ud83d\udd12 [31m a/b \\ é";
    assertThat(Screen.safe(text)).isEqualTo(text);
  }
}
