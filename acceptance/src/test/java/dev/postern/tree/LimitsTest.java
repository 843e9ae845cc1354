package dev.postern.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * docs/limits.md has a row for every bound that a settings record names, with its default as the
 * record has it, what happens at it, and the tests that say of themselves, by a tag, that they
 * reach it.
 */
class LimitsTest {
  private static final Path PAGE = Tree.root().resolve("docs/limits.md");
  private static final String BEGIN = "<!-- limits -->\n";
  private static final String END = "<!-- /limits -->";
  private static final String HEAD =
      "| bound | unless configured | at it | reached by |\n|---|---|---|---|\n";
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([\\w.]+)` \\| ([^|]*) \\| ([^|]*) \\| ([^|]*) \\|$");

  /** What stands above a test method, and its name. */
  private static final Pattern METHOD =
      Pattern.compile(
          "(?m)^((?:  @[A-Z](?:[^\\n]*\\n(?:   [^\\n]*\\n|  \\}\\)\\n)*))+)  (?:private )?[\\w<>]+"
              + " (\\w+)\\(");

  private static final Pattern TAG = Pattern.compile("@Tag\\(\"reaches:([\\w.]+)\"\\)");
  private static final Pattern RUN = Pattern.compile("@(Test|ParameterizedTest|TestFactory)\\b");

  /** What no test reaches says why, beginning so. */
  private static final String UNREACHED = "no test: ";

  /** So many may be without one; the number only goes down. */
  private static final int UNREACHED_AT_MOST = 2;

  /** Bounds that one record hands on to others, which are what tests then set. */
  private static final Map<String, List<String>> HANDED_ON =
      Map.of(
          "Endpoint.Times", List.of("TargetTimes"),
          "ReplyLimits", List.of("TargetBounds"),
          "config.Limits", List.of("McpLimits"),
          "ApprovalSettings", List.of("McpLimits", "PostgresLimits"),
          "IssuerKeys.Bounds", List.of("SignInLimits"));

  private record Row(String value, String at, String reached) {}

  /** Run with {@code -Dpostern.write=true} after a change of bounds; it leaves gaps to fill. */
  @Test
  void the_table_has_every_bound_with_its_default_and_its_tests() throws Exception {
    Map<String, Row> written = rows();
    Map<String, TreeSet<String>> reaching = reaching();
    StringBuilder table = new StringBuilder(HEAD);
    for (Bound bound : Bound.all()) {
      Row row = written.getOrDefault(bound.name(), new Row("", "", ""));
      String value = bound.value().isEmpty() ? "must be said" : bound.value();
      String reached =
          reaching.containsKey(bound.name())
              ? "`" + String.join("`, `", reaching.get(bound.name())) + "`"
              : row.reached().startsWith(UNREACHED) ? row.reached() : "";
      table.append("| `%s` | %s | %s | %s |\n".formatted(bound.name(), value, row.at(), reached));
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
    List<DynamicTest> tests = new ArrayList<>();
    for (Bound bound : Bound.all()) {
      Row row = written.getOrDefault(bound.name(), new Row("", "", ""));
      tests.add(
          DynamicTest.dynamicTest(
              bound.name(),
              () -> {
                assertThat(row.at()).as("what happens").isNotBlank();
                assertThat(row.reached())
                    .as("who reaches it, or why nobody")
                    .hasSizeGreaterThan(20);
              }));
    }
    assertThat(tests).hasSizeGreaterThan(150);
    return tests;
  }

  @Test
  void what_no_test_reaches_is_counted() throws Exception {
    assertThat(rows().values().stream().filter(row -> row.reached().startsWith(UNREACHED)))
        .hasSizeLessThanOrEqualTo(UNREACHED_AT_MOST);
  }

  @Test
  void nobody_says_to_reach_what_is_no_bound() throws Exception {
    TreeSet<String> bounds = new TreeSet<>();
    Bound.all().forEach(bound -> bounds.add(bound.name()));
    assertThat(bounds).containsAll(reaching().keySet());
  }

  /** The record's name, its component or the key of that: in the test, or in a rig beside it. */
  @Test
  void who_says_to_reach_a_bound_names_it() throws Exception {
    List<String> silent = new ArrayList<>();
    for (String module : Tree.MODULES) {
      for (Path file : Tree.files(Tree.root().resolve(module).resolve("src/test/java"), ".java")) {
        List<String> tags =
            TAG.matcher(Files.readString(file)).results().map(tag -> tag.group(1)).toList();
        String said = tags.isEmpty() ? "" : said(file);
        tags.stream()
            .filter(bound -> !names(bound).matcher(said).find())
            .forEach(bound -> silent.add(file.getFileName() + " " + bound));
      }
    }
    assertThat(silent).isEmpty();
  }

  private static Pattern names(String bound) {
    int dot = bound.lastIndexOf('.');
    String record = bound.substring(0, dot);
    String component = bound.substring(dot + 1);
    List<String> names = new ArrayList<>(HANDED_ON.getOrDefault(record, List.of()));
    names.add(record.substring(record.lastIndexOf('.') + 1));
    names.add(component);
    names.add(component.replaceAll("([A-Z])", "-$1"));
    return Pattern.compile("(?i)\\b(" + String.join("|", names) + ")\\b");
  }

  /** A test without its tags, with what it is named to use beside it, and what that uses. */
  private static String said(Path test) throws IOException {
    Map<String, String> beside = new TreeMap<>();
    for (Path file : Tree.files(test.resolveSibling("."), ".java")) {
      if (Objects.equals(file.normalize().getParent(), test.getParent())) {
        beside.put(
            file.getFileName().toString().replace(".java", ""),
            TAG.matcher(Files.readString(file)).replaceAll(""));
      }
    }
    TreeSet<String> used = new TreeSet<>();
    used.add(test.getFileName().toString().replace(".java", ""));
    for (int hop = 0; hop < 2; hop++) {
      String so = text(used, beside);
      beside.keySet().stream()
          .filter(name -> Pattern.compile("\\b" + name + "\\b").matcher(so).find())
          .forEach(used::add);
    }
    return text(used, beside);
  }

  private static String text(TreeSet<String> names, Map<String, String> sources) {
    return names.stream()
        .map(name -> sources.getOrDefault(name, ""))
        .collect(Collectors.joining("\n"));
  }

  private static Map<String, Row> rows() throws IOException {
    Map<String, Row> rows = new LinkedHashMap<>();
    Matcher row = ROW.matcher(Files.readString(PAGE));
    while (row.find()) {
      rows.put(row.group(1), new Row(row.group(2), row.group(3), row.group(4)));
    }
    return rows;
  }

  /** The tests by what they say to reach. A tag above anything but a test counts for nothing. */
  private static Map<String, TreeSet<String>> reaching() throws IOException {
    Map<String, TreeSet<String>> reaching = new TreeMap<>();
    int seen = 0;
    int said = 0;
    for (String module : Tree.MODULES) {
      for (Path file : Tree.files(Tree.root().resolve(module).resolve("src/test/java"), ".java")) {
        String source = Files.readString(file);
        String test = file.getFileName().toString().replace(".java", ".");
        said += (int) TAG.matcher(source).results().count();
        for (MatchResult method : METHOD.matcher(source).results().toList()) {
          for (MatchResult tag : TAG.matcher(method.group(1)).results().toList()) {
            assertThat(method.group(1)).as(test + method.group(2)).containsPattern(RUN);
            reaching
                .computeIfAbsent(tag.group(1), _ -> new TreeSet<>())
                .add(test + method.group(2));
            seen++;
          }
        }
      }
    }
    assertThat(seen).as("tags above test methods").isEqualTo(said);
    return reaching;
  }
}
