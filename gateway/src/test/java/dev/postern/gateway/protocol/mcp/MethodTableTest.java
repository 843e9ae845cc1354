package dev.postern.gateway.protocol.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.gate.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The method table in the code and the one in the documentation are one table. */
class MethodTableTest {
  @Test
  void the_documented_table_is_the_tables_own() throws IOException {
    List<String> documented =
        page()
            .lines()
            .dropWhile(line -> !line.startsWith("| method |"))
            .skip(2)
            .takeWhile(line -> line.startsWith("|"))
            .toList();

    assertThat(documented)
        .containsExactlyElementsOf(
            Arrays.stream(McpMethod.values()).map(MethodTableTest::row).toList());
  }

  @Test
  void every_error_code_is_documented_with_its_word() throws IOException {
    String page = page();
    for (Refusal.Code code : Refusal.Code.values()) {
      Trouble trouble = Trouble.refused(code, "why", Optional.empty());
      assertThat(page).contains("| " + trouble.code() + " | `" + trouble.word() + "` |");
      assertThat(trouble.code() < -32_768 || trouble.code() > -32_000).isTrue();
    }
    for (Trouble trouble :
        List.of(
            Trouble.noSession(), Trouble.cancelled(), Trouble.draining(), Trouble.target("why"))) {
      assertThat(page).contains("| " + trouble.code() + " | `" + trouble.word() + "` |");
    }
  }

  @Test
  void the_versions_that_are_carried_are_documented() throws IOException {
    assertThat(page()).contains(McpVersions.KNOWN);
  }

  private static String row(McpMethod method) {
    return "| `%s` | %s | %s | `%s` | %s |"
        .formatted(
            method.method(),
            method.sender().name().toLowerCase(Locale.ROOT),
            method.shape().name().toLowerCase(Locale.ROOT),
            method.action(),
            method.subject().told());
  }

  private static String page() throws IOException {
    Path here = Path.of("").toAbsolutePath();
    Path page = Path.of("docs", "protocols", "mcp.md");
    boolean inModule = !Files.exists(here.resolve(page));
    return Files.readString(inModule ? here.resolve("..").resolve(page) : here.resolve(page));
  }
}
