package dev.postern.kernel.approval;

import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Where people are asked. A request is kept before anybody hears of it, and its end before anybody
 * acts on it; it is collected at most once, by a wait for exactly what was approved. Silence
 * refuses, and so does whatever cannot be kept.
 *
 * <p>Methods may block on the store: none may be called from an event loop.
 */
public final class ApprovalDesk {
  private static final int ID_LETTERS = 16;
  private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";
  private static final Wait.Over SPENT =
      new Wait.Over(Wait.Over.Kind.WITHDRAWN, "another call collected this approval; ask again");

  private final RequestStore store;
  private DeskLimits limits;
  private final InstantSource clock;
  private final Predicate<Party> welcome;
  private final SecureRandom random = new SecureRandom();
  private final Shelf shelf;
  private final Waits waits = new Waits();
  private final Map<String, Request> owed = new LinkedHashMap<>();

  /**
   * A desk with the requests that were kept. Those whose waits ended with the process are taken
   * back.
   *
   * @param welcome whether a person, with these groups, may still answer, and answers still count
   * @throws IOException when what was kept cannot be read
   */
  public ApprovalDesk(
      RequestStore store, DeskLimits limits, InstantSource clock, Predicate<Party> welcome)
      throws IOException {
    this.store = store;
    this.limits = limits;
    this.clock = clock;
    this.welcome = welcome;
    this.shelf = new Shelf(limits);
    for (Request request : store.living()) {
      if (request.subject().attached()) {
        store.put(request.become(Request.State.WITHDRAWN, "the gateway was restarted"));
      } else {
        shelf.put(request);
      }
    }
  }

  /**
   * Asks people, or joins or collects what the same caller asked before. The wait hears how it goes
   * on.
   *
   * @param attached whether the request ends with this wait; such a one is joined by nobody
   */
  public synchronized void ask(Petition petition, boolean attached, Wait wait) {
    sweep();
    String binding = petition.binding();
    Optional<Request> same = attached ? Optional.empty() : shelf.bound(binding);
    if (same.isPresent()) {
      join(same.get(), wait);
      return;
    }
    Request.Subject subject = petition.subject(attached);
    Optional<String> full = full(subject);
    if (full.isPresent()) {
      wait.over(new Wait.Over(Wait.Over.Kind.OVER_LIMIT, full.get()));
      return;
    }
    Instant now = clock.instant();
    Request request =
        new Request(
            newId(),
            binding,
            subject,
            now,
            now.plus(limits.lifeOf(subject.target(), petition.hold().life())),
            Request.State.OPEN,
            "",
            List.of());
    if (kept(request)) {
      waits.add(request.id(), wait);
      wait.held(request);
    } else {
      wait.over(unkept());
    }
  }

  private void join(Request request, Wait wait) {
    if (waits.size() >= limits.waits() || waiting(request.subject()) >= limits.waitsOfPerson()) {
      wait.over(new Wait.Over(Wait.Over.Kind.OVER_LIMIT, "too many calls wait for people"));
      return;
    }
    waits.add(request.id(), wait);
    wait.held(request);
    if (request.state() == Request.State.APPROVED) {
      collect(request);
    }
  }

  private Optional<String> full(Request.Subject subject) {
    Collection<Request> living = shelf.living();
    long ofCaller = living.stream().filter(r -> r.subject().shares(subject)).count();
    long ofTarget =
        living.stream().filter(r -> r.subject().target().equals(subject.target())).count();
    if (ofCaller >= limits.openOfCaller()) {
      return Optional.of("you have " + ofCaller + " requests that wait for people; that is all");
    }
    if (ofTarget >= limits.openOf(subject.target())
        || living.size() >= limits.open()
        || waits.size() >= limits.waits()
        || waiting(subject) >= limits.waitsOfPerson()) {
      return Optional.of("too many requests wait for people; try again later");
    }
    return Optional.empty();
  }

  /** How many calls wait in the interest of the same people. */
  private int waiting(Request.Subject subject) {
    return shelf.living().stream()
        .filter(request -> request.subject().shares(subject))
        .mapToInt(request -> waits.of(request.id()))
        .sum();
  }

  /** Takes other bounds from now on: what is open keeps its end. */
  public synchronized void bound(DeskLimits next) {
    limits = next;
    shelf.bound(next);
  }

  /** The longest operation that people are asked to read, in characters. */
  public synchronized int longestText() {
    return limits.textChars();
  }

  /**
   * Takes an answer.
   *
   * @return the request as it stands now
   * @throws BallotException when it does not count
   * @throws IOException when it could not be kept: then it does not count
   */
  public synchronized Request answer(Ballot ballot) throws BallotException, IOException {
    sweep();
    Request request = shelf.find(ballot.request()).orElseThrow(Ballots::notFound);
    Vote vote = new Ballots(limits, welcome).check(ballot, request, clock.instant());
    Request next = request.with(vote);
    if (!vote.approves()) {
      next = next.become(Request.State.DENIED, vote.comment());
    } else if (next.enough()) {
      next = next.become(Request.State.APPROVED, "");
    }
    store.put(next);
    shelf.put(next);
    if (next.state() == Request.State.DENIED) {
      waits.end(
          next.id(), new Wait.Over(Wait.Over.Kind.DENIED, vote.person() + " denied the request"));
    } else if (next.state() == Request.State.APPROVED && waits.any(next.id())) {
      collect(next);
    }
    return shelf.find(next.id()).orElse(next);
  }

  /** Gives an approved request to the first who waits for it; the others have to ask again. */
  private void collect(Request approved) {
    Set<String> gone =
        approved.votes().stream()
            .filter(vote -> !welcome.test(vote.reviewer()))
            .map(Vote::person)
            .collect(Collectors.toSet());
    Request counted = approved.without(gone);
    if (!counted.enough()) {
      if (!kept(counted.become(Request.State.OPEN, "an answer no longer counts"))) {
        waits.end(approved.id(), unkept());
      }
      return;
    }
    Request collected = counted.become(Request.State.COLLECTED, "");
    boolean kept = kept(collected);
    // Kept or not, it is spent: what may be durable must not be collected twice.
    shelf.put(collected);
    if (kept) {
      waits.first(collected.id()).ifPresent(wait -> wait.collected(collected));
      waits.end(collected.id(), SPENT);
    } else {
      waits.end(collected.id(), unkept());
    }
  }

  /**
   * Ends a wait; one that has ended hears nothing. The request ends with it where it is attached,
   * or where nothing like it may be collected any more.
   *
   * @param forGood whether the request must end too
   */
  public synchronized void leave(Wait wait, Wait.Over why, boolean forGood) {
    Optional<Request> left = waits.remove(wait).flatMap(shelf::find);
    // One that waits for nothing here has been told, or never got here: telling it again is
    // harmless.
    wait.over(why);
    if (left.isEmpty()) {
      return;
    }
    if (left.get().lives() && (forGood || left.get().subject().attached())) {
      end(left.get(), Request.State.WITHDRAWN, why);
    }
  }

  /** Takes back every living request that fits. */
  public synchronized void withdraw(Predicate<Request> which, String reason) {
    for (Request request : List.copyOf(shelf.living())) {
      if (which.test(request)) {
        end(request, Request.State.WITHDRAWN, new Wait.Over(Wait.Over.Kind.WITHDRAWN, reason));
      }
    }
  }

  /** Ends what is due, and forgets what ended long ago. Called now and then, and by every call. */
  public synchronized void sweep() {
    Instant now = clock.instant();
    owed.values().removeIf(this::kept);
    for (Request request : List.copyOf(shelf.living())) {
      if (!now.isBefore(request.until())) {
        end(
            request,
            Request.State.EXPIRED,
            new Wait.Over(
                Wait.Over.Kind.EXPIRED,
                request.state() == Request.State.APPROVED
                    ? "the approval was not collected in time"
                    : "nobody answered in time"));
      }
    }
    if (shelf.forget(now.minus(limits.kept()))) {
      forget(now.minus(limits.kept()));
    }
  }

  private void end(Request request, Request.State state, Wait.Over why) {
    Request ended = request.become(state, why.reason());
    // Ended here even where it cannot be kept; then it is owed, so that no restart brings it back.
    if (!kept(ended)) {
      shelf.put(ended);
      owed.put(ended.id(), ended);
    }
    waits.end(request.id(), why);
  }

  /** The requests that somebody may look at, the newest first. */
  public synchronized List<Request> seenBy(Principal principal) {
    sweep();
    return shelf.newestFirst().stream()
        .filter(request -> Ballots.concerns(request, principal))
        .toList();
  }

  /** A request that somebody may look at. */
  public synchronized Optional<Request> find(String id, Principal by) {
    sweep();
    return shelf.find(id).filter(request -> Ballots.concerns(request, by));
  }

  /** Whether somebody is one of those in whose interest a request is. */
  public boolean asks(Request request, Principal principal) {
    return Ballots.asks(request, principal);
  }

  /** Whether somebody's answer to a request would count now. */
  public boolean mayAnswer(Request request, Principal principal) {
    return request.lives() && new Ballots(limits, welcome).objection(request, principal).isEmpty();
  }

  private void forget(Instant ended) {
    try {
      store.forget(ended);
    } catch (IOException later) {
      // What ended takes room and does nothing: the next sweep that forgets tries again.
      shelf.forgetAgain();
    }
  }

  private boolean kept(Request request) {
    try {
      store.put(request);
    } catch (IOException lost) {
      return false;
    }
    shelf.put(request);
    return true;
  }

  private static Wait.Over unkept() {
    return new Wait.Over(
        Wait.Over.Kind.UNKEPT,
        "the gateway cannot keep requests for approval now; try again later");
  }

  private String newId() {
    StringBuilder id = new StringBuilder("r-");
    for (int i = 0; i < ID_LETTERS; i++) {
      id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return id.toString();
  }
}
