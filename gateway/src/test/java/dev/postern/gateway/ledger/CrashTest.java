package dev.postern.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.audit.Report;
import dev.postern.kernel.operation.Durability;
import dev.postern.testkit.Leaves;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process that appends and says what was acknowledged is killed, again and again. */
class CrashTest {
  private static final int ROUNDS = 3;

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(Durability.class)
  void what_was_acknowledged_is_there_after_a_kill(Durability level) throws Exception {
    Set<String> acknowledged = new HashSet<>();
    for (int round = 0; round < ROUNDS; round++) {
      acknowledged.addAll(killedAfter(level, 20 + 40 * round));
      FileLedger.start(settings(directory, level), Clock.systemUTC()).close();
      Set<String> found = new HashSet<>();
      Set<String> open = new HashSet<>();
      for (Leaf leaf : LedgerTrial.stored(directory)) {
        found.add(leaf.id().toString());
        switch (leaf) {
          case Leaf.Admitted admitted -> open.add(admitted.id().toString());
          case Leaf.Closed closed -> open.remove(closed.of().toString());
          case Leaf.Refused refused -> {}
          case Leaf.Noted noted -> {}
        }
      }
      assertThat(found).containsAll(acknowledged);
      assertThat(open).isEmpty();
      Report report = LedgerAudit.verify(directory, Optional.empty(), Optional.empty());
      assertThat(report.findings()).isEmpty();
      assertThat(report.counted().erased()).as("recordings come before their leaves").isZero();
    }
    assertThat(acknowledged).hasSizeGreaterThan(ROUNDS * 20);
  }

  private List<String> killedAfter(Durability level, int lines) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Appending.class.getName(),
                directory.toString(),
                level.name())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> acknowledged = new ArrayList<>();
    try (BufferedReader out = child.inputReader(StandardCharsets.US_ASCII)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.endsWith(".")) {
          acknowledged.add(line.substring(0, line.length() - 1));
        }
        if (acknowledged.size() == lines) {
          // By its handle: destroying the process object would close the pipe that is read here.
          child.toHandle().destroyForcibly();
        }
      }
    } finally {
      child.destroyForcibly();
    }
    assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(lines);
    return acknowledged;
  }

  private static LedgerSettings settings(Path directory, Durability level) {
    return new LedgerSettings(
        directory,
        level,
        1 << 16,
        1 << 20,
        4096,
        Duration.ofMillis(20),
        64,
        Duration.ofSeconds(10));
  }

  /** The child: appends without end, closing most of what it admitted, on two segments. */
  static final class Appending {
    private Appending() {}

    public static void main(String[] arguments) throws IOException {
      Path directory = Path.of(arguments[0]);
      Durability level = Durability.valueOf(arguments[1]);
      FileLedger ledger = FileLedger.start(settings(directory, level), Clock.systemUTC());
      Ledger.Segment one = ledger.open(0);
      Ledger.Segment two = ledger.open(1);
      PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
      for (int i = 0; ; i++) {
        Entry first = Leaves.admitted(one, Leaves.START, "a" + i);
        Entry second = Leaves.admitted(one, Leaves.START, "b" + i);
        one.append(List.of(first, second));
        out.println(first.leaf().id() + ".");
        Ledger.Segment closer = i % 2 == 0 ? one : two;
        Entry closed = Leaves.closed(closer, Leaves.START, first.leaf().id());
        closer.append(List.of(closed));
        out.println(closed.leaf().id() + ".");
      }
    }
  }
}
