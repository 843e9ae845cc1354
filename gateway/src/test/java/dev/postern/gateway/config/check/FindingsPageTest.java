package dev.postern.gateway.config.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingsPageTest {
  private static final Path PAGE = Path.of("../docs/findings.md");

  @Test
  void the_page_lists_every_code_as_it_is() throws IOException {
    String page = Files.readString(PAGE);
    List<String> rows =
        page.substring(page.indexOf("<!-- codes -->"), page.indexOf("<!-- /codes -->"))
            .lines()
            .filter(line -> line.startsWith("| `"))
            .toList();
    assertThat(rows)
        .containsExactlyElementsOf(
            Arrays.stream(Code.values())
                .map(code ->
                    "| `%s` | %s | %s |".formatted(code.word(), code.level().word(), code.title()))
                .toList());
  }
}
