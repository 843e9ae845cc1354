package dev.postern.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.config.yaml.Problem;
import dev.postern.testkit.fuzz.FuzzInput;
import dev.postern.testkit.fuzz.FuzzTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The files of a configuration; the first byte says which of them the rest is. */
public final class ConfigurationFuzz implements FuzzTarget {
  private static final List<String> FILES =
      List.of("postern.yaml", "targets/registry.yaml", "policies/all.cedar");

  private Optional<Path> made = Optional.empty();

  @Override
  public String name() {
    return "configuration";
  }

  @Override
  public String property() {
    return "a configuration is read, or refused with problems that name its own files, with a line"
        + " where the file is YAML; nothing else is thrown";
  }

  @Override
  public List<String> seeds() {
    return List.of(
        "\u0000" + Folder.MAIN,
        "\u0001" + Folder.TARGET,
        "\u0002permit(principal, action, resource);\n",
        "\u0001name: registry\nkind: postgres\naddress: 127.0.0.1:5432\n",
        "\u0000a: &a [*a]\n<<: {x: !!str y}\n? {k: v}\n: |-\n  text\n");
  }

  @Override
  public List<String> words() {
    return List.of(
        "\n  - ",
        ": ",
        "&a ",
        "*a",
        "<<: ",
        "!!binary ",
        "? ",
        "|\n",
        ">-\n",
        "{",
        "}",
        "[",
        "]",
        "\"\\u0000\"",
        "- {",
        "listen:",
        "issuers:",
        "targets:",
        "kind: postgres",
        "10s",
        "1h",
        "%YAML 1.2\n---\n",
        "...\n",
        "#");
  }

  @Override
  public int rounds() {
    return 40;
  }

  @Override
  public void run(byte[] input) throws IOException {
    if (made.isEmpty()) {
      made = Optional.of(Files.createTempDirectory("configuration"));
    }
    Path base = made.get();
    Folder folder = new Folder(base);
    FuzzInput choices = new FuzzInput(input);
    String file = choices.of(FILES);
    folder.put(file, choices.rest());
    told(folder.load(), base);
  }

  private static void told(ConfigurationSource.Result result, Path base) {
    switch (result) {
      case ConfigurationSource.Loaded(Configuration configuration, List<Problem> warnings) -> {
        assertThat(configuration.files()).isNotEmpty();
      }
      case ConfigurationSource.Rejected(List<Problem> problems) -> {
        assertThat(problems)
            .isNotEmpty()
            .allSatisfy(problem -> {
              assertThat(problem.place().file()).startsWith(base.toString());
              assertThat(problem.what()).isNotBlank();
            });
      }
    }
  }
}
