import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.StringJoiner;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs the JUnit tests of a directory of classes and writes a verdict, a tab and a name for each.
 */
final class Verdicts implements TestExecutionListener {
  private final PrintWriter verdicts;
  private final PrintWriter reasons;

  private Verdicts(PrintWriter verdicts, PrintWriter reasons) {
    this.verdicts = verdicts;
    this.reasons = reasons;
  }

  /**
   * {@code args}: the directory, where verdicts go, where reasons of failures go, and a pattern of
   * class names.
   */
  public static void main(String[] args) throws IOException {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClasspathRoots(Set.of(Path.of(args[0]))))
            .filters(includeClassNamePatterns(args[3]))
            .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true")
            .configurationParameter("junit.jupiter.execution.timeout.default", "5 m")
            .build();
    try (PrintWriter verdicts = appended(Path.of(args[1]));
        PrintWriter reasons = appended(Path.of(args[2]))) {
      LauncherFactory.create().execute(request, new Verdicts(verdicts, reasons));
    }
    // What tests leave running must not keep the run from ending.
    System.exit(0);
  }

  private static PrintWriter appended(Path file) throws IOException {
    return new PrintWriter(Files.newBufferedWriter(file, CREATE, APPEND));
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    written("skipped", test);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    result
        .getThrowable()
        .ifPresent(thrown -> {
          reasons.println("== " + name(test));
          thrown.printStackTrace(reasons);
        });
    switch (result.getStatus()) {
      case SUCCESSFUL -> {
        if (test.isTest()) {
          written("passed", test);
        }
      }
      case ABORTED -> written("skipped", test);
      case FAILED -> written("failed", test);
    }
  }

  private void written(String verdict, TestIdentifier test) {
    verdicts.println(verdict + "\t" + name(test));
    verdicts.flush();
  }

  /** The class without its common package, the method, and which of its invocations. */
  private static String name(TestIdentifier test) {
    StringJoiner name = new StringJoiner(" ");
    for (UniqueId.Segment segment : test.getUniqueIdObject().getSegments()) {
      if (!segment.getType().equals("engine")) {
        name.add(segment.getValue().replace("org.postgresql.", ""));
      }
    }
    return name.toString();
  }
}
