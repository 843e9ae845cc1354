package dev.postern.cli.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.Postern;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The files that the guide shows are a configuration, and its cases pass. */
class GuideTest {
  private static final Path GUIDE = Path.of("../docs/guide");
  private static final Pattern FILE =
      Pattern.compile("<!-- file: (\\S+) -->\\n```\\w+\\n(.*?)\\n```\\n", Pattern.DOTALL);

  @TempDir Path directory;
  private final StringWriter told = new StringWriter();

  @BeforeEach
  void the_files_of_the_guide() throws IOException {
    List<MatchResult> files = new ArrayList<>();
    try (Stream<Path> pages = Files.list(GUIDE)) {
      for (Path page : pages.sorted().toList()) {
        FILE.matcher(Files.readString(page)).results().forEach(files::add);
      }
    }
    assertThat(files).hasSize(6);
    for (MatchResult file : files) {
      Path to = directory.resolve(file.group(1));
      Files.createDirectories(to.getParent());
      Files.writeString(to, file.group(2) + "\n");
    }
  }

  @Test
  void its_configuration_is_usable_without_a_warning() {
    assertThat(run("policy", "check")).as(told.toString()).isZero();
    assertThat(told.toString()).isEqualTo("12 policies, 2 targets: usable; 1 accepted\n");
  }

  @Test
  void its_cases_pass() {
    assertThat(run("policy", "test")).as(told.toString()).isZero();
    assertThat(told.toString()).endsWith("6 cases, 0 differ\n");
  }

  private int run(String... words) {
    CommandLine line = Postern.line();
    line.setOut(new PrintWriter(told, true));
    line.setErr(new PrintWriter(told, true));
    return line.execute(
        words[0], words[1], "--config", directory.resolve("postern.yaml").toString());
  }
}
