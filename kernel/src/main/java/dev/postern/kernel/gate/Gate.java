package dev.postern.kernel.gate;

import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.identity.Standing;
import dev.postern.kernel.policy.Rules;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The one door. Every operation, of every protocol, is admitted here or goes nowhere.
 *
 * <p>A gate has one {@link Lane} for each event loop. A session drafts its operation ({@link
 * Lane#draft}), which fixes what its viewer may not see; then it is admitted ({@link Lane#admit}):
 * standing is looked at, policy decides, the entry is queued. When the loop's turn ends, the lane
 * writes all entries of the turn at once, and only then hands out {@link Passage}s. If anything on
 * that way fails, the answer is a {@link Refusal}.
 *
 * <p>Rules and standing can change at any moment. {@link #replace} and {@link #review} take back
 * every open passage that would no longer be given, and {@link #settled} completes once no loop can
 * still act on the old state.
 */
public final class Gate {
  private final Standing standing;
  private final InstantSource clock;
  private final GateLimits limits;
  private final Optional<People> people;
  private final List<Lane> lanes = new CopyOnWriteArrayList<>();
  private volatile Rules rules;
  private volatile Grants grants = Grants.NONE;
  private volatile Instant turnsAt;
  private volatile Alarm alarm = Alarm.NONE;
  private volatile Witness witness = Witness.NONE;

  /** A gate on a first snapshot of the rules, that asks nobody. */
  public Gate(Rules rules, Standing standing, InstantSource clock, GateLimits limits) {
    this(rules, standing, clock, limits, Optional.empty());
  }

  /**
   * A gate on a first snapshot of the rules.
   *
   * @param people how it asks people; where it cannot, what needs them is refused
   */
  public Gate(
      Rules rules,
      Standing standing,
      InstantSource clock,
      GateLimits limits,
      Optional<People> people) {
    this.rules = rules;
    this.standing = standing;
    this.clock = clock;
    this.limits = limits;
    this.people = people;
    this.turnsAt = nextTurn(clock.instant());
  }

  /**
   * Opens a lane.
   *
   * @param loop runs a task on the lane's one thread, soon, and never on the caller's stack
   * @param wake asks that {@link Lane#turn} runs when the loop's current turn ends; called on that
   *     thread
   */
  public Lane open(Segments segments, Executor loop, Runnable wake) {
    Lane lane = new Lane(this, segments, loop, wake);
    lanes.add(lane);
    return lane;
  }

  /** Opens a lane with one segment, for rules in which no target asks for a level of its own. */
  public Lane open(Ledger.Segment segment, Executor loop, Runnable wake) {
    return open(new Segments(segment, Map.of()), loop, wake);
  }

  /** Has itself woken for what ends by the clock, from now on. */
  public void wakeBy(Alarm wakes) {
    alarm = wakes;
    wakes.set(turnsAt);
    everyLane(lane -> lane.rounds().setAlarm());
  }

  /** Has every ending seen, from now on. */
  public void seenBy(Witness sees) {
    witness = sees;
  }

  /** The rules in force. */
  public Rules rules() {
    return rules;
  }

  /** Puts new rules in force and takes back what they would not give. */
  public CompletableFuture<Void> replace(Rules next) {
    synchronized (this) {
      if (next.epoch() <= rules.epoch()) {
        throw new IllegalArgumentException(
            "epoch " + next.epoch() + " is not after " + rules.epoch());
      }
      rules = next;
      turnsAt = nextTurn(clock.instant());
    }
    alarm.set(turnsAt);
    return decideAgain(true, Whose.EVERYBODYS);
  }

  /**
   * Puts grants in force, and takes back what rested on those that are gone. Nothing of anybody
   * else is looked at, and no rules become stale.
   *
   * @param next those that there are now
   * @param people whose grants are others than before, or have other terms
   */
  public CompletableFuture<Void> lend(Grants next, Set<String> people) {
    boolean turned;
    synchronized (this) {
      Instant now = clock.instant();
      turned = !now.isBefore(turnsAt);
      grants = next;
      turnsAt = nextTurn(now);
    }
    alarm.set(turnsAt);
    // What ended by the clock and was not looked at yet is not passed over.
    CompletableFuture<Void> settled =
        decideAgain(true, turned ? Whose.EVERYBODYS : Whose.of(people));
    alarm.turned();
    return settled;
  }

  /** A grant's budget is spent: what else rests on it is taken back. */
  void spent(Given given) {
    decideAgain(true, Whose.of(Set.of(given.grant().person())));
    alarm.turned();
  }

  /**
   * Looks again at every open passage: after a lock, and now and then for what ends by the clock.
   * Completes as {@link #settled} does.
   */
  public CompletableFuture<Void> review() {
    Instant now = clock.instant();
    boolean turned = !now.isBefore(turnsAt);
    if (turned) {
      turnsAt = nextTurn(now);
    }
    alarm.set(turnsAt);
    CompletableFuture<Void> settled = decideAgain(turned, Whose.EVERYBODYS);
    if (turned) {
      alarm.turned();
    }
    return settled;
  }

  /**
   * Ends what has come to its end by the clock, and nothing else: what an {@link Alarm} calls. One
   * that comes too early finds nothing and is set again. Completes as {@link #settled} does.
   */
  public CompletableFuture<Void> strike() {
    if (!clock.instant().isBefore(turnsAt)) {
      return review();
    }
    alarm.set(turnsAt);
    return everyLane(lane -> lane.rounds().strike());
  }

  /**
   * Why an admission would be turned away now; empty where it would pass. Writes nothing and gives
   * nothing: the admission is decided again. Any thread.
   */
  public Optional<Revocation> foreseen(Description description) {
    return new Judge(this).foreseen(description, clock.instant());
  }

  /** Completes when every lane has begun and ended a turn after this call. */
  public CompletableFuture<Void> settled() {
    return everyLane(lane -> {});
  }

  private CompletableFuture<Void> decideAgain(boolean policyToo, Whose whose) {
    return everyLane(lane -> lane.rounds().review(policyToo, whose));
  }

  private CompletableFuture<Void> everyLane(Consumer<Lane> work) {
    return CompletableFuture.allOf(
        lanes.stream()
            .map(lane -> lane.soon(() -> work.accept(lane)))
            .toArray(CompletableFuture[]::new));
  }

  private Instant nextTurn(Instant now) {
    Instant ofRules = rules.policy().turnsAt(now).orElse(Instant.MAX);
    Instant ofGrants = grants.turnsAt(now).orElse(Instant.MAX);
    return ofRules.isBefore(ofGrants) ? ofRules : ofGrants;
  }

  Grants grants() {
    return grants;
  }

  /** Something on a lane ends then. */
  void endsAt(Instant end) {
    alarm.set(end);
  }

  /** Who only counts changes nothing of what the gate does, not even by a defect. */
  void ended(Description description, Leaf.Closed leaf) {
    try {
      witness.ended(description, leaf);
    } catch (RuntimeException | Error defect) {
      // A witness that cares tells its own defects; the turn goes on.
    }
  }

  Standing standing() {
    return standing;
  }

  InstantSource clock() {
    return clock;
  }

  Optional<People> people() {
    return people;
  }

  GateLimits limits() {
    return limits;
  }
}
