package dev.postern.gateway.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One writer at a time, and none for ever. */
@Timeout(60)
class VaultWritersTest {
  private static final SecretName CRM = new SecretName("crm");
  private static final byte[] SECRET = "pencil".getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path directory;

  private LocalVault vault(Duration writing) throws Exception {
    Path key = directory.resolve("key");
    if (!Files.exists(key)) {
      LocalKey.generate(key, new SecureRandom());
    }
    return new LocalVault(
        directory.resolve("it.vault"),
        List.of(LocalKey.file(key)),
        new LocalVault.Tools(
            new SecureRandom(),
            InstantSource.system(),
            Generations.NONE,
            new VaultLimits(1, 1, Duration.ofSeconds(1), writing)));
  }

  @Test
  @Tag("reaches:VaultLimits.writing")
  void who_finds_the_lock_held_by_another_process_is_told_so_and_writes_nothing() throws Exception {
    LocalVault vault = vault(Duration.ofMillis(100));
    vault.create();
    Path lock = directory.resolve("it.vault.lock");
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                HeldLock.class.getName(),
                lock.toString())
            .start();
    try {
      assertThat(other.inputReader().readLine()).isEqualTo("true");
      assertThatThrownBy(() -> vault.put(CRM, SECRET, 1))
          .isInstanceOf(VaultFault.class)
          .hasMessageContaining("somebody else holds " + lock);
      assertThat(vault.list()).isEmpty();

      FutureTask<Integer> patient =
          new FutureTask<>(() -> vault(Duration.ofSeconds(50)).put(CRM, SECRET, 1));
      awaitWaiting(Thread.ofPlatform().start(patient));
      other.getOutputStream().close();
      assertThat(patient.get()).isEqualTo(1);
      assertThat(other.waitFor()).isZero();
    } finally {
      other.destroyForcibly().waitFor();
    }
  }

  @Test
  @Tag("reaches:VaultLimits.writing")
  void a_writer_of_this_process_is_waited_for_that_long_and_no_longer() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    FutureTask<Void> first =
        new FutureTask<>(
            writing(
                Duration.ofSeconds(50),
                () -> {
                  begun.countDown();
                  done.await();
                }));
    Thread.ofPlatform().start(first);
    begun.await();
    AtomicInteger wrote = new AtomicInteger();
    assertThatThrownBy(writing(Duration.ofMillis(1), wrote::incrementAndGet)::call)
        .isInstanceOf(VaultFault.class)
        .hasMessageContaining("somebody else holds");
    FutureTask<Void> patient =
        new FutureTask<>(writing(Duration.ofSeconds(50), wrote::incrementAndGet));
    awaitWaiting(Thread.ofPlatform().start(patient));
    assertThat(wrote).hasValue(0);
    done.countDown();
    patient.get();
    assertThat(wrote).hasValue(1);
  }

  /** What is done while nobody else writes, after waiting so long at most. */
  private Callable<Void> writing(Duration longest, ThrowingCallable what) {
    VaultWriters writers = new VaultWriters(directory.resolve("it.vault"), longest);
    return () -> {
      writers.alone(() -> {
        try {
          what.call();
        } catch (Throwable unexpected) {
          throw new AssertionError(unexpected);
        }
      });
      return null;
    };
  }

  /** Until a writer waits for another one; one that has ended waits for nobody. */
  private static void awaitWaiting(Thread writer) throws InterruptedException {
    while (writer.getState() != Thread.State.TIMED_WAITING || !waits(writer)) {
      assertThat(writer.getState()).isNotEqualTo(Thread.State.TERMINATED);
      if (Thread.interrupted()) {
        throw new InterruptedException("it never waited");
      }
      Thread.onSpinWait();
    }
  }

  private static boolean waits(Thread writer) {
    return Arrays.stream(writer.getStackTrace())
        .anyMatch(frame -> frame.getClassName().equals(VaultWriters.class.getName()));
  }

  @Test
  void the_lock_is_its_owners_alone() throws Exception {
    LocalVault vault = vault(Duration.ofSeconds(30));
    vault.create();
    vault.put(CRM, SECRET, 1);
    assertThat(Files.getPosixFilePermissions(directory.resolve("it.vault.lock")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }
}
