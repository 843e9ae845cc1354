package dev.postern.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.operation.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReloadPageTest {
  private static final Path PAGE = Path.of("../docs/reload.md");
  private static final Pattern ROW =
      Pattern.compile("^\\| `([a-z.-]+)` \\| (reload|restart) \\| .*\\|$", Pattern.MULTILINE);

  @Test
  void every_key_of_the_main_file_has_an_answer() throws IOException {
    List<String> keys = new ArrayList<>();
    walk(ConfigurationSchema.main(), "", keys);
    List<String> answered =
        ROW.matcher(Files.readString(PAGE)).results().map(row -> row.group(1)).toList();
    assertThat(answered).containsExactlyInAnyOrderElementsOf(keys);
  }

  private static void walk(Value.MapOf schema, String path, List<String> keys) {
    if (!(schema.entries().get("properties") instanceof Value.MapOf(Map<String, Value> below))) {
      keys.add(path);
      return;
    }
    below.forEach((name, value) -> {
      if (value instanceof Value.MapOf each) {
        walk(each, path.isEmpty() ? name : path + "." + name, keys);
      }
    });
  }
}
