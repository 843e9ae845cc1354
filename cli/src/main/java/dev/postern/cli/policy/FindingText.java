package dev.postern.cli.policy;

import dev.postern.cli.Screen;
import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.config.check.Code;
import dev.postern.gateway.config.check.Finding;
import dev.postern.gateway.config.yaml.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;

/** Findings for people: each with the line that it is about and what to do. */
final class FindingText {
  /** Of a longer line only the part around the place is shown, in characters. */
  private static final int WIDEST = 120;

  private static final int BEFORE = 60;

  private final CommandLine at;
  private final Map<String, List<String>> lines = new HashMap<>();

  FindingText(CommandLine at) {
    this.at = at;
  }

  /** What was found; errors and warnings on standard error, the sum on standard output. */
  void tell(List<Finding> findings, Optional<Configuration> usable) {
    findings.stream().filter(Finding::open).forEach(this::tell);
    long accepted = findings.stream().filter(finding -> !finding.open()).count();
    List<String> sum = new ArrayList<>();
    for (Code.Level level : Code.Level.values()) {
      long count =
          findings.stream()
              .filter(finding -> finding.open() && finding.code().level() == level)
              .count();
      if (count > 0) {
        sum.add(count(count, level.word()));
      }
    }
    if (accepted > 0) {
      sum.add(accepted + " accepted");
    }
    String found = sum.isEmpty() ? "" : "; " + String.join(", ", sum);
    if (usable.isPresent()) {
      Configuration configuration = usable.get();
      long policies = configuration.policies().policies().size();
      long targets = configuration.targets().size() + configuration.databases().size();
      at.getOut()
          .println(
              (policies == 1 ? "1 policy" : policies + " policies")
                  + ", "
                  + count(targets, "target")
                  + ": usable"
                  + found);
    } else {
      at.getErr().println("postern: not usable" + found);
    }
  }

  private void tell(Finding finding) {
    at.getErr()
        .println(
            Screen.safe(
                "%s: %s[%s]%s: %s"
                    .formatted(
                        finding.place(),
                        finding.code().level().word(),
                        finding.code().word(),
                        finding.rule().map(id -> " in rule " + id).orElse(""),
                        finding.what())));
    shown(finding.place());
    if (!finding.todo().isEmpty()) {
      at.getErr().println("  = " + Screen.safe(finding.todo()));
    }
  }

  private void shown(Place place) {
    if (place.line() == 0) {
      return;
    }
    List<String> of = lines.computeIfAbsent(place.file(), FindingText::read);
    if (place.line() > of.size()) {
      return;
    }
    String line = of.get(place.line() - 1);
    int[] letters = line.codePoints().toArray();
    int column = Math.min(Math.max(place.column() - 1, 0), letters.length);
    int from = letters.length <= WIDEST ? 0 : Math.max(0, column - BEFORE);
    int to = Math.min(letters.length, from + WIDEST);
    String number = "%5d | ".formatted(place.line());
    // A tab would take more room than the one character that the caret is moved by.
    String part = new String(letters, from, to - from).replace('\t', ' ');
    at.getErr().println(number + Screen.safe(part));
    at.getErr().println(" ".repeat(number.length() - 2) + "| " + " ".repeat(column - from) + "^");
  }

  /** The lines of a file; none where it cannot be read again. */
  private static List<String> read(String file) {
    try {
      return Files.readAllLines(Path.of(file));
    } catch (IOException | RuntimeException unreadable) {
      return List.of();
    }
  }

  private static String count(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
