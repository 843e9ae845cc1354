package dev.postern.tree;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Every Java file stands as google-java-format writes it. The tests run on the toolchain's JDK, so
 * the formatter does too, whatever JDK launched Maven. {@code -Dpostern.format=write} writes.
 */
class FormatTest {
  @Test
  void every_java_file_is_formatted() throws IOException, FormatterException {
    boolean write = "write".equals(System.getProperty("postern.format"));
    Formatter formatter = new Formatter();
    List<Path> unformatted = new ArrayList<>();
    int read = 0;
    for (String module : Tree.MODULES) {
      for (Path file : Tree.files(Tree.root().resolve(module).resolve("src"), ".java")) {
        read++;
        String is = Files.readString(file);
        String should = formatter.formatSourceAndFixImports(is);
        if (!is.equals(should)) {
          unformatted.add(Tree.root().relativize(file));
          if (write) {
            Files.writeString(file, should);
          }
        }
      }
    }
    assertThat(read).as("files read").isGreaterThan(50);
    assertThat(unformatted)
        .as(
            "not formatted; write them with: ./mvnw -pl acceptance -am test -Dtest=FormatTest"
                + " -Dpostern.format=write")
        .isEmpty();
  }
}
