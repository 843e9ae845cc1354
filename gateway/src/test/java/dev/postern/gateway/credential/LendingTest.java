package dev.postern.gateway.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.gateway.credential.CredentialSource.InVault;
import dev.postern.gateway.credential.CredentialSource.Made;
import dev.postern.testkit.OneBound;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is lent is shared, renewed while it is used, and given back; by a clock of the test's. */
class LendingTest {
  private static final String SAME = "same";
  private static final Duration HOUR = Duration.ofHours(1);
  private static final LendingLimits LIMITS =
      new LendingLimits(
          2,
          Duration.ofMinutes(1),
          1,
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          Duration.ofMillis(200),
          Duration.ofSeconds(10));

  private final Store store = new Store();
  private volatile long now = 1_000;
  private Function<String, Optional<Lending.At>> where = name -> Optional.of(at(name));
  private final Lending lending = new Lending(LIMITS, () -> now, name -> where.apply(name));

  /** Makes secrets, and can be down. */
  private static final class Store implements SecretStore {
    private final List<String> good = new ArrayList<>();
    private int count;
    private int renewals;
    private int asked;
    private boolean down;
    private Optional<String> kept = Optional.empty();
    private String version = "";
    private Runnable meanwhile = () -> {};
    private Optional<Duration> renewed = Optional.of(HOUR);

    @Override
    public Answer fetch(InVault source, Optional<Mark> had, boolean now) throws IOException {
      asked++;
      demandUp();
      meanwhile.run();
      if (had.isPresent() && had.get().version().equals(SAME)) {
        return new Answer.Same(Optional.of(HOUR));
      }
      if (kept.isPresent()) {
        byte[] octets = kept.get().getBytes(StandardCharsets.US_ASCII);
        return new Answer.Fresh(
            new Secret(octets, Optional.empty(), Optional.of(HOUR), Optional.empty()),
            new Mark(version, 0));
      }
      count++;
      good.add("lease-" + count);
      return new Answer.Fresh(
          new Secret(
              ("secret-" + count).getBytes(StandardCharsets.US_ASCII),
              Optional.of("user-" + count),
              Optional.of(HOUR),
              Optional.of(new Term("lease-" + count, true, time -> time))),
          new Mark("", 0));
    }

    @Override
    public Optional<Duration> renew(Term term) throws IOException {
      demandUp();
      renewals++;
      return renewed;
    }

    @Override
    public void giveBack(Term term) throws IOException {
      demandUp();
      good.remove(term.id());
    }

    private void demandUp() throws IOException {
      if (down) {
        throw new IOException("the vault is down");
      }
    }

    @Override
    public void close() {}
  }

  private Lending.At at(String name) {
    return new Lending.At(name, new Made("bao", "database/creds/reader"), store);
  }

  private void tend() throws InterruptedException {
    lending.tend(store);
    lending.tidy();
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  @Test
  @Tag("reaches:LendingLimits.linger")
  void one_is_shared_renewed_while_it_is_used_and_given_back_a_while_after() throws Exception {
    Loan one = lending.borrow(at("a"), false);
    Loan two = lending.borrow(at("a"), false);
    assertThat(one.lease()).isSameAs(two.lease());
    tend();
    assertThat(store.renewals).isZero();
    pass(Duration.ofMinutes(45));
    tend();
    assertThat(store.renewals).isEqualTo(1);
    one.close();
    one.close();
    two.close();
    pass(LIMITS.linger().minusNanos(1));
    tend();
    assertThat(store.good).containsExactly("lease-1");
    pass(Duration.ofNanos(1));
    tend();
    assertThat(store.good).isEmpty();
    assertThat(two.lease().ended()).isTrue();
  }

  @Test
  void through_an_outage_it_is_used_to_its_end_and_then_no_more() throws Exception {
    Loan loan = lending.borrow(at("a"), false);
    boolean[] told = new boolean[1];
    loan.lease().whenEnded(() -> told[0] = true);
    store.down = true;
    pass(Duration.ofMinutes(59));
    tend();
    assertThat(loan.lease().ended()).isFalse();
    assertThatThrownBy(() -> lending.borrow(at("b"), false)).isInstanceOf(IOException.class);
    pass(Duration.ofMinutes(2));
    assertThat(loan.lease().use(secret -> {})).isFalse();
    tend();
    assertThat(told[0]).isTrue();
    assertThat(lending.lease(at("a"))).isEmpty();
    assertThatThrownBy(() -> lending.borrow(at("a"), false)).isInstanceOf(IOException.class);
  }

  @Test
  void one_that_its_vault_ended_ends_and_who_begins_late_is_given_another() throws Exception {
    Loan first = lending.borrow(at("a"), false);
    pass(Duration.ofMinutes(50));
    Loan second = lending.borrow(at("a"), false);
    assertThat(second.lease()).isNotSameAs(first.lease());
    assertThat(first.lease().ended()).isFalse();
    first.close();
    tend();
    assertThat(store.good).containsExactly("lease-2");
    store.renewed = Optional.empty();
    pass(Duration.ofMinutes(50));
    tend();
    assertThat(second.lease().ended()).isTrue();
  }

  @Test
  @Tag("reaches:LendingLimits.owed")
  void what_could_not_be_given_back_is_owed_and_the_bound_of_that_holds() throws Exception {
    for (int i = 0; i < 3; i++) {
      lending.borrow(at("a"), true).close();
    }
    store.down = true;
    tend();
    assertThat(store.good).hasSize(3);
    store.down = false;
    tend();
    // Of two that were owed one was forgotten: its end comes by itself.
    assertThat(store.good).containsExactly("lease-1", "lease-3");
  }

  @Test
  @Tag("reaches:LendingLimits.closing")
  void whatever_is_not_given_back_in_the_time_of_a_stop_ends_all_the_same() throws Exception {
    Lending hurried =
        new Lending(
            OneBound.of(LIMITS, "closing", Duration.ZERO), () -> now, name -> where.apply(name));
    Lease lease = hurried.borrow(at("a"), false).lease();
    hurried.close();
    assertThat(lease.ended()).isTrue();
    assertThat(store.good).as("left to its own end at the vault").containsExactly("lease-1");
  }

  @Test
  @Tag("reaches:LendingLimits.most")
  void no_more_than_the_bound_are_out_at_once() throws Exception {
    lending.borrow(at("a"), false);
    lending.borrow(at("b"), false);
    assertThatThrownBy(() -> lending.borrow(at("c"), false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("more than 2");
    lending.close();
    assertThat(store.good).isEmpty();
  }

  @Test
  @Tag("reaches:LendingLimits.failed")
  void a_failure_is_told_to_all_who_need_it_and_the_vault_is_asked_again_after_a_while()
      throws Exception {
    store.down = true;
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> lending.borrow(at("a"), false)).hasMessage("the vault is down");
    }
    tend();
    assertThatThrownBy(() -> lending.borrow(at("a"), false)).hasMessage("the vault is down");
    assertThat(store.asked).isEqualTo(1);
    store.down = false;
    pass(Duration.ofSeconds(1));
    assertThat(lending.borrow(at("a"), false).lease().ended()).isFalse();
  }

  @Test
  @Tag("reaches:LendingLimits.refused")
  void one_that_was_refused_stays_the_same_lease_while_the_vault_has_the_same() throws Exception {
    store.kept = Optional.of("hunter2");
    Lease first = lending.borrow(at("a"), false).lease();
    lending.refused(at("a"));
    lending.refused(at("a"));
    assertThat(store.asked).isEqualTo(2);
    assertThat(lending.lease(at("a"))).containsSame(first);
    assertThat(first.ended()).isFalse();
    pass(Duration.ofMillis(200));
    store.kept = Optional.of("hunter3");
    lending.refused(at("a"));
    assertThat(first.ended()).isTrue();
    assertThat(lending.lease(at("a"))).isPresent();
  }

  @Test
  void one_that_was_overwritten_with_something_unusable_ends() throws Exception {
    store.kept = Optional.of("hunter2");
    Lease first = lending.borrow(at("a"), false).lease();
    store.kept = Optional.of("");
    tend();
    assertThat(first.ended()).isTrue();
    assertThat(lending.lease(at("a"))).isEmpty();
  }

  @Test
  void what_was_had_elsewhere_is_nobodys_from_the_moment_its_place_is_another() throws Exception {
    store.kept = Optional.of("hunter2");
    Lease first = lending.borrow(at("a"), false).lease();
    Lending.At moved = new Lending.At("a", new Made("bao", "database/creds/writer"), store);
    assertThat(lending.lease(moved)).isEmpty();
    assertThat(first.ended()).isFalse();
    where = name -> Optional.of(moved);
    lending.leave();
    assertThat(first.ended()).isTrue();
    assertThat(store.asked).isEqualTo(1);
  }

  @Test
  void one_that_is_made_elsewhere_now_is_used_to_its_loans_end_and_then_given_back()
      throws Exception {
    Loan loan = lending.borrow(at("a"), false);
    where = name -> Optional.empty();
    lending.leave();
    assertThat(lending.lease(at("a"))).isEmpty();
    assertThat(loan.lease().ended()).isFalse();
    loan.close();
    tend();
    assertThat(store.good).isEmpty();
  }

  private void reload(Lending.At to) {
    where = name -> Optional.of(to);
    Thread another = Thread.ofPlatform().start(lending::leave);
    try {
      another.join();
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
  }

  @Test
  void what_its_vault_says_is_the_same_is_lent_to_nobody_once_a_reload_has_left_it()
      throws Exception {
    store.kept = Optional.of("hunter2");
    store.version = SAME;
    Lease before = lending.borrow(at("a"), false).lease();
    Lending.At moved = new Lending.At("a", new Made("bao", "database/creds/writer"), store);
    store.meanwhile = () -> reload(moved);
    assertThatThrownBy(() -> lending.borrow(at("a"), true)).isInstanceOf(IOException.class);
    assertThat(before.ended()).isTrue();
    store.meanwhile = () -> {};
    assertThat(lending.borrow(moved, false).lease().ended()).isFalse();
  }

  @Test
  void what_was_left_and_is_meant_again_while_it_was_asked_for_is_not_lent_ended()
      throws Exception {
    store.kept = Optional.of("hunter2");
    store.version = SAME;
    lending.borrow(at("a"), false);
    Lending.At moved = new Lending.At("a", new Made("bao", "database/creds/writer"), store);
    store.meanwhile =
        () -> {
          reload(moved);
          reload(at("a"));
        };
    assertThatThrownBy(() -> lending.borrow(at("a"), true)).isInstanceOf(IOException.class);
    store.meanwhile = () -> {};
    assertThat(lending.borrow(at("a"), false).lease().ended()).isFalse();
  }

  @Test
  void what_is_made_for_a_question_that_a_reload_left_is_given_back() throws Exception {
    Lending.At moved = new Lending.At("a", new Made("bao", "database/creds/writer"), store);
    store.meanwhile =
        () -> {
          reload(moved);
          reload(at("a"));
        };
    assertThatThrownBy(() -> lending.borrow(at("a"), false)).isInstanceOf(IOException.class);
    assertThat(lending.stores()).containsExactly(store);
    tend();
    assertThat(store.good).isEmpty();
  }

  @Test
  void what_is_forgotten_before_it_could_be_given_back_is_used_no_more() throws Exception {
    Store other = new Store();
    Lending.At there = new Lending.At("b", new Made("bao", "database/creds/reader"), other);
    where = name -> Optional.of(name.equals("b") ? there : at(name));
    Loan oldest = lending.borrow(there, false);
    oldest.close();
    lending.borrow(there, true);
    lending.borrow(at("a"), false).close();
    lending.borrow(at("a"), true);
    store.down = true;
    tend();
    assertThat(oldest.lease().ended()).isTrue();
  }

  @Test
  void who_has_room_keeps_it_while_others_are_refused() throws Exception {
    store.kept = Optional.of("hunter2");
    Duration moment = Duration.ofNanos(1);
    Lending shared =
        new Lending(OneBound.of(LIMITS, "refused", moment), () -> now, name -> where.apply(name));
    shared.borrow(at("a"), false);
    shared.borrow(at("b"), false);
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger refused = new AtomicInteger();
    FutureTask<Void> crowd =
        new FutureTask<>(() -> {
          while (!over.get()) {
            assertThatThrownBy(() -> shared.borrow(at("c"), false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than 2");
            refused.incrementAndGet();
          }
          return null;
        });
    Thread.ofPlatform().start(crowd);
    try {
      for (int kept = 0; kept < 20_000 || refused.get() < 1_000; kept++) {
        pass(moment);
        shared.borrow(at("a"), true).close();
        assertThat(crowd.isDone()).isFalse();
      }
    } finally {
      over.set(true);
    }
    crowd.get();
    assertThat(shared.lease(at("a"))).isPresent();
    assertThat(shared.lease(at("b"))).isPresent();
    assertThat(shared.lease(at("c"))).isEmpty();
  }
}
