package dev.postern.gateway.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.gateway.credential.CredentialSource.InVault;
import dev.postern.gateway.credential.CredentialSource.Made;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a vault is making while the gateway reloads or stops is lost to nobody, and lent to none.
 */
@Timeout(30)
class MakingTest {
  private static final String NAME = "shop";
  private static final String ANOTHER = "crm";

  private final Store bao = new Store("bao");
  private final Store other = new Store("other");

  /** Makes secrets, when it may. */
  private static final class Store implements SecretStore {
    private final String name;
    private final AtomicInteger count = new AtomicInteger();
    private final Set<String> good = new ConcurrentSkipListSet<>();
    private volatile CountDownLatch open = new CountDownLatch(0);
    private volatile CountDownLatch asked = new CountDownLatch(1);

    Store(String name) {
      this.name = name;
    }

    void hold() {
      asked = new CountDownLatch(1);
      open = new CountDownLatch(1);
    }

    @Override
    public Answer fetch(InVault source, Optional<Mark> had, boolean now)
        throws InterruptedException {
      asked.countDown();
      open.await();
      String id = name + "-" + count.incrementAndGet();
      good.add(id);
      Term term = new Term(id, true, time -> time);
      byte[] octets = id.getBytes(StandardCharsets.US_ASCII);
      return new Answer.Fresh(
          new Secret(octets, Optional.of(id), Optional.of(Duration.ofHours(1)), Optional.of(term)),
          new Mark("", 0));
    }

    @Override
    public Optional<Duration> renew(Term term) {
      return Optional.of(Duration.ofHours(1));
    }

    @Override
    public void giveBack(Term term) {
      good.remove(term.id());
    }

    @Override
    public void close() {}
  }

  private static Map<String, CredentialSource> in(String vault) {
    return Map.of(
        NAME, new Made(vault, "database/creds/reader"),
        ANOTHER, new Made("other", "database/creds/reader"));
  }

  private Leases leases(Duration closing) {
    return new Leases(
        in("bao"),
        Map.of("bao", bao, "other", other),
        new LendingLimits(
            10,
            Duration.ofMinutes(1),
            10,
            closing,
            Duration.ofSeconds(1),
            Duration.ZERO,
            Duration.ofMinutes(10)));
  }

  private static CompletableFuture<Loan> borrowing(Leases leases) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return leases.borrow(NAME, false);
          } catch (IOException | InterruptedException refused) {
            throw new CompletionException(refused);
          }
        },
        Thread::startVirtualThread);
  }

  @Test
  void a_vault_that_makes_something_is_not_done_with_though_a_reload_left_it() throws Exception {
    try (Leases leases = leases(Duration.ofMinutes(10))) {
      bao.hold();
      CompletableFuture<Loan> loan = borrowing(leases);
      bao.asked.await();
      leases.replace(in("other"));
      assertThat(leases.owing()).containsExactly(bao);
      bao.open.countDown();
      assertThat(loan.join().lease().user()).contains("other-1");
      assertThat(leases.owing()).containsExactlyInAnyOrder(bao, other);
      leases.refresh();
      assertThat(bao.good).isEmpty();
      assertThat(leases.owing()).containsExactly(other);
    }
  }

  @Test
  void what_was_made_for_a_name_that_is_configured_no_more_is_lent_to_nobody() throws Exception {
    try (Leases leases = leases(Duration.ofMinutes(10))) {
      bao.hold();
      CompletableFuture<Loan> loan = borrowing(leases);
      bao.asked.await();
      leases.replace(Map.of());
      bao.open.countDown();
      assertThatThrownBy(loan::join).hasCauseInstanceOf(IOException.class);
      leases.refresh();
      assertThat(bao.good).isEmpty();
    }
  }

  @Test
  void a_stop_waits_for_what_is_made_and_nobody_has_another_made_meanwhile() throws Exception {
    Leases leases = leases(Duration.ofMinutes(10));
    bao.hold();
    CompletableFuture<Loan> one = borrowing(leases);
    CompletableFuture<Loan> two = borrowing(leases);
    bao.asked.await();
    CompletableFuture<Void> stop =
        CompletableFuture.runAsync(leases::close, Thread::startVirtualThread);
    assertThatThrownBy(
            () -> {
              while (true) {
                leases.borrow(ANOTHER, false).close();
              }
            })
        .isInstanceOf(IOException.class);
    assertThat(stop).isNotDone();
    bao.open.countDown();
    stop.join();
    CompletableFuture.allOf(one, two).exceptionally(refused -> null).join();
    assertThat(bao.count).hasValue(1);
    assertThat(bao.good).isEmpty();
    assertThat(other.good).isEmpty();
  }

  @Test
  @Tag("reaches:LendingLimits.closing")
  void what_is_made_too_late_for_the_stop_is_given_back_by_who_asked_for_it() throws Exception {
    Leases leases = leases(Duration.ofMillis(1));
    bao.hold();
    CompletableFuture<Loan> loan = borrowing(leases);
    bao.asked.await();
    leases.close();
    bao.open.countDown();
    assertThatThrownBy(loan::join).hasCauseInstanceOf(IOException.class);
    assertThat(bao.good).isEmpty();
  }
}
