package dev.postern.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.config.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What starts an installed Postern: the launcher, the image's options, the unit of systemd. */
class LauncherTest {
  private static final Path DIST = Path.of("../dist");
  private static final String MAIN = "dev.postern.gateway.Main";
  private static final String LINE = "dev.postern.cli.Postern";

  @TempDir private Path folder;

  @Test
  void the_scripts_are_sh() throws IOException {
    for (String script : List.of("postern", "build")) {
      assertThat(Tool.run(List.of("sh", "-n", DIST.resolve(script).toString()))).isEmpty();
    }
  }

  @Test
  void the_launcher_runs_the_java_beside_it_with_the_words_as_they_are() throws IOException {
    List<String> serve = launched("serve", "--config", "a b.yaml");
    assertThat(serve).endsWith(MAIN, "--config", "a b.yaml").contains("-XX:+UseG1GC");
    List<String> line = launched("lock", "person", "ana", "--reason", "lost $HOME \"laptop\" *");
    assertThat(line).endsWith(LINE, "lock", "person", "ana", "--reason", "lost $HOME \"laptop\" *");
    assertThat(line).contains("-cp", folder.toRealPath().resolve("in st/lib") + "/*");
  }

  @Test
  void the_image_starts_the_same_programs() throws IOException {
    List<String> serve = options("serve.options");
    List<String> line = options("postern.options");
    assertThat(serve).endsWith("-cp HOME/lib/*", MAIN).contains(JavaRuntime.HEADERS);
    assertThat(line).endsWith("-cp HOME/lib/*", LINE).contains(JavaRuntime.HEADERS);
  }

  @Test
  void the_unit_starts_what_the_tarball_holds_and_waits_longer_than_the_gateway_drains()
      throws IOException {
    Map<String, List<String>> unit = unit();
    assertThat(unit.get("ExecStart"))
        .containsExactly("/opt/postern/bin/postern serve --config /etc/postern/postern.yaml");
    assertThat(unit.get("Type")).containsExactly("notify");
    assertThat(Long.parseLong(unit.getOrDefault("TimeoutStopSec", List.of("0")).getFirst()))
        .isGreaterThan(Limits.DEFAULT.stop().toSeconds());
    assertThat(unit)
        .containsEntry("DynamicUser", List.of("yes"))
        .containsEntry("ProtectSystem", List.of("strict"))
        .containsEntry("NoNewPrivileges", List.of("yes"))
        .containsEntry("CapabilityBoundingSet", List.of(""))
        .doesNotContainKey("MemoryDenyWriteExecute");
  }

  /** Installs the launcher with a Java that tells its words, below a path with a space. */
  private List<String> launched(String... words) throws IOException {
    Path home = Files.createDirectories(folder.resolve("in st"));
    Path java = Files.createDirectories(home.resolve("jre/bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path launcher = Files.createDirectories(home.resolve("bin")).resolve("postern");
    Files.copy(
        DIST.resolve("postern"),
        launcher,
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.COPY_ATTRIBUTES);
    Path link = folder.resolve("postern");
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, Path.of("in st/bin/postern"));
    List<String> call = new ArrayList<>(List.of(link.toString()));
    call.addAll(List.of(words));
    return Tool.run(call).lines().toList();
  }

  private static List<String> options(String name) throws IOException {
    return Files.readAllLines(DIST.resolve("image").resolve(name));
  }

  private static Map<String, List<String>> unit() throws IOException {
    Map<String, List<String>> keys = new TreeMap<>();
    for (String line : Files.readAllLines(DIST.resolve("systemd/postern.service"))) {
      int equals = line.indexOf('=');
      if (equals > 0 && !line.startsWith("#")) {
        keys.computeIfAbsent(line.substring(0, equals), key -> new ArrayList<>())
            .add(line.substring(equals + 1));
      }
    }
    return keys;
  }
}
