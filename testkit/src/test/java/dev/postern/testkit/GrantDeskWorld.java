package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.gate.Grants;
import dev.postern.kernel.grant.GrantDesk;
import dev.postern.kernel.grant.GrantException;
import dev.postern.kernel.grant.GrantLimits;
import dev.postern.kernel.grant.Lending;
import dev.postern.kernel.grant.LendingStore;
import dev.postern.kernel.grant.Surroundings;
import dev.postern.kernel.grant.Wish;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.policy.Budget;
import dev.postern.kernel.policy.Grant;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A desk of grants over a store and surroundings that fail when a test says so. */
final class GrantDeskWorld {
  static final EntryId ENTRY = new EntryId(1, 7);
  static final Principal ANA = person("ana");
  static final Principal RITA = person("rita");
  static final Budget THREE =
      new Budget(OptionalLong.of(3), OptionalLong.empty(), OptionalLong.empty());

  final MemoryLendings store = new MemoryLendings();
  final Around around = new Around();
  Instant now = Instant.parse("2026-11-21T12:00:00Z");
  GrantDesk desk = desk();

  String begun() throws Exception {
    return desk.begin(wish(Duration.ofMinutes(30)), ANA, ENTRY).lending().grant().id();
  }

  GrantDesk desk() {
    try {
      return new GrantDesk(store, around, () -> now);
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  static void refuses(Step step, String told) {
    assertThatThrownBy(step::take).isInstanceOf(GrantException.class).hasMessageContaining(told);
  }

  static Wish wish(Duration time) {
    return wish(new Wish.Time.Lasting(time));
  }

  static Wish wish(Wish.Time time) {
    return new Wish("runner", "shop", time, "to look", Optional.empty(), Budget.NONE);
  }

  static Wish until(Instant moment) {
    return wish(new Wish.Time.Until(moment));
  }

  static Wish.Time lasting(int minutes) {
    return new Wish.Time.Lasting(Duration.ofMinutes(minutes));
  }

  static Principal person(String name) {
    return Principal.of(
        new Party(Party.Kind.PERSON, identity(name), name, Set.of(), Optional.empty()));
  }

  static Identity identity(String name) {
    return new Identity("https://issuer.test", name);
  }

  /** The same store, with somebody who looks at what is about to be kept. */
  final class Watched implements LendingStore {
    private final Consumer<Lending> look;

    Watched(Consumer<Lending> look) {
      this.look = look;
    }

    @Override
    public void put(Lending lending) throws IOException {
      look.accept(lending);
      store.put(lending);
    }

    @Override
    public List<Lending> all(int mostEnded) {
      return store.all(mostEnded);
    }

    @Override
    public void forget(Instant ended) {
      store.forget(ended);
    }
  }

  interface Step {
    Object take() throws Exception;
  }

  static final class Around implements Surroundings {
    final List<Set<String>> lent = new ArrayList<>();
    final List<String> notes = new ArrayList<>();
    GrantLimits limits = new GrantLimits(3, 2, Duration.ofHours(8), 500, 100, Duration.ofDays(7));
    Optional<String> barred = Optional.empty();
    boolean there = true;
    boolean unrecordable;

    /** The ledger breaks when it has recorded this. */
    String lastRecorded = "";

    /** So many notes are not taken. */
    int failures;

    @Override
    public GrantLimits limits() {
      return limits;
    }

    @Override
    public boolean has(String role, String target) {
      return there;
    }

    @Override
    public Optional<String> barred(Grant grant) {
      return barred;
    }

    @Override
    public CompletableFuture<Void> lend(Grants next, Set<String> people) {
      lent.add(new HashSet<>(people));
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void note(String by, String what, Map<String, String> about) throws IOException {
      if (unrecordable || failures-- > 0) {
        throw new IOException("the ledger is down");
      }
      notes.add(by + " " + what + " " + about);
      unrecordable = what.equals(lastRecorded);
    }
  }
}
