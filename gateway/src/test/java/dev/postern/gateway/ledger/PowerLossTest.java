package dev.postern.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.audit.Report;
import dev.postern.kernel.operation.Durability;
import dev.postern.testkit.Leaves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power goes at moments all over the life of a ledger, its recovery and its rolls, and what was
 * not forced is lost in whole or in sectors. {@code -Dpostern.cuts} says how many moments.
 */
class PowerLossTest {
  private static final int CUTS = Integer.getInteger("postern.cuts", 12);
  private static final int TURNS = 30;
  private static final long SEED = Long.getLong("postern.seed", 20261122);

  @TempDir private Path base;
  private final List<Told> told = new ArrayList<>();
  private int taken;

  /** An entry that was durable at a moment. */
  private record Told(int moment, String id) {}

  @Test
  void what_was_told_to_be_durable_is_there_whenever_the_power_goes() throws IOException {
    Path directory = base.resolve("ledger");
    ForgetfulDisk disk = lived(directory, Durability.POWER_LOSS);
    everyCut(disk, directory, Durability.POWER_LOSS);
  }

  @Test
  void beside_a_faster_segment_nothing_less_is_there() throws IOException {
    Path directory = base.resolve("ledger");
    ForgetfulDisk disk = lived(directory, Durability.PROCESS_CRASH);
    everyCut(disk, directory, Durability.PROCESS_CRASH);
  }

  /** Two lives, a crash between them; both levels in each when the ledger's own is the faster. */
  private ForgetfulDisk lived(Path directory, Durability level) throws IOException {
    ForgetfulDisk disk = new ForgetfulDisk(directory);
    FileLedger first = FileLedger.start(settings(directory, level), Clock.systemUTC(), disk);
    work(first, disk, level);
    first.abandon();
    FileLedger second = FileLedger.start(settings(directory, level), Clock.systemUTC(), disk);
    work(second, disk, level);
    second.close();
    return disk;
  }

  private void work(FileLedger ledger, ForgetfulDisk disk, Durability level) throws IOException {
    Ledger.Segment sure = ledger.open(1, Durability.POWER_LOSS);
    Ledger.Segment other = ledger.open(2, level);
    Optional<Entry> before = Optional.empty();
    for (int i = 0; i < TURNS; i++) {
      Entry admitted = Leaves.admitted(sure, Leaves.START, "sure " + i);
      List<Entry> turn = new ArrayList<>(List.of(admitted));
      before.ifPresent(entry -> turn.add(Leaves.closed(sure, Leaves.START, entry.leaf().id())));
      sure.append(turn);
      int moment = disk.now();
      turn.forEach(entry -> told.add(new Told(moment, entry.leaf().id().toString())));
      other.append(List.of(Leaves.admitted(other, Leaves.START, "other " + i)));
      before = i % 3 == 0 ? Optional.empty() : Optional.of(admitted);
      if (i % 10 == 5) {
        ledger.checkpointNow();
      }
    }
  }

  private void everyCut(ForgetfulDisk disk, Path directory, Durability level) throws IOException {
    Random random = new Random(SEED);
    for (int cut = 0; cut < CUTS; cut++) {
      int moment = random.nextInt(disk.now() + 1);
      for (ForgetfulDisk.Left left : ForgetfulDisk.Left.values()) {
        String when =
            "moment " + moment + " of " + disk.now() + ", left " + left + ", seed " + SEED;
        Path remains = remains(disk, directory, moment, left, random);
        FileLedger.start(settings(remains, level), Clock.systemUTC()).close();
        Set<String> found = new HashSet<>();
        for (Leaf leaf : LedgerTrial.stored(remains)) {
          found.add(leaf.id().toString());
        }
        for (Told each : told) {
          assertThat(each.moment() > moment || found.contains(each.id()))
              .as("%s is there; %s", each.id(), when)
              .isTrue();
        }
        if (level == Durability.POWER_LOSS) {
          Report report = LedgerAudit.verify(remains, Optional.empty(), Optional.empty());
          assertThat(report.findings()).as(when).isEmpty();
          assertThat(report.counted().open()).as(when).isZero();
        }
        taken++;
      }
    }
    assertThat(taken).isEqualTo(CUTS * ForgetfulDisk.Left.values().length);
  }

  private Path remains(
      ForgetfulDisk disk, Path directory, int moment, ForgetfulDisk.Left left, Random random)
      throws IOException {
    Path remains = base.resolve("remains-" + taken);
    Layout layout = new Layout(remains);
    layout.make();
    // Written and forced before the first name: they are there or nothing is.
    for (String key : List.of("ledger.key", "ledger.pub")) {
      Files.copy(directory.resolve(key), remains.resolve(key), StandardCopyOption.COPY_ATTRIBUTES);
    }
    disk.leave(moment, left, random, remains);
    return remains;
  }

  private static LedgerSettings settings(Path directory, Durability level) {
    return new LedgerSettings(
        directory, level, 4096, 1 << 13, 512, Duration.ofHours(1), 64, Duration.ofSeconds(30));
  }
}
