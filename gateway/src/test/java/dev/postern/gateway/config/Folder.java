package dev.postern.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.config.yaml.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** A small good configuration in a directory, to be changed by a test. */
final class Folder {
  static final String MAIN =
      """
      listen: {url: "http://127.0.0.1:7070"}
      data: data
      issuers:
        - id: corp
          url: https://id.example.com
      groups: [staff]
      people:
        - {name: ana, groups: [staff]}
      roles: [runner]
      assignments:
        - {role: runner, to: {person: ana}, on: registry}
      classes:
        pii: {mask: redact}
      policies: [policies/*.cedar]
      targets: [targets/*.yaml]
      """;

  static final String TARGET =
      """
      name: registry
      kind: mcp
      url: http://127.0.0.1:7081/mcp
      environment: production
      tools:
        list:
          groups: [read]
          fields: {"$.rows[*].email": pii}
      """;

  private final Path base;

  Folder(Path base) {
    this.base = base;
    put("postern.yaml", MAIN);
    put("targets/registry.yaml", TARGET);
    put("policies/all.cedar", "permit(principal, action, resource);\n");
  }

  Folder put(String name, String text) {
    return put(name, text.getBytes(StandardCharsets.UTF_8));
  }

  Folder put(String name, byte[] bytes) {
    try {
      Path file = base.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
      return this;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Replaces a text that stands in a file once. */
  Folder replace(String name, String old, String text) {
    try {
      String whole = Files.readString(base.resolve(name));
      assertThat(whole.split(Pattern.quote(old), -1)).hasSize(2);
      return put(name, whole.replace(old, text));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  Folder main(String old, String text) {
    return replace("postern.yaml", old, text);
  }

  Folder target(String old, String text) {
    return replace("targets/registry.yaml", old, text);
  }

  ConfigurationSource.Result load() {
    return ConfigurationSource.load(base.resolve("postern.yaml"));
  }

  Configuration loaded() {
    return switch (load()) {
      case ConfigurationSource.Loaded(Configuration configuration, List<Problem> _) ->
          configuration;
      case ConfigurationSource.Rejected(List<Problem> problems) ->
          throw new AssertionError(
              String.join("\n", problems.stream().map(Problem::toString).toList()));
    };
  }

  /** The warnings of a load that succeeds. */
  List<String> warnings() {
    return switch (load()) {
      case ConfigurationSource.Loaded loaded -> told(loaded.warnings());
      case ConfigurationSource.Rejected rejected -> throw new AssertionError(rejected);
    };
  }

  /** The problems, with files named from the directory. */
  List<String> problems() {
    return switch (load()) {
      case ConfigurationSource.Loaded _ -> List.of();
      case ConfigurationSource.Rejected(List<Problem> problems) -> told(problems);
    };
  }

  private List<String> told(List<Problem> problems) {
    return problems.stream().map(p -> p.toString().replace(base + "/", "")).toList();
  }
}
