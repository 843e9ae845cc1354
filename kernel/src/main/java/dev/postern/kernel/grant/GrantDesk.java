package dev.postern.kernel.grant;

import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.gate.Given;
import dev.postern.kernel.gate.Grants;
import dev.postern.kernel.gate.Purse;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.policy.Grant;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Where grants begin, change and end. One is kept before it is in force, and its end before anybody
 * is told of it; one that has ended never runs again. Whether somebody may have it was decided
 * before: each step here is what an admitted request does.
 *
 * <p>Methods may block on the store: none may be called from an event loop but those that say that
 * they do not.
 */
public final class GrantDesk implements AutoCloseable {
  /** In whose name the gateway itself ends and corrects. */
  static final String ITSELF = "postern";

  private final LendingStore store;
  private final Surroundings around;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Loan> running = new LinkedHashMap<>();
  private final Past past = new Past();
  private final Debts debts;
  private volatile Map<String, Lending> known = Map.of();

  private record Loan(Given given, Lending lending) {}

  /**
   * What was done.
   *
   * @param lending the grant as it is now
   * @param settled completes when no loop can still act on what was before
   * @param kept whether it is kept: an end that could not be holds, and is owed
   */
  public record Done(Lending lending, CompletableFuture<Void> settled, boolean kept) {}

  /**
   * A desk with the grants that were kept. One with a budget that was in use when the process died
   * counts as spent: nobody knows what is left of it. One whose beginning may not be recorded is
   * over, and an end that may not be recorded is recorded again.
   *
   * @throws IOException when what was kept cannot be read or written
   */
  public GrantDesk(LendingStore store, Surroundings around, InstantSource clock)
      throws IOException {
    this.store = store;
    this.around = around;
    this.clock = clock;
    this.debts = new Debts(store, around);
    for (Lending lending : store.all(around.limits().ended())) {
      if (!lending.runs()) {
        past.add(lending);
        if (!lending.settled()) {
          debts.end(lending);
        }
      } else if (lending.settled()) {
        take(lending);
      } else {
        over(lending, lending.spent(), ITSELF, left(lending));
      }
    }
  }

  /** Why one is over that a process which died has left. */
  private static String left(Lending lending) {
    return lending.grant().budget().bounds()
        ? "the gateway stopped in the middle of its budget"
        : "the gateway stopped before its beginning was recorded";
  }

  private void take(Lending lending) throws IOException {
    Lending inUse = lending.with(lending.spent(), !lending.grant().budget().bounds());
    if (!inUse.equals(lending)) {
      store.put(inUse);
    }
    Given given = new Given(lending.grant(), new Purse(lending.grant().budget(), lending.spent()));
    running.put(lending.grant().id(), new Loan(given, inUse));
  }

  /**
   * Puts what was kept in force; once, before anybody is let in. How it stands is recorded: a
   * process that died may have recorded a change that it did not keep.
   */
  public synchronized CompletableFuture<Void> open() {
    Set<String> people = new HashSet<>();
    for (Loan loan : running.values()) {
      people.add(loan.given().grant().person());
      debts.stands(loan.lending());
    }
    return inForce(people);
  }

  /**
   * Gives what an admitted request asks for.
   *
   * @param by who asked: a person who acts alone, for themselves
   * @param entry the ledger's entry of the request
   * @throws GrantException when it cannot be given
   * @throws IOException when it could not be kept or recorded: then it is not given
   */
  public synchronized Done begin(Wish wish, Principal by, EntryId entry)
      throws GrantException, IOException {
    sweep();
    Instant now = clock.instant();
    Optional<GrantException> objection = objection(wish, by);
    if (objection.isPresent()) {
      throw objection.get();
    }
    Grant grant =
        new Grant(
            new LendingIds(random).next(),
            wish.role(),
            by.actor().name(),
            wish.target(),
            new Grant.Term(now, wish.time().from(now), wish.window()),
            wish.budget());
    // Until it is recorded it is kept as one that a process which dies leaves to be ended.
    Lending lending =
        new Lending(
            grant,
            new Lending.Origin(now, wish.reason(), entry.toString()),
            Purse.Spent.NOTHING,
            false,
            Optional.empty());
    store.put(lending);
    try {
      around.note(by.told(), "grant-begun", Notes.begun(lending));
      take(lending);
    } catch (IOException | RuntimeException unrecorded) {
      over(lending, Purse.Spent.NOTHING, ITSELF, "its beginning could not be recorded");
      debts.pay();
      throw unrecorded;
    }
    return new Done(now(lending), lend(Set.of(grant.person())), true);
  }

  /**
   * Why somebody could not be given this now, whatever anybody says; empty where they could. Does
   * not block.
   */
  public Optional<GrantException> objection(Wish wish, Principal by) {
    return fitness().against(wish, by);
  }

  private Fitness fitness() {
    return new Fitness(
        around, known.values().stream().map(Lending::grant).toList(), clock.instant());
  }

  /** Why a grant could not be renewed so now; empty where it could. Does not block. */
  public Optional<GrantException> objection(String id, Wish.Time time, Principal by) {
    Optional<Grant> own = known(id).filter(lending -> isOwn(lending, by)).map(Lending::grant);
    return own.isPresent()
        ? fitness().against(own.get(), time)
        : Optional.of(
            new GrantException(GrantException.Why.NOT_FOUND, "no such grant of yours runs"));
  }

  /** A grant that runs, as it was kept last. Does not block. */
  public Optional<Lending> known(String id) {
    return Optional.ofNullable(known.get(id));
  }

  /** Lets a grant of the caller's last longer: the same in everything else. */
  public synchronized Done renew(String id, Wish.Time time, Principal by, EntryId entry)
      throws GrantException, IOException {
    sweep();
    Optional<GrantException> objection = objection(id, time, by);
    if (objection.isPresent()) {
      throw objection.get();
    }
    return retime(own(id, by), time.from(clock.instant()), "grant-renewed", by, entry);
  }

  /** Lets a grant of the caller's end sooner. */
  public synchronized Done shorten(String id, Wish.Time time, Principal by, EntryId entry)
      throws GrantException, IOException {
    sweep();
    Loan loan = own(id, by);
    Instant now = clock.instant();
    Instant until = time.from(now);
    Grant.Term term = loan.given().grant().term();
    // A clock that was set back may show a moment before it began.
    if (!now.isBefore(until) || !term.from().isBefore(until) || !until.isBefore(term.until())) {
      throw new GrantException(
          GrantException.Why.UNFIT, "it can be shortened to a moment before " + term.until());
    }
    return retime(loan, until, "grant-shortened", by, entry);
  }

  private Done retime(Loan loan, Instant until, String what, Principal by, EntryId entry)
      throws IOException {
    // What is owed of an earlier change is told before this one, else it would be the last word.
    debts.pay();
    Lending next = loan.lending().until(until);
    around.note(by.told(), what, Notes.retimed(next, entry));
    try {
      store.put(next);
    } catch (IOException | RuntimeException unkept) {
      // What was recorded did not come to be: the ledger is owed the time that still holds.
      debts.correct(loan.lending(), entry);
      debts.pay();
      throw unkept;
    }
    debts.changed(next.grant().id());
    loan.given().become(next.grant());
    running.put(next.grant().id(), new Loan(loan.given(), next));
    return new Done(now(next), lend(Set.of(next.grant().person())), true);
  }

  /** Ends a grant of the caller's. */
  public synchronized Done giveBack(String id, Principal by) throws GrantException, IOException {
    Loan loan = own(id, by);
    return ended(loan, by.told(), "you gave it back");
  }

  /** Ends anybody's grant. */
  public synchronized Done revoke(String id, Principal by, String reason)
      throws GrantException, IOException {
    Loan loan = running(id);
    return ended(loan, by.told(), by.told() + " took it back: " + reason);
  }

  private Done ended(Loan loan, String by, String why) {
    // First it gives nothing, whatever the store does; what cannot be kept of that is owed.
    Lending over = stop(loan, by, why);
    CompletableFuture<Void> settled = inForce(Set.of(over.grant().person()));
    return new Done(over, settled, !debts.owes(over.grant().id()));
  }

  private Lending stop(Loan loan, String by, String why) {
    loan.given().end(why);
    Lending over = over(loan.lending(), loan.given().purse().spent(), by, why);
    running.remove(over.grant().id());
    past.tell(loan.given());
    return over;
  }

  private Lending over(Lending lending, Purse.Spent spent, String by, String why) {
    Lending over = lending.ended(spent, new Lending.Ending(clock.instant(), by, why));
    past.add(over);
    debts.end(over);
    return over;
  }

  /** Takes what has ended from everybody who rests on it, and only then waits for the store. */
  private CompletableFuture<Void> inForce(Set<String> people) {
    try {
      return lend(people);
    } finally {
      debts.pay();
    }
  }

  /**
   * Ends what has come to its end: by the clock, by its budget, because a lock stands, or because
   * its role or target is gone. To be called now and then, and when any of these may have changed.
   */
  public synchronized void sweep() {
    Instant now = clock.instant();
    Set<String> people = new HashSet<>();
    for (Loan loan : List.copyOf(running.values())) {
      Grant grant = loan.given().grant();
      loan.given()
          .ended(now)
          .or(() -> around.barred(grant))
          .or(() ->
              around.has(grant.role(), grant.target())
                  ? Optional.empty()
                  : Optional.of("its role or its target is no longer configured"))
          .ifPresent(why -> people.add(stop(loan, ITSELF, why).grant().person()));
    }
    if (people.isEmpty()) {
      debts.pay();
    } else {
      var unused = inForce(people);
    }
    forget(now);
  }

  private void forget(Instant now) {
    GrantLimits limits = around.limits();
    if (past.forget(now, limits)) {
      try {
        store.forget(now.minus(limits.kept()));
      } catch (IOException later) {
        // It takes room and does nothing, until the start after next tries again.
        return;
      }
    }
  }

  /** The grants that fit, those that run first, the newest first. */
  public synchronized List<Lending> list(Predicate<Lending> which) {
    sweep();
    List<Lending> found = new ArrayList<>();
    running.values().forEach(loan -> found.add(now(loan.lending())));
    found.addAll(past.all());
    return found.stream()
        .filter(which)
        .sorted(
            Comparator.comparing(Lending::runs)
                .thenComparing(lending -> lending.origin().at())
                .reversed())
        .toList();
  }

  /** A grant that runs or has ended. */
  public synchronized Optional<Lending> find(String id) {
    sweep();
    Loan loan = running.get(id);
    return loan == null ? past.find(id) : Optional.of(now(loan.lending()));
  }

  /** As it is kept, with what is taken of its budget now. */
  private Lending now(Lending lending) {
    Loan loan = running.get(lending.grant().id());
    return loan == null
        ? lending
        : loan.lending().with(loan.given().purse().spent(), loan.lending().settled());
  }

  private Loan own(String id, Principal by) throws GrantException {
    Loan loan = running.get(id);
    Optional<Lending> known = loan == null ? past.find(id) : Optional.of(loan.lending());
    if (known.filter(lending -> isOwn(lending, by)).isEmpty()) {
      throw new GrantException(GrantException.Why.NOT_FOUND, "you have no such grant");
    }
    return running(id);
  }

  private static boolean isOwn(Lending lending, Principal by) {
    return by.chain().size() == 1 && lending.grant().covers(by.actor());
  }

  private Loan running(String id) throws GrantException {
    Loan loan = running.get(id);
    if (loan != null && loan.given().ended(clock.instant()).isEmpty()) {
      return loan;
    }
    boolean known = loan != null || past.find(id).isPresent();
    throw known
        ? new GrantException(GrantException.Why.ENDED, "the grant has ended")
        : new GrantException(GrantException.Why.NOT_FOUND, "there is no such grant");
  }

  private CompletableFuture<Void> lend(Set<String> people) {
    Map<String, Lending> lendings = new HashMap<>();
    running.forEach((id, loan) -> lendings.put(id, loan.lending()));
    known = Map.copyOf(lendings);
    List<Given> all = new ArrayList<>(past.told());
    running.values().forEach(loan -> all.add(loan.given()));
    return around.lend(new Grants(all), people);
  }

  /**
   * Keeps what is left of every budget. To be called when nothing passes any more.
   *
   * @throws IOException when it cannot be kept: then those budgets count as spent
   */
  @Override
  public synchronized void close() throws IOException {
    debts.pay();
    for (Loan loan : running.values()) {
      if (loan.given().purse().bounds()) {
        store.put(loan.lending().with(loan.given().purse().spent(), true));
      }
    }
  }
}
