package dev.postern.acceptance.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.Postern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * What documents show is known to somebody: every block says who runs it, every command and option
 * is one that there is, and every link leads somewhere.
 */
class ShownTest {
  private static final Pattern INLINE = Pattern.compile("`([^`\n]+)`");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]*)(#[^)\\s]*)?\\)");
  private static final Pattern SCRIPT = Pattern.compile("\\b((?:prove|bench)/[a-z][a-z0-9-]*)");
  private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]*");
  private static final Set<String> OF_THE_GUIDE =
      Set.of("run", "served", "client", "checked alone");

  /** Blocks that need more than a test machine has; there should be fewer, not more. */
  private static final int NOT_RUN = 2;

  private static final Set<String> BY_LAUNCHER = Set.of("demo", "serve");

  @Test
  void every_block_says_who_runs_or_loads_it() throws IOException {
    List<String> unknown = new ArrayList<>();
    int notRun = 0;
    for (Path page : Fence.pages()) {
      for (Fence fence : Fence.of(page)) {
        if (!fence.after("not run: ").isEmpty()) {
          notRun++;
        } else if (!known(fence)) {
          unknown.add(fence.place() + " <!-- " + fence.mark() + " -->");
        }
      }
    }
    assertThat(unknown).isEmpty();
    assertThat(notRun).as("blocks that nobody runs").isLessThanOrEqualTo(NOT_RUN);
  }

  private static boolean known(Fence fence) throws IOException {
    String mark = fence.mark();
    if (!fence.after("run by:").isEmpty() || !fence.after("printed by:").isEmpty()) {
      String program = (fence.after("run by:") + fence.after("printed by:")).split(" ")[0];
      return Files.isExecutable(Fence.ROOT.resolve(program));
    }
    if (!fence.after("checked by:").isEmpty()) {
      return test(fence.after("checked by:"));
    }
    if (mark.equals("drawing")) {
      return !fence.text().contains("postern ");
    }
    if (Stream.of("docs/proofs", "docs/bench").anyMatch(fence.page()::startsWith)) {
      return SCRIPT.matcher(Files.readString(Fence.ROOT.resolve(fence.page()))).find();
    }
    if (fence.page().startsWith("docs/recipes") && mark.startsWith("realm-")) {
      return test("RecipeTest");
    }
    String first = mark.split("[;:]| as | signed ")[0].strip();
    boolean typed = fence.page().getNameCount() > 1 && fence.page().startsWith("docs");
    return typed && (OF_THE_GUIDE.contains(first) || file(mark));
  }

  private static boolean file(String mark) {
    return Stream.of("file: ", "added to: ", "checked in: ").anyMatch(mark::startsWith);
  }

  /** Whether there is a test class of that name. */
  private static boolean test(String name) throws IOException {
    try (Stream<Path> files = Files.walk(Fence.ROOT)) {
      return files.anyMatch(
          file -> file.endsWith(name + ".java") && !file.toString().contains("/target/"));
    }
  }

  @Test
  void every_command_is_one_that_there_is() throws IOException {
    List<String> unknown = new ArrayList<>();
    int looked = 0;
    for (Path page : Fence.pages()) {
      for (String shown : commands(Files.readString(page))) {
        looked++;
        problem(shown)
            .ifPresent(
                what -> unknown.add(Fence.ROOT.relativize(page) + ": " + shown + ": " + what));
      }
    }
    assertThat(unknown).isEmpty();
    assertThat(looked).isGreaterThan(60);
  }

  /** What stands behind {@code postern} in code, inline or in blocks. */
  private static List<String> commands(String page) {
    List<String> shown = new ArrayList<>();
    Matcher inline = INLINE.matcher(page);
    while (inline.find()) {
      shown.add(inline.group(1));
    }
    boolean within = false;
    for (String line : page.lines().toList()) {
      if (line.strip().startsWith("```")) {
        within = !within;
      } else if (within) {
        shown.add(line.replaceFirst(" +# .*", ""));
      }
    }
    return shown.stream()
        .map(text -> text.strip().replaceFirst("^(eval \"\\$\\(|\\$ |\\w+=\\S* )", ""))
        .filter(text -> text.matches("(\\./)?postern [a-z].*"))
        .toList();
  }

  private static Optional<String> problem(String shown) {
    CommandLine at = Postern.line();
    // What stands behind -- is another program's.
    String own = shown.replaceFirst(" -- .*", "").replaceFirst("[|>].*", "");
    List<String> words = Arrays.asList(own.replaceAll("[\"')]", "").split("[\\s,]+"));
    int next = 1;
    while (next < words.size()) {
      CommandLine below = at.getSubcommands().get(words.get(next));
      if (below == null) {
        break;
      }
      at = below;
      next++;
    }
    if (next == 1) {
      boolean launcher = words.size() > 1 && BY_LAUNCHER.contains(words.get(1));
      return launcher ? Optional.empty() : Optional.of("no such command");
    }
    if (!at.getSubcommands().isEmpty()
        && next < words.size()
        && words.get(next).matches("[a-z-]+")) {
      return Optional.of("no such command below " + at.getCommandName());
    }
    Set<String> options =
        at.getCommandSpec().options().stream()
            .flatMap(option -> Arrays.stream(option.names()))
            .collect(Collectors.toSet());
    return OPTION
        .matcher(own)
        .results()
        .map(found -> found.group())
        .filter(option -> !options.contains(option))
        .findFirst()
        .map(option -> "no option " + option);
  }

  @Test
  void every_link_and_every_program_is_there() throws IOException {
    List<String> missing = new ArrayList<>();
    for (Path page : Fence.pages()) {
      String text = Files.readString(page);
      LINK.matcher(text)
          .results()
          .filter(link -> !link.group(1).contains(":"))
          .filter(link -> !leads(page, link.group(1), link.group(2)))
          .forEach(link -> missing.add(Fence.ROOT.relativize(page) + ": " + link.group()));
      SCRIPT
          .matcher(text)
          .results()
          .map(found -> found.group(1))
          .filter(program -> !Files.exists(Fence.ROOT.resolve(program)))
          .filter(program -> !Files.exists(page.resolveSibling(program)))
          .forEach(program -> missing.add(Fence.ROOT.relativize(page) + ": " + program));
    }
    assertThat(missing).isEmpty();
  }

  private static boolean leads(Path page, String to, String anchor) {
    Path file = to.isEmpty() ? page : page.resolveSibling(to).normalize();
    if (!Files.exists(file)) {
      return false;
    }
    try {
      return anchor == null
          || !file.toString().endsWith(".md")
          || Files.readString(file)
              .lines()
              .filter(line -> line.startsWith("#"))
              .map(ShownTest::anchor)
              .anyMatch(anchor::equals);
    } catch (IOException unreadable) {
      return false;
    }
  }

  /** The name that a heading gets where it is shown. */
  private static String anchor(String heading) {
    return "#"
        + heading
            .replaceFirst("^#+ ", "")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9 _-]", "")
            .replace(' ', '-');
  }
}
