package dev.postern.gateway.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.protocol.postgres.wire.BackendType;
import dev.postern.gateway.protocol.postgres.wire.FrontendType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The messages that the code knows and those of the documentation are the same. */
class MessageTablesTest {
  @Test
  void every_message_of_a_client_has_its_kind_of_frame() throws IOException {
    List<String> rows = rows("| byte | message of the client |");

    assertThat(rows.stream().map(row -> row.substring(0, 7)))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(FrontendType.values()).map(type -> cell(type.code())).toList());
    assertThat(rows)
        .allSatisfy(row ->
            assertThat(row.split("\\|")[3].strip())
                .isIn("decided", "continuation", "structural", "closing", "none"));
  }

  @Test
  void every_message_of_a_server_is_listed() throws IOException {
    assertThat(rows("| byte | message of the server |").stream().map(row -> row.substring(0, 7)))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(BackendType.values()).map(type -> cell(type.code())).toList());
  }

  private static String cell(byte code) {
    return "| `" + (char) code + "` |";
  }

  private static List<String> rows(String head) throws IOException {
    return page()
        .lines()
        .dropWhile(line -> !line.startsWith(head))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .toList();
  }

  private static String page() throws IOException {
    Path here = Path.of("").toAbsolutePath();
    Path page = Path.of("docs", "protocols", "postgres.md");
    boolean inModule = !Files.exists(here.resolve(page));
    return Files.readString(inModule ? here.resolve("..").resolve(page) : here.resolve(page));
  }
}
