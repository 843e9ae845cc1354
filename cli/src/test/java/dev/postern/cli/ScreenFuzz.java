package dev.postern.cli;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.fuzz.FuzzTarget;
import java.util.List;

/** What a terminal is given of texts from elsewhere; the input is their UTF-16. */
public final class ScreenFuzz implements FuzzTarget {
  @Override
  public String name() {
    return "screen";
  }

  @Override
  public String property() {
    return "no text can move a terminal's cursor, hide or reorder what stands around it: of each"
        + " code point it shows that one, or U+FFFD for controls, formats and line ends";
  }

  @Override
  public List<String> seeds() {
    return List.of(
        "\u0000a\u0000\u001b\u0000[\u00002\u0000J",
        "\u00d8\u003d\u00de\u0000\u0020\u002e\u0000\u009b",
        "\u0000\r\u0000\n\u0020\u0028\u0020\u0066\u00d8\u0000");
  }

  @Override
  public List<String> words() {
    return List.of(
        "\u0000\u001b",
        "\u0000\u009b",
        "\u0020\u002e",
        "\u00fe\u00ff",
        "\u00d8\u0000",
        "\u00dc\u0000",
        "\u0000\u0007",
        "\u0020\u0028",
        "\u0000\u00ad");
  }

  @Override
  public int rounds() {
    return 2_000;
  }

  @Override
  public void run(byte[] input) {
    StringBuilder text = new StringBuilder(input.length / 2);
    for (int i = 0; i + 1 < input.length; i += 2) {
      text.append((char) ((input[i] & 0xff) << 8 | input[i + 1] & 0xff));
    }
    String shown = Screen.safe(text.toString());
    assertThat(UTF_16BE.newEncoder().canEncode(shown)).isTrue();
    int[] before = text.codePoints().toArray();
    int[] after = shown.codePoints().toArray();
    assertThat(after).hasSameSizeAs(before);
    for (int i = 0; i < after.length; i++) {
      assertThat(String.valueOf(Character.toChars(after[i])))
          .doesNotMatch("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]");
      assertThat(after[i] == before[i] || after[i] == 0xfffd).isTrue();
    }
    assertThat(Screen.safe(shown)).isEqualTo(shown);
  }
}
