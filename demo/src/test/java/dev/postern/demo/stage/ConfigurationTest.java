package dev.postern.demo.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigurationTest {
  @TempDir private Path directory;

  @Test
  void leaves_no_place_unfilled() throws Exception {
    Configuration configuration =
        Configuration.write(
            directory,
            Map.of(
                "port",
                "7070",
                "url",
                "http://u",
                "issuer",
                "http://i",
                "registry",
                "http://r",
                "postgres",
                "7073",
                "shop",
                "7074"));
    assertThat(Files.readString(configuration.main())).contains("port: 7070").contains("http://i");
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> written = files.filter(Files::isRegularFile).toList();
      assertThat(written).hasSize(7);
      for (Path file : written) {
        assertThat(Files.readString(file)).as(file.toString()).doesNotContainPattern("\\$\\{[a-z]");
      }
    }
  }
}
