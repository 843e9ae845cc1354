package dev.postern.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * docs/limits.md has a row for every bound that a settings record names, with its default as the
 * record has it, what happens at it, and the tests that reach it.
 */
class LimitsTest {
  private static final Path PAGE = Tree.root().resolve("docs/limits.md");
  private static final String BEGIN = "<!-- limits -->\n";
  private static final String END = "<!-- /limits -->";
  private static final String HEAD =
      "| bound | unless configured | at it | reached by |\n|---|---|---|---|\n";
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([\\w.]+)` \\| ([^|]*) \\| ([^|]*) \\| ([^|]*) \\|$");
  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+)\\.(\\w+)`");

  /** What no test reaches says why, beginning so. */
  private static final String UNREACHED = "no test: ";

  /** So many may be without one; the number only goes down. */
  private static final int UNREACHED_AT_MOST = 31;

  private record Row(String value, String at, String reached) {}

  /** Run with {@code -Dpostern.write=true} after a change of bounds; it leaves gaps to fill. */
  @Test
  void the_table_has_every_bound_with_its_default() throws Exception {
    Map<String, Row> written = rows();
    StringBuilder table = new StringBuilder(HEAD);
    for (Bound bound : Bound.all()) {
      Row row = written.getOrDefault(bound.name(), new Row("", "", ""));
      String value = bound.value().isEmpty() ? "must be said" : bound.value();
      table.append(
          "| `%s` | %s | %s | %s |\n".formatted(bound.name(), value, row.at(), row.reached()));
    }
    String page = Files.readString(PAGE);
    int from = page.indexOf(BEGIN) + BEGIN.length();
    String now = page.substring(0, from) + table + page.substring(page.indexOf(END));
    if (Boolean.getBoolean("postern.write")) {
      Files.writeString(PAGE, now);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(now);
  }

  @TestFactory
  List<DynamicTest> every_bound_says_what_happens_and_is_reached() throws Exception {
    Map<String, Row> written = rows();
    Map<String, String> classes = classes();
    List<DynamicTest> tests = new ArrayList<>();
    for (Bound bound : Bound.all()) {
      Row row = written.getOrDefault(bound.name(), new Row("", "", ""));
      tests.add(DynamicTest.dynamicTest(bound.name(), () -> reached(row, classes)));
    }
    assertThat(tests).hasSizeGreaterThan(150);
    return tests;
  }

  @Test
  void what_no_test_reaches_is_counted() throws Exception {
    assertThat(rows().values().stream().filter(row -> row.reached().startsWith(UNREACHED)))
        .hasSizeLessThanOrEqualTo(UNREACHED_AT_MOST);
  }

  private static void reached(Row row, Map<String, String> classes) {
    assertThat(row.at()).as("what happens").isNotBlank();
    if (row.reached().startsWith(UNREACHED)) {
      assertThat(row.reached()).hasSizeGreaterThan(UNREACHED.length() + 10);
      return;
    }
    TreeSet<String> missing = new TreeSet<>();
    List<java.util.regex.MatchResult> tests = TEST.matcher(row.reached()).results().toList();
    for (var test : tests) {
      if (!classes.getOrDefault(test.group(1), "").contains("void " + test.group(2) + "(")) {
        missing.add(test.group());
      }
    }
    assertThat(tests).as("the tests that reach it").isNotEmpty();
    assertThat(missing).as("tests that are not there").isEmpty();
  }

  private static Map<String, Row> rows() throws IOException {
    Map<String, Row> rows = new LinkedHashMap<>();
    Matcher row = ROW.matcher(Files.readString(PAGE));
    while (row.find()) {
      rows.put(row.group(1), new Row(row.group(2), row.group(3), row.group(4)));
    }
    return rows;
  }

  private static Map<String, String> classes() throws IOException {
    Map<String, String> classes = new LinkedHashMap<>();
    for (String module : Tree.MODULES) {
      for (Path file : Tree.files(Tree.root().resolve(module).resolve("src/test/java"), ".java")) {
        String name = file.getFileName().toString().replace(".java", "");
        classes.merge(name, Files.readString(file), String::concat);
      }
    }
    return classes;
  }
}
