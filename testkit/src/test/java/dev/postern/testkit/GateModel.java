package dev.postern.testkit;

import dev.postern.kernel.approval.ApprovalDesk;
import dev.postern.kernel.approval.Ballot;
import dev.postern.kernel.approval.BallotException;
import dev.postern.kernel.approval.DeskLimits;
import dev.postern.kernel.approval.Request;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.gate.Asker;
import dev.postern.kernel.gate.Ending;
import dev.postern.kernel.gate.Gate;
import dev.postern.kernel.gate.GateLimits;
import dev.postern.kernel.gate.HeldRequest;
import dev.postern.kernel.gate.Lane;
import dev.postern.kernel.gate.Leaving;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.People;
import dev.postern.kernel.gate.PeopleNeeded;
import dev.postern.kernel.gate.Revocation;
import dev.postern.kernel.gate.Verdict;
import dev.postern.kernel.identity.LiveStanding;
import dev.postern.kernel.identity.Lock;
import dev.postern.kernel.identity.Locks;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.operation.Forwarded;
import dev.postern.kernel.policy.Rules;
import dev.postern.testkit.explore.World;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * The real gate, lane, holds and desk as a small world in which everything is a step of its own:
 * each task of the loop, each end of its turn, each piece of the desk's work, each answer, failure,
 * lock, reload and crash.
 */
final class GateModel implements World {
  private static final Duration LIFE = DeskLimits.DEFAULT.life();

  /** An operation that a target was sent. */
  record Ran(EntryId id, String what, boolean afterLock, boolean afterDenial) {}

  /** What one admission heard. */
  static final class Ticket {
    final String what;
    final List<Verdict> verdicts = new ArrayList<>();
    boolean crashed;
    boolean used;

    Ticket(String what) {
      this.what = what;
    }

    /** What it was given and has not used. */
    private Optional<Passage> usable() {
      return used || crashed || verdicts.isEmpty()
          ? Optional.empty()
          : Optional.of(verdicts.getFirst())
              .filter(Passage.class::isInstance)
              .map(Passage.class::cast);
    }
  }

  private final ModelScope scope;
  private final ModelTheorem theorem;
  private final Map<String, Integer> left;
  private final ModelLoop loop = new ModelLoop();
  final MemoryLedger ledger = new MemoryLedger();
  final MemoryRequests requests = new MemoryRequests();
  final MemoryTrail trail = new MemoryTrail();
  final List<Ticket> tickets = new ArrayList<>();
  final List<Ran> ran = new ArrayList<>();
  final ModelAnswers answers = new ModelAnswers(requests);
  private final LiveStanding standing = new LiveStanding(Locks.NONE);
  private CompletableFuture<Void> locked = new CompletableFuture<>();
  private CompletableFuture<Void> denied = new CompletableFuture<>();
  private Instant now = ScriptedLoop.START;
  private Rules rules;
  private Ledger.Segment segment;
  private ApprovalDesk desk;
  private Gate gate;
  private Lane lane;
  private List<Caller> callers = List.of();

  GateModel(ModelScope scope, ModelTheorem theorem) {
    this.scope = scope;
    this.theorem = theorem;
    this.left = new TreeMap<>(scope.often());
    this.rules = ModelRules.asking(1, scope.quorum());
    try {
      this.segment = ledger.open(0);
      this.desk = newDesk();
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
    this.gate = newGate();
    this.lane = newLane();
    this.callers = newCallers();
    for (int i = 0; i < scope.waiting(); i++) {
      ask(i);
      loop.quiet(lane);
    }
    ledger.slow(left.containsKey("disk"));
  }

  private ApprovalDesk newDesk() throws IOException {
    return new ApprovalDesk(
        new ApprovalDesk.Records(requests, trail),
        DeskLimits.DEFAULT,
        () -> now,
        reviewer -> standing.locks().against(reviewer).isEmpty());
  }

  private Gate newGate() {
    return new Gate(
        rules,
        standing,
        () -> now,
        GateLimits.DEFAULT,
        Optional.of(new People(desk, loop.control::add)));
  }

  private Lane newLane() {
    return gate.open(segment, loop.tasks::add, loop::wake);
  }

  private List<Caller> newCallers() {
    List<Caller> some = new ArrayList<>();
    scope.patience().forEach(each -> some.add(new Caller()));
    return some;
  }

  @Override
  public List<String> steps() {
    List<String> steps = new ArrayList<>();
    loop.steps(steps);
    for (int i = 0; i < callers.size(); i++) {
      if (callers.get(i).last.flatMap(Ticket::usable).isPresent()) {
        steps.add("use " + i);
      }
    }
    left.forEach((step, times) -> {
      if (times > 0 && possible(step)) {
        steps.add(step);
      }
    });
    return steps;
  }

  private boolean possible(String step) {
    return switch (step.split(" ")[0]) {
      case "yes", "no" -> !requests.living().isEmpty();
      case "disk" -> ledger.waiting() > 0;
      case "leave", "cancel" ->
          callers.get(number(step)).last.map(t -> t.verdicts.isEmpty()).orElse(false);
      default -> true;
    };
  }

  private static int number(String step) {
    return Integer.parseInt(step.split(" ")[1]);
  }

  @Override
  public void take(String step) {
    left.computeIfPresent(step, (name, times) -> times - 1);
    switch (step.split(" ")[0]) {
      case "loop" -> loop.tasks.remove().run();
      case "control" -> loop.control.remove().run();
      case "turn" -> loop.endTurn(lane);
      case "ask" -> ask(number(step));
      case "use" -> use(callers.get(number(step)));
      case "yes" -> vote(step.split(" ")[1], true);
      case "no" -> vote(step.split(" ")[1], false);
      case "leave" -> leave(number(step), Leaving.Kind.PATIENCE_ENDED);
      case "cancel" -> leave(number(step), Leaving.Kind.CANCELLED);
      case "lock" -> lock(step.split(" ")[1]);
      case "reload" -> {
        rules = ModelRules.denying(rules.epoch() + 1);
        denied = gate.replace(rules);
      }
      case "expire" -> now = now.plus(LIFE);
      case "sweep" -> desk.sweep();
      case "ledger-fails" -> ledger.failNext(1);
      case "store-fails" -> requests.failAt(number(step));
      case "trail-fails" -> trail.failNext(1);
      case "disk" -> ledger.settle();
      case "crash" -> crash();
      default -> throw new IllegalArgumentException(step);
    }
    theorem.always().accept(this);
  }

  private void ask(int who) {
    Caller caller = callers.get(who);
    Ticket ticket = new Ticket(scope.asks().get(who));
    caller.last = Optional.of(ticket);
    caller.number = tickets.size();
    tickets.add(ticket);
    lane.admit(
        lane.draft(ModelRules.description(ticket.what, rules.epoch())),
        Forwarded.NOTHING,
        scope.patience().get(who),
        caller,
        caller.number);
  }

  private void use(Caller caller) {
    Ticket ticket = caller.last.orElseThrow();
    Passage passage = ticket.usable().orElseThrow();
    ticket.used = true;
    // As a socket does: it looks at the passage when it takes the frame.
    if (passage.live()) {
      ran.add(new Ran(passage.id(), ticket.what, locked.isDone(), denied.isDone()));
    }
    lane.close(passage, Ending.of(Leaf.End.ANSWERED));
  }

  private void vote(String person, boolean approves) {
    Request request = requests.living().getFirst();
    EntryId entry = answers.give(person, request);
    try {
      desk.answer(
          new Ballot(
              request.id(),
              request.binding(),
              Principal.of(DeskWorld.person(person)),
              approves,
              entry,
              ""));
    } catch (BallotException | IOException doesNotCount) {
      answers.takeBack(entry);
    }
  }

  private void leave(int who, Leaving.Kind kind) {
    Caller caller = callers.get(who);
    lane.leavePeople(caller, caller.number, new Leaving(kind, "the session says so"));
  }

  private void lock(String person) {
    Lock lock = new Lock(Lock.Scope.PERSON, person, "off-boarded", "olga", now);
    standing.change(locks -> locks.with(lock));
    CompletableFuture<Void> settled = gate.review();
    if (person.equals("ana")) {
      locked = settled;
    }
  }

  /** Everything is gone but what is on disks; locks and rules are read again. */
  private void crash() {
    try {
      loop.clear();
      tickets.forEach(ticket -> ticket.crashed = true);
      segment.close();
      segment = ledger.open(0);
      desk = newDesk();
      if (standing.locks().against(DeskWorld.person("ana")).isPresent()) {
        locked = CompletableFuture.completedFuture(null);
      }
      if (rules.epoch() > 1) {
        denied = CompletableFuture.completedFuture(null);
      }
      gate = newGate();
      lane = newLane();
      callers = newCallers();
    } catch (IOException refused) {
      // A ledger that fails keeps the gateway from starting; it is started again.
      crash();
    }
  }

  @Override
  public List<Object> state() {
    List<Object> ledgered = new ArrayList<>();
    for (Leaf leaf : ledger.leaves()) {
      ledgered.add(leaf.getClass().getSimpleName());
      if (leaf instanceof Leaf.Admitted admitted) {
        ledgered.add(admitted.restsOn().size());
      }
    }
    return List.of(
        gate,
        lane,
        desk,
        loop,
        left,
        tickets,
        ran.size(),
        locked,
        denied,
        now,
        requests,
        trail,
        ledgered,
        callers,
        ledger.failures(),
        ledger.waiting());
  }

  @Override
  public void end() {
    ledger.slow(false);
    ledger.settle();
    ledger.failNext(0);
    requests.failAt(0);
    trail.failNext(0);
    loop.quiet(lane);
    now = now.plus(LIFE);
    desk.sweep();
    loop.quiet(lane);
    desk.sweep();
    theorem.always().accept(this);
    theorem.atTheEnd().accept(this);
  }

  /** What makes no difference to how it goes on: salts and numbers of entries. */
  static boolean left(Object object) {
    return object instanceof EntryId
        || object instanceof MemoryLedger
        || object instanceof Ledger.Segment
        || object instanceof ModelTheorem
        || object instanceof ModelScope;
  }

  /** The requests on whose answers an admitted entry rests. */
  List<String> admittedOf() {
    return ledger.leaves(Leaf.Admitted.class).stream()
        .flatMap(leaf -> leaf.restsOn().stream())
        .map(answers::requestOf)
        .toList();
  }

  /** Whether the desk would still take answers to a request. */
  boolean isOpen(String id) {
    return desk.find(id, Principal.of(DeskWorld.person("bo"))).filter(Request::lives).isPresent();
  }

  /** Ids that were once seen as ended in the store or told as ended. */
  Set<String> ended() {
    Set<String> ended = new java.util.HashSet<>();
    trail.told().stream().filter(r -> !r.lives()).forEach(r -> ended.add(r.id()));
    requests.ended().forEach(r -> ended.add(r.id()));
    return ended;
  }

  /** A session of ana's, which asks people as soon as it hears that it must. */
  private final class Caller implements Asker {
    private Optional<Ticket> last = Optional.empty();
    private int number;

    @Override
    public void decided(long ticket, Verdict verdict) {
      tickets.get((int) ticket).verdicts.add(verdict);
    }

    @Override
    public void needsPeople(long ticket, PeopleNeeded needed) {
      lane.askPeople(this, ticket);
    }

    @Override
    public void held(long ticket, HeldRequest request) {}

    @Override
    public void revoked(Passage passage, Revocation why) {
      lane.close(passage, Ending.of(Leaf.End.REVOKED));
    }
  }
}
