package dev.postern.gateway.credential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.credential.CredentialSource.InVault;
import dev.postern.gateway.credential.CredentialSource.Kept;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A vault that does not answer holds up what lies in it, and nothing else. */
@Timeout(30)
class SlowVaultTest {
  private static final LendingLimits LIMITS =
      new LendingLimits(
          10,
          Duration.ofMinutes(1),
          10,
          Duration.ofMillis(1),
          Duration.ofSeconds(1),
          Duration.ZERO,
          Duration.ofMillis(50));

  @TempDir private Path directory;
  private final Store slow = new Store();
  private final Store quick = new Store();

  /** Gives one secret, when it may. */
  private static final class Store implements SecretStore {
    private volatile CountDownLatch open = new CountDownLatch(0);
    private volatile CountDownLatch asked = new CountDownLatch(1);
    private volatile String secret = "one";
    private volatile boolean down;
    private final AtomicInteger times = new AtomicInteger();

    void hold() {
      asked = new CountDownLatch(1);
      open = new CountDownLatch(1);
    }

    @Override
    public Answer fetch(InVault source, Optional<Mark> had, boolean now)
        throws IOException, InterruptedException {
      times.incrementAndGet();
      asked.countDown();
      open.await();
      if (down) {
        throw new IOException("the vault is down");
      }
      byte[] octets = secret.getBytes(StandardCharsets.US_ASCII);
      return new Answer.Fresh(
          new Secret(octets, Optional.empty(), Optional.empty(), Optional.empty()),
          new Mark(secret, 0));
    }

    @Override
    public Optional<Duration> renew(Term term) {
      return Optional.empty();
    }

    @Override
    public void giveBack(Term term) {}

    @Override
    public void close() {}
  }

  private static CredentialSource in(String vault, String path) {
    return new Kept(vault, path, Optional.empty(), OptionalInt.empty());
  }

  private Leases leases(Map<String, CredentialSource> sources) {
    return leases(sources, LIMITS);
  }

  private Leases leases(Map<String, CredentialSource> sources, LendingLimits limits) {
    return new Leases(sources, stores(), limits);
  }

  private Map<String, SecretStore> stores() {
    return Map.of("slow", slow, "quick", quick);
  }

  /**
   * The bounds of a test that waits itself.
   *
   * @param failed how long a failure is remembered
   */
  private static LendingLimits patient(Duration failed) {
    return new LendingLimits(
        10,
        Duration.ofMinutes(1),
        10,
        Duration.ofMillis(1),
        failed,
        Duration.ZERO,
        Duration.ofMinutes(10));
  }

  private static String read(Leases leases, String name) {
    String[] read = {""};
    leases
        .lease(name)
        .ifPresent(lease -> lease.use(it -> read[0] = new String(it, StandardCharsets.US_ASCII)));
    return read[0];
  }

  /** Leases do not wait for a vault longer than a round: on a slow machine for none. */
  private static void awaitSecret(Leases leases, String name, String secret)
      throws InterruptedException {
    while (!read(leases, name).equals(secret)) {
      if (Thread.interrupted()) {
        throw new InterruptedException("it never came");
      }
      Thread.onSpinWait();
    }
  }

  @Test
  void a_refused_secret_of_another_vault_or_file_is_read_again_meanwhile() throws Exception {
    Path file = Files.writeString(directory.resolve("key"), "one\n");
    try (Leases leases =
        leases(
            Map.of(
                "a", in("slow", "a"),
                "b", in("quick", "b"),
                "c", new CredentialSource.SecretFile(file)))) {
      awaitSecret(leases, "a", "one");
      awaitSecret(leases, "b", "one");
      slow.hold();
      Thread all = Thread.ofVirtual().start(leases::refresh);
      slow.asked.await();
      quick.secret = "two";
      Files.writeString(file, "two\n");
      leases.refresh("b");
      leases.refresh("c");
      assertThat(read(leases, "b") + read(leases, "c")).isEqualTo("twotwo");
      assertThat(read(leases, "a")).isEqualTo("one");
      slow.open.countDown();
      all.join();
    }
  }

  @Test
  void what_others_keep_is_read_by_the_clock_though_one_has_not_answered() throws Exception {
    try (Leases leases = leases(Map.of("a", in("slow", "a"), "b", in("quick", "b")))) {
      awaitSecret(leases, "a", "one");
      awaitSecret(leases, "b", "one");
      slow.hold();
      leases.refresh();
      slow.asked.await();
      quick.secret = "two";
      leases.refresh();
      awaitSecret(leases, "b", "two");
      assertThat(read(leases, "a")).isEqualTo("one");
      slow.secret = "three";
      slow.open.countDown();
      awaitSecret(leases, "a", "three");
    }
  }

  @Test
  @Tag("reaches:LendingLimits.round")
  void a_reload_does_not_wait_for_it_and_what_was_of_another_place_is_used_no_more()
      throws Exception {
    Path file = Files.writeString(directory.resolve("key"), "of-the-file\n");
    try (Leases leases = leases(Map.of("a", new CredentialSource.SecretFile(file)))) {
      Lease before = leases.lease("a").orElseThrow();
      slow.hold();
      assertThat(leases.replace(Map.of("a", in("slow", "a")))).containsExactly("a");
      assertThat(before.ended()).isTrue();
      assertThat(leases.lease("a")).isEmpty();
      slow.open.countDown();
      awaitSecret(leases, "a", "one");
    }
  }

  @Test
  void a_callers_own_of_another_place_is_used_no_more_though_the_vault_is_in_a_round()
      throws Exception {
    try (Leases leases = leases(Map.of("a", in("slow", "old/{person}")))) {
      leases.borrow("a@ana", false).close();
      leases.borrow("a@ben", false).close();
      slow.hold();
      Thread all = Thread.ofVirtual().start(leases::refresh);
      slow.asked.await();
      leases.replace(Map.of("a", in("slow", "new/{person}")));
      assertThat(read(leases, "a@ana") + read(leases, "a@ben")).isEmpty();
      slow.secret = "two";
      slow.open.countDown();
      all.join();
      leases.borrow("a@ana", false).close();
      assertThat(read(leases, "a@ana")).isEqualTo("two");
    }
  }

  @Test
  void after_a_reload_nobody_waits_for_the_vault_that_it_left() throws Exception {
    try (Leases leases = leases(Map.of("a", in("slow", "of/{person}")))) {
      slow.hold();
      FutureTask<Lease> early = new FutureTask<>(() -> leases.borrow("a@ana", false).lease());
      Thread.ofVirtual().start(early);
      slow.asked.await();
      leases.replace(Map.of("a", in("quick", "of/{person}")));
      quick.secret = "two";
      Lease anew = leases.borrow("a@ana", false).lease();
      assertThat(early.isDone()).isFalse();
      slow.open.countDown();
      assertThat(early.get()).isSameAs(anew);
      assertThat(read(leases, "a@ana")).isEqualTo("two");
    }
  }

  @Test
  void an_answer_for_a_place_that_a_reload_left_is_not_taken() throws Exception {
    Path file = Files.writeString(directory.resolve("key"), "of-the-file\n");
    try (Leases leases = leases(Map.of("a", in("slow", "a")))) {
      awaitSecret(leases, "a", "one");
      slow.hold();
      Thread late = Thread.ofVirtual().start(() -> leases.refresh("a"));
      slow.asked.await();
      leases.replace(Map.of("a", new CredentialSource.SecretFile(file)));
      slow.open.countDown();
      late.join();
      assertThat(read(leases, "a")).isEqualTo("of-the-file");
    }
  }

  @Test
  void while_a_reload_waits_for_it_the_former_secrets_are_in_force_and_then_no_more()
      throws Exception {
    Path file = Files.writeString(directory.resolve("key"), "of-the-file\n");
    CredentialSource former = new CredentialSource.SecretFile(file);
    try (Leases leases = leases(Map.of("a", former, "b", former), patient(Duration.ZERO))) {
      Lease before = leases.lease("b").orElseThrow();
      slow.hold();
      CompletableFuture<Leases.Coming> coming =
          CompletableFuture.supplyAsync(
              () -> leases.prepare(Map.of("a", in("slow", "a"), "b", in("quick", "b")), stores()),
              Thread::startVirtualThread);
      slow.asked.await();
      quick.asked.await();
      assertThat(read(leases, "a") + read(leases, "b")).isEqualTo("of-the-fileof-the-file");
      slow.open.countDown();
      Leases.Coming next = coming.join();
      assertThat(before.ended()).isFalse();
      next.inForce();
      assertThat(before.ended()).isTrue();
      assertThat(read(leases, "a") + read(leases, "b")).isEqualTo("oneone");
    }
  }

  @Test
  void what_was_read_for_a_reload_that_fails_is_in_force_nowhere() throws Exception {
    Path file = Files.writeString(directory.resolve("key"), "of-the-file\n");
    try (Leases leases = leases(Map.of("a", new CredentialSource.SecretFile(file)))) {
      leases.prepare(Map.of("a", in("quick", "a")), stores()).drop();
      leases.refresh();
      assertThat(read(leases, "a")).isEqualTo("of-the-file");
    }
  }

  @Test
  @Tag("reaches:LendingLimits.failed")
  void who_waited_while_it_could_not_be_asked_does_not_ask_it_again() throws Exception {
    try (Leases leases = leases(Map.of("a", in("slow", "a")), patient(Duration.ofHours(1)))) {
      slow.hold();
      slow.down = true;
      int before = slow.times.get();
      List<Thread> refused = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        refused.add(Thread.ofVirtual().start(() -> leases.refresh("a")));
      }
      slow.asked.await();
      slow.open.countDown();
      for (Thread each : refused) {
        each.join();
      }
      leases.refresh("a");
      assertThat(slow.times.get() - before).isEqualTo(1);
      assertThat(read(leases, "a")).isEqualTo("one");
      slow.down = false;
      slow.secret = "two";
      leases.refresh();
      leases.refresh("a");
      assertThat(read(leases, "a")).isEqualTo("two");
    }
  }

  @Test
  void of_one_that_could_not_be_asked_nobody_waits_for_anothers_asking() throws Exception {
    try (Leases leases = leases(Map.of("a", in("slow", "a")), patient(Duration.ZERO))) {
      slow.down = true;
      leases.refresh("a");
      slow.hold();
      Thread one = Thread.ofVirtual().start(() -> leases.refresh("a"));
      slow.asked.await();
      leases.refresh("a");
      assertThat(one.isAlive()).isTrue();
      slow.down = false;
      slow.secret = "two";
      slow.open.countDown();
      one.join();
      assertThat(read(leases, "a")).isEqualTo("two");
    }
  }

  @Test
  void nobody_waits_for_anothers_asking_for_a_callers_own_either() throws Exception {
    try (Leases leases = leases(Map.of("a", in("slow", "of/{person}")), patient(Duration.ZERO))) {
      leases.borrow("a@ana", false).close();
      slow.down = true;
      leases.refresh("a@ana");
      slow.hold();
      Thread one = Thread.ofVirtual().start(() -> leases.refresh("a@ana"));
      slow.asked.await();
      leases.refresh("a@ana");
      assertThat(one.isAlive()).isTrue();
      slow.open.countDown();
      one.join();
    }
  }
}
