package dev.postern.cli.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuotedTest {
  private static final String HOSTILE =
      "a b'c\"d$(touch x)`e`!f\\g;h&i|j>k#l%m@n:o/p?q=r~s+t*u[v]{w}ü\ud83d\udd12";

  @ParameterizedTest
  @ValueSource(strings = {HOSTILE, "plain", "with space", "it's", "$HOME", "~root", "a\\b", "-n"})
  void a_shell_reads_its_word_as_the_text(String text) throws Exception {
    Process shell =
        new ProcessBuilder("sh", "-c", "printf '%s|' " + Quoted.shell(text))
            .redirectErrorStream(true)
            .start();
    assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo(text + "|");
  }

  @ParameterizedTest
  @ValueSource(strings = {HOSTILE, "plain", "with space", "100%", "a+b"})
  void a_url_holds_the_text(String text) {
    URI url = URI.create("postgresql://u@h:1/" + Quoted.url(text));
    assertThat(url.getPath()).isEqualTo("/" + text);
    assertThat(Quoted.url(text)).matches("[A-Za-z0-9._~%-]*");
  }

  @Test
  void connection_strings_and_password_files_escape_what_ends_a_value() {
    assertThat(Quoted.conninfo("shop/shop")).isEqualTo("shop/shop");
    assertThat(Quoted.conninfo("a b")).isEqualTo("'a b'");
    assertThat(Quoted.conninfo("it's \\")).isEqualTo("'it\\'s \\\\'");
    assertThat(Quoted.passwordFile("a:b\\c")).isEqualTo("a\\:b\\\\c");
  }
}
