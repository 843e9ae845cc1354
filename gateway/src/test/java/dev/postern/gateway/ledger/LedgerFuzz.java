package dev.postern.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.audit.Report;
import dev.postern.kernel.audit.SegmentHeader;
import dev.postern.kernel.operation.Durability;
import dev.postern.testkit.Leaves;
import dev.postern.testkit.fuzz.FuzzInput;
import dev.postern.testkit.fuzz.FuzzTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Files of a ledger that somebody changed, or that a crash tore. */
public final class LedgerFuzz implements FuzzTarget {
  private Optional<Trial> closed = Optional.empty();
  private Optional<Trial> crashed = Optional.empty();

  @Override
  public String name() {
    return "ledger";
  }

  @Override
  public String property() {
    return "octets of a closed ledger's files that were changed, put in, taken out or cut off are"
        + " found by the verifier; a segment that a crash tore at any octet, with any octets"
        + " behind it, is recovered: whole leaves stay, what was open is closed, and the"
        + " verifier is content";
  }

  @Override
  public List<String> seeds() {
    return List.of(
        "\u0000\u0000\u0000\u0040\u0001x",
        "\u0000\u0002\u0001\u0000\u0000",
        "\u0000\u0003\u0000\u0010\u0005",
        "\u0000\u0001\u0000\u0005\u0003ab",
        "\u0001\u0001\u0000",
        "\u0001\u0002\u0010garbage",
        "\u0001\u0000\u0000\u0000\u0000\u0000");
  }

  @Override
  public int longest() {
    return 64;
  }

  @Override
  public int rounds() {
    return 25;
  }

  @Override
  public void run(byte[] input) throws IOException {
    FuzzInput choices = new FuzzInput(input);
    if (choices.truth()) {
      torn(choices);
    } else {
      changed(choices);
    }
  }

  private void changed(FuzzInput choices) throws IOException {
    if (closed.isEmpty()) {
      closed = Optional.of(Trial.closed());
    }
    Trial trial = closed.get();
    Path file = choices.of(trial.files());
    byte[] honest = Files.readAllBytes(file);
    int at = choices.below(65_536) % (honest.length + 1);
    int gone = Math.min(choices.below(8), honest.length - at);
    byte[] put = choices.rest();
    byte[] made = Arrays.copyOf(honest, honest.length - gone + put.length);
    System.arraycopy(put, 0, made, at, put.length);
    System.arraycopy(honest, at + gone, made, at + put.length, honest.length - at - gone);
    Files.write(file, made);
    try {
      Report report = LedgerAudit.verify(trial.directory, Optional.empty(), Optional.empty());
      assertThat(report.sound())
          .as("%s changed at %s", file.getFileName(), at)
          .isEqualTo(Arrays.equals(made, honest));
    } catch (IOException noLedger) {
      assertThat(made).isNotEqualTo(honest);
    } finally {
      Files.write(file, honest);
    }
  }

  private void torn(FuzzInput choices) throws IOException {
    if (crashed.isEmpty()) {
      crashed = Optional.of(Trial.crashed());
    }
    Trial trial = crashed.get().copy();
    try {
      Path file = trial.lane();
      byte[] honest = Files.readAllBytes(file);
      // A segment has its head before it has its name.
      int behind = choices.below(65_536) % (honest.length - SegmentHeader.LENGTH + 1);
      int at = SegmentHeader.LENGTH + behind;
      byte[] garbage = choices.rest();
      byte[] made = Arrays.copyOf(honest, at + garbage.length);
      System.arraycopy(garbage, 0, made, at, garbage.length);
      Files.write(file, made);
      List<Leaf> whole = LedgerTrial.stored(trial.directory);
      FileLedger.start(Trial.settings(trial.directory), Clock.systemUTC()).close();
      Report report = LedgerAudit.verify(trial.directory, Optional.empty(), Optional.empty());
      assertThat(report.findings()).isEmpty();
      assertThat(report.counted().open()).isZero();
      Set<Leaf> after = new HashSet<>(LedgerTrial.stored(trial.directory));
      assertThat(after).containsAll(whole);
    } finally {
      trial.remove();
    }
  }

  /** A ledger in a directory of its own. */
  private record Trial(Path directory) {
    static LedgerSettings settings(Path directory) {
      return new LedgerSettings(
          directory,
          Durability.PROCESS_CRASH,
          4096,
          1 << 20,
          4096,
          Duration.ofHours(1),
          64,
          Duration.ofSeconds(10));
    }

    static Trial closed() throws IOException {
      Trial trial = new Trial(Files.createTempDirectory("ledger"));
      FileLedger ledger = FileLedger.start(settings(trial.directory), Clock.systemUTC());
      try (Ledger.Segment one = ledger.open(1)) {
        work(one, 4);
      }
      ledger.close();
      return trial;
    }

    /** Three entries are open, and no checkpoint covers the last of them. */
    static Trial crashed() throws IOException {
      Trial trial = new Trial(Files.createTempDirectory("ledger"));
      FileLedger ledger = FileLedger.start(settings(trial.directory), Clock.systemUTC());
      Ledger.Segment one = ledger.open(1);
      work(one, 3);
      one.append(List.of(Leaves.admitted(one, Leaves.START, "open")));
      ledger.abandon();
      return trial;
    }

    private static void work(Ledger.Segment segment, int turns) throws IOException {
      for (int i = 0; i < turns; i++) {
        Entry admitted = Leaves.admitted(segment, Leaves.START.plusSeconds(i), "churn-v" + i);
        segment.append(List.of(admitted));
        if (i % 2 == 0) {
          segment.append(List.of(Leaves.closed(segment, Leaves.START, admitted.leaf().id())));
        }
      }
    }

    /** What the verifier reads, but for the public key, which has to be held elsewhere. */
    List<Path> files() throws IOException {
      Layout layout = new Layout(directory);
      List<Path> files = new ArrayList<>(layout.allSegments());
      files.addAll(layout.allRecordings());
      files.add(layout.checkpoints());
      return files;
    }

    /** The segment of the lane; no checkpoint has signed anything of it. */
    Path lane() throws IOException {
      return new Layout(directory)
          .allSegments().stream()
              .filter(file -> file.toString().contains("001-000000"))
              .findFirst()
              .orElseThrow();
    }

    Trial copy() throws IOException {
      Path other = Files.createTempDirectory("ledger");
      try (Stream<Path> all = Files.walk(directory)) {
        for (Path each : (Iterable<Path>) all::iterator) {
          Path to = other.resolve(directory.relativize(each));
          if (Files.isDirectory(each)) {
            Files.createDirectories(to);
          } else {
            Files.copy(each, to);
          }
        }
      }
      return new Trial(other);
    }

    void remove() throws IOException {
      try (Stream<Path> all = Files.walk(directory)) {
        for (Path each : all.sorted((one, two) -> two.compareTo(one)).toList()) {
          Files.delete(each);
        }
      }
    }
  }
}
