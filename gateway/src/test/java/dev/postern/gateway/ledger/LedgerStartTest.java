package dev.postern.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.kernel.operation.Durability;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A start that fails half-way leaves nobody at the files who could meet the next one. */
@Timeout(30)
class LedgerStartTest {
  @TempDir private Path folder;
  private final Hands hands = Hands.fresh();
  private final List<Boolean> endedAtUnlock = new ArrayList<>();

  /** Lets nothing be written to the folder but its lock. */
  private final class Unwritable extends DiskOver {
    Unwritable() {
      super(new RealDisk());
    }

    @Override
    public Closeable lock(Path path) throws IOException {
      Closeable real = super.lock(path);
      return () -> {
        endedAtUnlock.add(hands.keeper().isTerminated() && hands.writer().isTerminated());
        real.close();
      };
    }

    @Override
    public Handle create(Path path) throws IOException {
      throw new IOException("Input/output error");
    }

    @Override
    public Handle open(Path path) throws IOException {
      throw new IOException("Input/output error");
    }

    @Override
    public void force(Path directory) {}

    @Override
    public void place(Path path, byte[] content, boolean everybodys) throws IOException {
      throw new IOException("Input/output error");
    }
  }

  private void startFails(Duration longestWait) {
    LedgerSettings settings =
        new LedgerSettings(
            folder,
            Durability.PROCESS_CRASH,
            1 << 16,
            1 << 20,
            4096,
            Duration.ofHours(1),
            64,
            longestWait);
    assertThatThrownBy(() -> FileLedger.start(settings, Clock.systemUTC(), new Unwritable(), hands))
        .hasMessageContaining("Input/output error");
  }

  @Test
  void its_threads_have_ended_before_the_folder_is_let_go() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    hands
        .keeper()
        .submit(() -> {
          begun.countDown();
          new CountDownLatch(1).await();
          return true;
        });
    begun.await();
    startFails(Duration.ofMinutes(1));
    assertThat(endedAtUnlock).containsExactly(true);
  }

  @Test
  void while_one_of_them_does_not_end_the_folder_is_kept() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    hands
        .writer()
        .submit(() -> {
          begun.countDown();
          while (over.getCount() > 0) {
            Thread.onSpinWait();
          }
        });
    begun.await();
    startFails(Duration.ofMillis(1));
    over.countDown();
    assertThat(endedAtUnlock).isEmpty();
  }
}
