package dev.postern.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class DemoOptionsTest {
  @Test
  void takes_nothing_as_a_demo_to_look_at() throws Exception {
    DemoOptions options = DemoOptions.of();
    assertThat(options.check()).isFalse();
    assertThat(options.help()).isFalse();
    assertThat(options.readyFile()).isEmpty();
    assertThat(options.directory()).isEmpty();
  }

  @Test
  void takes_all_options_in_any_order() throws Exception {
    DemoOptions options = DemoOptions.of("--ready-file", "/r.json", "--check", "--directory", "/d");
    assertThat(options.check()).isTrue();
    assertThat(options.readyFile()).contains(Path.of("/r.json"));
    assertThat(options.directory()).contains(Path.of("/d"));
  }

  @Test
  void names_the_option_that_it_does_not_know() {
    assertThatThrownBy(() -> DemoOptions.of("--chekc")).hasMessageContaining("--chekc");
  }

  @Test
  void wants_a_path_after_an_option_that_takes_one() {
    assertThatThrownBy(() -> DemoOptions.of("--check", "--ready-file"))
        .hasMessageContaining("--ready-file");
  }
}
