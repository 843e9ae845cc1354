package dev.postern.kernel.approval;

import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Where people are asked. A request is kept before anybody hears of it, and its collection before
 * anybody acts on it; it is collected at most once, by a wait for exactly what was approved.
 * Silence refuses, and so does whatever cannot be kept. What becomes of a request is on the trail:
 * what cannot be told there is owed, and while too much is owed nobody is asked anything new.
 *
 * <p>Its time never goes back. A clock that does by more than a little has said nothing about how
 * long people had, so what is open then is taken back.
 *
 * <p>Methods may block on the store and the trail: none may be called from an event loop.
 */
public final class ApprovalDesk {
  private static final int ID_LETTERS = 16;
  private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";
  private static final Duration TOLERATED_STEP = Duration.ofMinutes(1);
  private static final Wait.Over SPENT =
      new Wait.Over(Wait.Over.Kind.WITHDRAWN, "another call collected this approval; ask again");

  private final InstantSource clock;
  private final Predicate<Party> welcome;
  private final SecureRandom random = new SecureRandom();
  private final Shelf shelf;
  private final Books books;
  private final Waits waits = new Waits();
  private DeskLimits limits;
  private Instant seen = Instant.MIN;

  /**
   * How much waits for people.
   *
   * @param oldest when the oldest of it was asked
   */
  public record Unanswered(int count, Optional<Instant> oldest) {}

  /** Where requests are kept, and where it is recorded what becomes of them. */
  public record Records(RequestStore store, DeskTrail trail) {}

  /**
   * A desk with the requests that were kept. Those whose waits ended with the process are taken
   * back.
   *
   * @param welcome whether a person, with these groups, may still answer, and answers still count
   * @throws IOException when what was kept cannot be read
   */
  public ApprovalDesk(
      Records records, DeskLimits limits, InstantSource clock, Predicate<Party> welcome)
      throws IOException {
    this.limits = limits;
    this.clock = clock;
    this.welcome = welcome;
    this.shelf = new Shelf(limits);
    this.books = new Books(records.store(), records.trail(), shelf);
    shelf.living().forEach(request -> seen = later(seen, request.lastKnown()));
    withdraw(request -> request.subject().attached(), "the gateway was restarted");
    sweep();
  }

  /**
   * Asks people, or joins or collects what the same caller asked before. The wait hears how it goes
   * on; where this throws, it waits for nothing here.
   *
   * @param attached whether the request ends with this wait; such a one is joined by nobody
   */
  public synchronized void ask(Petition petition, boolean attached, Wait wait) {
    try {
      asked(petition, attached, wait);
    } catch (RuntimeException | Error defect) {
      waits
          .remove(wait)
          .flatMap(shelf::find)
          .filter(request -> request.lives() && request.subject().attached())
          .ifPresent(left -> end(left, Request.State.WITHDRAWN, unkept()));
      throw defect;
    }
    books.tellOwed();
  }

  private void asked(Petition petition, boolean attached, Wait wait) {
    expire();
    String binding = petition.binding();
    Optional<Request> same = attached ? Optional.empty() : shelf.bound(binding);
    if (same.isPresent()) {
      join(same.get(), wait);
      return;
    }
    Request.Subject subject = petition.subject(attached);
    Optional<Wait.Over> full = full(subject);
    if (full.isPresent()) {
      wait.over(full.get());
      return;
    }
    Instant until = seen.plus(limits.lifeOf(subject.target(), petition.hold().life()));
    Request request =
        new Request(newId(), binding, subject, seen, until, Request.State.OPEN, "", List.of());
    if (books.keep(request)) {
      waits.add(request, wait);
      wait.held(request);
    } else {
      wait.over(unkept());
    }
  }

  private void join(Request request, Wait wait) {
    Optional<Wait.Over> full = room().forWait(request.subject());
    if (full.isPresent()) {
      wait.over(full.get());
      return;
    }
    waits.add(request, wait);
    wait.held(request);
    if (request.state() == Request.State.APPROVED) {
      collect(request);
    }
  }

  private Optional<Wait.Over> full(Request.Subject subject) {
    // What cannot be told of requests that ended must not grow with those that begin.
    return books.owed() >= limits.open() ? Optional.of(unkept()) : room().forRequest(subject);
  }

  private Room room() {
    return new Room(limits, shelf, waits);
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
   * @throws IOException when it could not be kept: an approval then does not count; a denial does,
   *     and is kept later
   */
  public synchronized Request answer(Ballot ballot) throws BallotException, IOException {
    expire();
    Request request = shelf.find(ballot.request()).orElseThrow(Ballots::notFound);
    Vote vote = new Ballots(limits, welcome).check(ballot, request, seen);
    Request next = request.with(vote);
    if (vote.approves()) {
      approve(next);
    } else {
      deny(next, vote);
    }
    books.tellOwed();
    return shelf.find(next.id()).orElse(next);
  }

  private void approve(Request answered) throws IOException {
    boolean enough = answered.enough();
    Request next = enough ? answered.become(Request.State.APPROVED, "") : answered;
    if (!books.keep(next)) {
      throw new IOException("the answer could not be kept, so it does not count");
    }
    if (enough) {
      books.tell(next);
      if (waits.any(next.id())) {
        collect(next);
      }
    }
  }

  private void deny(Request answered, Vote vote) throws IOException {
    Request denied = answered.become(Request.State.DENIED, vote.comment());
    boolean kept = books.end(List.of(denied));
    waits.end(
        denied.id(), new Wait.Over(Wait.Over.Kind.DENIED, vote.person() + " denied the request"));
    if (!kept) {
      throw new IOException("the denial holds, and could not be kept for a restart yet");
    }
  }

  /** Gives an approved request to the first who can use it; the others have to ask again. */
  private void collect(Request approved) {
    Set<String> gone =
        approved.votes().stream()
            .filter(vote -> !welcome.test(vote.reviewer()))
            .map(Vote::person)
            .collect(Collectors.toSet());
    Request counted = approved.without(gone);
    if (!counted.enough()) {
      reopen(counted.become(Request.State.OPEN, "an answer no longer counts"));
      return;
    }
    Optional<Wait> first = waits.first(counted.id());
    if (first.isEmpty()) {
      return;
    }
    Request collected = counted.become(Request.State.COLLECTED, "");
    // Kept or not, it is spent: what may be durable must not be collected twice.
    if (books.end(List.of(collected))) {
      first.get().collected(collected);
      waits.end(collected.id(), SPENT);
    } else {
      first.get().over(unkept());
      waits.end(collected.id(), unkept());
    }
  }

  private void reopen(Request open) {
    if (books.keep(open)) {
      books.tell(open);
    } else {
      waits.end(open.id(), unkept());
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
      books.tellOwed();
    }
  }

  /** Takes back every living request that fits. */
  public synchronized void withdraw(Predicate<Request> which, String reason) {
    end(
        shelf.living().stream().filter(which).toList(),
        Request.State.WITHDRAWN,
        request -> new Wait.Over(Wait.Over.Kind.WITHDRAWN, reason));
    books.tellOwed();
  }

  /**
   * Ends what is due, gives what was approved to those who could not use it at that moment and can
   * now, forgets what ended long ago, and tries what is owed. To be called now and then: nothing
   * else settles what is owed while nobody asks.
   */
  public synchronized void sweep() {
    expire();
    waits.requests().stream()
        .flatMap(id -> shelf.find(id).stream())
        .filter(request -> request.state() == Request.State.APPROVED)
        .forEach(this::collect);
    books.settle();
    shelf.forget(seen.minus(limits.kept()));
  }

  /** Moves the desk's time on, and ends what is due. */
  private void expire() {
    Instant now = clock.instant();
    boolean steppedBack = seen.isAfter(now.plus(TOLERATED_STEP));
    seen = steppedBack ? now : later(seen, now);
    if (steppedBack) {
      end(
          List.copyOf(shelf.living()),
          Request.State.WITHDRAWN,
          request ->
              new Wait.Over(
                  Wait.Over.Kind.WITHDRAWN, "the gateway's clock was set back; ask again"));
    } else {
      end(shelf.due(seen), Request.State.EXPIRED, ApprovalDesk::tooLate);
    }
  }

  private static Wait.Over tooLate(Request request) {
    return new Wait.Over(
        Wait.Over.Kind.EXPIRED,
        request.state() == Request.State.APPROVED
            ? "the approval was not collected in time"
            : "nobody answered in time");
  }

  private void end(Request request, Request.State state, Wait.Over why) {
    end(List.of(request), state, one -> why);
  }

  private void end(List<Request> ending, Request.State state, Function<Request, Wait.Over> why) {
    if (ending.isEmpty()) {
      return;
    }
    books.end(ending.stream().map(r -> r.become(state, why.apply(r).reason())).toList());
    ending.forEach(request -> waits.end(request.id(), why.apply(request)));
  }

  /** What nobody has answered yet. */
  public synchronized Unanswered unanswered() {
    List<Instant> asked =
        shelf.living().stream()
            .filter(request -> request.state() == Request.State.OPEN)
            .map(Request::asked)
            .toList();
    return new Unanswered(asked.size(), asked.stream().min(Instant::compareTo));
  }

  /** The requests that somebody may look at, the newest first. */
  public synchronized List<Request> seenBy(Principal principal) {
    expire();
    return shelf.newestFirst().stream()
        .filter(request -> Ballots.concerns(request, principal))
        .toList();
  }

  /** A request that somebody may look at. */
  public synchronized Optional<Request> find(String id, Principal by) {
    expire();
    return shelf.find(id).filter(request -> Ballots.concerns(request, by));
  }

  /**
   * Forgets the ended requests in the interest of a person; those that live are forgotten as others
   * are, after they have ended.
   *
   * @return how many were forgotten
   */
  public synchronized int erase(String person) {
    books.settle();
    return shelf.forget(request -> request.subject().interested().contains(person));
  }

  /** Whether somebody is one of those in whose interest a request is. */
  public boolean asks(Request request, Principal principal) {
    return Ballots.asks(request, principal);
  }

  /** Whether somebody's answer to a request would count now. */
  public synchronized boolean mayAnswer(Request request, Principal principal) {
    return request.lives() && new Ballots(limits, welcome).objection(request, principal).isEmpty();
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
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
