package dev.postern.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.kernel.operation.Durability;
import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A ledger that ends lets its folder go, however that goes, but never while it still writes. */
@Timeout(30)
class LedgerEndTest {
  @TempDir private Path folder;
  private final Hands hands = Hands.fresh();
  private volatile boolean noise;
  private final CountDownLatch over = new CountDownLatch(1);
  private final List<Boolean> endedAtUnlock = new ArrayList<>();
  private final List<Closeable> locks = new ArrayList<>();

  /** Tells when the folder is unlocked. */
  private final class Watched extends DiskOver {
    private final Disk real;

    Watched(Disk real) {
      super(real);
      this.real = real;
    }

    @Override
    public Closeable lock(Path path) throws IOException {
      Closeable real = super.lock(path);
      locks.add(real);
      return () -> {
        endedAtUnlock.add(hands.keeper().isTerminated() && hands.writer().isTerminated());
        real.close();
      };
    }

    @Override
    public Handle create(Path path) throws IOException {
      return closedWithNoise(real.create(path));
    }

    @Override
    public Handle open(Path path) throws IOException {
      return real.open(path);
    }

    @Override
    public void force(Path directory) throws IOException {
      real.force(directory);
    }
  }

  /** It is closed, and may tell that it could not be. */
  private Disk.Handle closedWithNoise(Disk.Handle real) {
    return (Disk.Handle)
        Proxy.newProxyInstance(
            LedgerEndTest.class.getClassLoader(),
            new Class<?>[] {Disk.Handle.class},
            (proxy, method, given) -> {
              try {
                Object answer = method.invoke(real, given);
                if (noise && method.getName().equals("close")) {
                  throw new IOException("Input/output error");
                }
                return answer;
              } catch (InvocationTargetException its) {
                throw its.getCause() instanceof IOException told ? told : its;
              }
            });
  }

  @AfterEach
  void let_go() throws IOException {
    over.countDown();
    for (Closeable each : locks) {
      each.close();
    }
  }

  private FileLedger ledger() throws IOException {
    LedgerSettings settings =
        new LedgerSettings(
            folder,
            Durability.PROCESS_CRASH,
            1 << 16,
            1 << 20,
            4096,
            Duration.ofHours(1),
            64,
            Duration.ofMillis(200));
    return FileLedger.start(settings, Clock.systemUTC(), new Watched(new RealDisk()), hands);
  }

  private void busy(Runnable with) throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    hands
        .keeper()
        .execute(() -> {
          begun.countDown();
          with.run();
        });
    begun.await();
  }

  private void untilInterrupted() {
    try {
      over.await();
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void while_its_keeper_does_not_end_the_folder_is_kept() throws Exception {
    FileLedger ledger = ledger();
    busy(() -> {
      while (over.getCount() > 0) {
        Thread.onSpinWait();
      }
    });
    assertThatThrownBy(ledger::abandon).hasMessageContaining("stays locked");
    assertThat(endedAtUnlock).isEmpty();
  }

  @Test
  void a_keeper_that_has_to_be_interrupted_has_ended_before_the_folder_is_let_go()
      throws Exception {
    FileLedger ledger = ledger();
    busy(this::untilInterrupted);
    ledger.abandon();
    assertThat(endedAtUnlock).containsExactly(true);
  }

  @Test
  void an_interrupted_end_lets_the_folder_go_all_the_same() throws Exception {
    FileLedger ledger = ledger();
    busy(this::untilInterrupted);
    Thread.currentThread().interrupt();
    ledger.abandon();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(endedAtUnlock).containsExactly(true);
  }

  @Test
  void what_cannot_be_closed_does_not_keep_the_folder() throws Exception {
    FileLedger ledger = ledger();
    noise = true;
    assertThatThrownBy(ledger::close).hasMessageContaining("Input/output error");
    assertThat(endedAtUnlock).containsExactly(true);
  }
}
