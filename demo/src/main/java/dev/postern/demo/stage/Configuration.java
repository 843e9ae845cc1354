package dev.postern.demo.stage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The gateway's configuration, written into the demo's directory. */
final class Configuration {
  private static final String MAIN = "postern.yaml";
  private static final List<String> FILES =
      List.of(
          MAIN,
          "targets/registry.yaml",
          "targets/shop.yaml",
          "policies/registry.cedar",
          "policies/shop.cedar",
          "policies/gateway.cedar",
          "policies/tests/registry.yaml");

  private final Path directory;

  private Configuration(Path directory) {
    this.directory = directory;
  }

  /**
   * Writes every file.
   *
   * @param values what stands for each {@code ${name}}
   */
  static Configuration write(Path directory, Map<String, String> values) throws IOException {
    for (String file : FILES) {
      Path path = directory.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, filled(text(file), values));
    }
    return new Configuration(directory);
  }

  /** The file that {@code postern serve --config} is given. */
  Path main() {
    return directory.resolve(MAIN);
  }

  /** The policy files. */
  Path policies() {
    return directory.resolve("policies");
  }

  private static String filled(String text, Map<String, String> values) throws IOException {
    String filled = text;
    for (Map.Entry<String, String> value : values.entrySet()) {
      filled = filled.replace("${" + value.getKey() + "}", value.getValue());
    }
    return filled;
  }

  private static String text(String file) throws IOException {
    try (InputStream in = Configuration.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IOException("the demo was built without its configuration " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
