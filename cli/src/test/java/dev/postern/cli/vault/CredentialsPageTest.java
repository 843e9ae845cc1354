package dev.postern.cli.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.Postern;
import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.config.ConfigurationSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The guide's page on credentials: its commands do what they say, its keys are a configuration. */
@Timeout(60)
class CredentialsPageTest {
  private static final Path PAGE = Path.of("../docs/guide/credentials.md");
  private static final Pattern BLOCK = Pattern.compile("```\\n(.*?)\\n```", Pattern.DOTALL);

  @TempDir private Path folder;
  private final InputStream usual = System.in;

  @AfterEach
  void standardInputIsBack() {
    System.setIn(usual);
  }

  private static List<String> blocks() throws IOException {
    return BLOCK
        .matcher(Files.readString(PAGE))
        .results()
        .map((MatchResult block) -> block.group(1))
        .toList();
  }

  @Test
  void its_commands_make_a_vault_and_fill_it() throws IOException {
    Configured.in(folder, "{file: crm.secret}");
    Files.writeString(folder.resolve("crm.secret"), "canary\n");
    StringWriter said = new StringWriter();
    for (String line : blocks().getFirst().lines().toList()) {
      System.setIn(new ByteArrayInputStream("typed\n".getBytes(StandardCharsets.US_ASCII)));
      List<String> words = List.of(line.replaceFirst(" *#.*", "").split(" "));
      assertThat(words.getFirst()).isEqualTo("postern");
      CommandLine typed = Postern.line();
      typed.setOut(new PrintWriter(said, true));
      assertThat(typed.execute(words.stream().skip(1).map(this::here).toArray(String[]::new)))
          .as(line)
          .isZero();
    }
    assertThat(said.toString()).contains("shop/app: version 1").contains("crm: version 1");
  }

  /** The files that the page names are here. */
  private String here(String word) {
    return word.matches(".*\\.(vault|key|yaml)") ? folder.resolve(word).toString() : word;
  }

  @Test
  void its_keys_are_a_configuration() throws IOException {
    List<String> blocks = blocks();
    assertThat(blocks).hasSize(5);
    Files.writeString(folder.resolve("rules.cedar"), "permit(principal, action, resource);\n");
    for (String file : List.of("ca.pem", "secret-id", "secret")) {
      Files.writeString(folder.resolve(file), "x\n");
    }
    Files.writeString(
        folder.resolve("crm.yaml"),
        "name: crm\nkind: mcp\nurl: http://127.0.0.1:9000/mcp\nenvironment: test\n"
            + blocks.get(2)
            + "\n");
    Files.writeString(
        folder.resolve("shop.yaml"),
        "name: shop\n"
            + "kind: postgres\n"
            + "address: 127.0.0.1\n"
            + "tls: off\n"
            + "database: shop\n"
            + "environment: test\n"
            + blocks.get(4)
            + "\n");
    Path main =
        Files.writeString(
            folder.resolve("postern.yaml"),
            """
            listen: {address: 127.0.0.1, port: 8080, url: "http://127.0.0.1:8080"}
            postgres: {listen: {port: 6432}, plaintext: true}
            data: data
            issuers: [{id: corp, url: "https://id.example"}]
            groups: [staff]
            people: [{name: ben}]
            workloads: []
            policies: [rules.cedar]
            targets: [crm.yaml, shop.yaml]
            """
                + Stream.of(blocks.get(1), blocks.get(3))
                    .map(block -> block.replaceFirst("^vaults:.*\n", ""))
                    .reduce("vaults:\n", (all, more) -> all + more + "\n"));
    switch (ConfigurationSource.load(main)) {
      case ConfigurationSource.Loaded loaded -> {
        Configuration read = loaded.configuration();
        assertThat(read.vaults()).containsOnlyKeys("local", "bao");
        assertThat(read.credentials()).hasSize(4);
      }
      case ConfigurationSource.Rejected rejected -> assertThat(rejected.problems()).isEmpty();
    }
  }
}
