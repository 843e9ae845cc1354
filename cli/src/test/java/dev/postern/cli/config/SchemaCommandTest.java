package dev.postern.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.Postern;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

class SchemaCommandTest {
  private final StringWriter out = new StringWriter();

  private int run(String... words) {
    CommandLine line = Postern.line();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(new StringWriter(), true));
    return line.execute(words);
  }

  @Test
  void prints_the_schemas_that_lie_in_docs() throws IOException {
    JsonMapper json = new JsonMapper();
    assertThat(run("config", "schema")).isZero();
    assertThat(json.readTree(out.toString()))
        .isEqualTo(json.readTree(Files.readString(Path.of("../docs/schema/postern.json"))));
    out.getBuffer().setLength(0);
    assertThat(run("config", "schema", "--target")).isZero();
    assertThat(json.readTree(out.toString()))
        .isEqualTo(json.readTree(Files.readString(Path.of("../docs/schema/target.json"))));
  }

  @Test
  void config_alone_is_wrong_use() {
    assertThat(run("config")).isEqualTo(2);
  }
}
