package dev.postern.acceptance.served;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.Postern;
import dev.postern.demo.registry.ModelRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** An operator looks at a server of the official SDK's through a gateway in its own process. */
@Timeout(120)
class ScanTest {
  private static final String KEY = "the-key-of-the-registry";

  @TempDir private Path folder;
  @TempDir private Path registry;

  /** What a command came to. */
  private record Typed(int status, String said) {}

  @Test
  void what_is_new_is_pasted_kept_and_nothing_is_otherwise_until_it_is() throws Exception {
    Files.writeString(folder.resolve("credential"), KEY + "\n");
    Path kept = folder.resolve("kept.json");
    try (ModelRegistry target = ModelRegistry.open(KEY, 0, registry);
        ServedGateway gateway = gateway(target, "")) {
      Typed first = scan(gateway, "--write", kept.toString());
      assertThat(first.status()).isEqualTo(1);
      assertThat(first.said())
          .contains("registry: \"model-registry 1.0.0\" offers ")
          .contains("warning[undescribed] tool \"deploy_model\"")
          .contains("for the target's file:\ntools:\n")
          .doesNotContain(KEY);

      Typed again = scan(gateway, "--against", kept.toString(), "--fail-on", "error");
      assertThat(again.said()).contains("nothing is otherwise");
      assertThat(again.status()).isZero();

      String pasted = first.said().substring(first.said().indexOf("\ntools:\n") + 1);
      Path file = folder.resolve("targets/registry.yaml");
      Files.writeString(file, Files.readString(file) + pasted);
      assertThat(gateway.reload("olga")).isEqualTo(200);
      Typed described = scan(gateway);
      assertThat(described.said()).doesNotContain("undescribed");
      assertThat(described.status()).isZero();

      Files.writeString(
          kept, Files.readString(kept).replace("\"name\":\"deploy_model\"", "\"name\":\"old\""));
      Typed drifted = scan(gateway, "--against", kept.toString());
      assertThat(drifted.said())
          .contains("new      tool \"deploy_model\"")
          .contains("gone     tool \"old\"");
      assertThat(drifted.status()).isEqualTo(1);
      assertThat(scan(gateway, "--json", "--against", kept.toString()).said())
          .contains("\"changes\":[{\"how\":\"new\"");
    }
  }

  private ServedGateway gateway(ModelRegistry target, String more) throws Exception {
    String credential =
        "credential: {file: credential, header: " + ModelRegistry.KEY_HEADER + "}\n";
    return new ServedGateway(
        folder, target.endpoint(), ServedGateway.Setup.target(credential + more));
  }

  private static Typed scan(ServedGateway gateway, String... more) {
    StringWriter said = new StringWriter();
    CommandLine line = Postern.line();
    line.setOut(new PrintWriter(said, true));
    line.setErr(new PrintWriter(said, true));
    Stream<String> words =
        Stream.concat(
            List.of(
                "target",
                "scan",
                "registry",
                "--socket",
                gateway.data().resolve("postern.sock").toString())
                .stream(),
            Stream.of(more));
    int status = line.execute(words.toArray(String[]::new));
    return new Typed(status, said.toString());
  }
}
