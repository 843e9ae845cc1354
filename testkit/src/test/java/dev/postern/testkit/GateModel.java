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
import dev.postern.kernel.gate.Patience;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The real gate, lane, holds and desk as a small world in which everything is a step of its own:
 * each task of the loop, each end of its turn, each piece of the desk's work, each answer, failure,
 * lock, reload and crash.
 */
final class GateModel implements World {
  private static final Duration LIFE = DeskLimits.DEFAULT.life();

  /**
   * What can happen in a world.
   *
   * @param quorum how many people must approve
   * @param patience how each caller waits
   * @param asks what each caller asks for
   * @param waiting how many of the callers wait for people when it begins
   * @param often how often a step may be taken; those that are not named are not taken at all
   */
  record Scope(
      int quorum,
      List<Patience> patience,
      List<String> asks,
      int waiting,
      Map<String, Integer> often) {}

  /** Something that must hold after every step, or once everything has ended. */
  record Theorem(Consumer<GateModel> always, Consumer<GateModel> atTheEnd) {
    static Theorem always(Consumer<GateModel> holds) {
      return new Theorem(holds, model -> {});
    }
  }

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
  }

  private final Scope scope;
  private final Theorem theorem;
  private final Map<String, Integer> left;
  private final Queue<Runnable> loop = new ArrayDeque<>();
  private final Queue<Runnable> control = new ArrayDeque<>();
  final MemoryLedger ledger = new MemoryLedger();
  final MemoryRequests requests = new MemoryRequests();
  final MemoryTrail trail = new MemoryTrail();
  final List<Ticket> tickets = new ArrayList<>();
  final List<Ran> ran = new ArrayList<>();
  final Map<EntryId, String> answers =
      new TreeMap<>(java.util.Comparator.comparingLong(EntryId::low));
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
  private boolean woken;

  GateModel(Scope scope, Theorem theorem) {
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
      quiet();
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
        Optional.of(new People(desk, control::add)));
  }

  private Lane newLane() {
    return gate.open(segment, loop::add, () -> woken = true);
  }

  private List<Caller> newCallers() {
    List<Caller> some = new ArrayList<>();
    scope.patience().forEach(each -> some.add(new Caller()));
    return some;
  }

  @Override
  public List<String> steps() {
    List<String> steps = new ArrayList<>();
    // A turn ends before the next task begins; everything else may come in between.
    if (!loop.isEmpty() && !woken) {
      steps.add("loop");
    }
    if (!control.isEmpty()) {
      steps.add("control");
    }
    if (woken) {
      steps.add("turn");
    }
    for (int i = 0; i < callers.size(); i++) {
      if (callers.get(i).last.flatMap(GateModel::usable).isPresent()) {
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

  private static Optional<Passage> usable(Ticket ticket) {
    return ticket.used || ticket.crashed || ticket.verdicts.isEmpty()
        ? Optional.empty()
        : Optional.of(ticket.verdicts.getFirst())
            .filter(Passage.class::isInstance)
            .map(Passage.class::cast);
  }

  private static int number(String step) {
    return Integer.parseInt(step.split(" ")[1]);
  }

  @Override
  public void take(String step) {
    left.computeIfPresent(step, (name, times) -> times - 1);
    switch (step.split(" ")[0]) {
      case "loop" -> loop.remove().run();
      case "control" -> control.remove().run();
      case "turn" -> {
        woken = false;
        lane.turn();
      }
      case "ask" -> ask(number(step));
      case "use" -> use(callers.get(number(step)));
      case "yes" -> vote(step.split(" ")[1], true);
      case "no" -> vote(step.split(" ")[1], false);
      case "leave" -> leave(number(step), Leaving.Kind.PATIENCE_ENDED);
      case "cancel" -> leave(number(step), Leaving.Kind.CANCELLED);
      case "lock" -> {
        lock(step.split(" ")[1]);
      }
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
    Passage passage = usable(ticket).orElseThrow();
    ticket.used = true;
    // As a socket does: it looks at the passage when it takes the frame.
    if (passage.live()) {
      ran.add(new Ran(passage.id(), ticket.what, locked.isDone(), denied.isDone()));
    }
    lane.close(passage, Ending.of(Leaf.End.ANSWERED));
  }

  private void vote(String person, boolean approves) {
    Request request = requests.living().getFirst();
    // What an answer rests on was written before it counts: the entry of the call that gave it.
    EntryId entry = new EntryId(EntryId.high(1, 9), answers.size() + 1);
    answers.put(entry, person + " of " + request.id());
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
      answers.remove(entry);
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
      control.clear();
      woken = false;
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
        control,
        woken,
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
    quiet();
    now = now.plus(LIFE);
    desk.sweep();
    quiet();
    desk.sweep();
    theorem.always().accept(this);
    theorem.atTheEnd().accept(this);
  }

  private void quiet() {
    while (woken || !loop.isEmpty() || !control.isEmpty()) {
      if (!loop.isEmpty()) {
        loop.remove().run();
      }
      if (!control.isEmpty()) {
        control.remove().run();
      }
      if (woken) {
        woken = false;
        lane.turn();
      }
    }
  }

  /** What makes no difference to how it goes on: salts and numbers of entries. */
  static boolean left(Object object) {
    return object instanceof EntryId
        || object instanceof MemoryLedger
        || object instanceof Ledger.Segment
        || object instanceof Theorem
        || object instanceof Scope;
  }

  /** The requests on whose answers an admitted entry rests. */
  List<String> admittedOf() {
    return ledger.leaves(Leaf.Admitted.class).stream()
        .flatMap(leaf -> leaf.restsOn().stream())
        .map(this::requestOf)
        .toList();
  }

  private String requestOf(EntryId answer) {
    return String.valueOf(answers.get(answer)).replaceAll(".* of ", "");
  }

  /** When the request that was answered is due. */
  Instant untilOf(EntryId answer) {
    String id = requestOf(answer);
    return requests.all().stream()
        .filter(request -> request.id().equals(id))
        .map(Request::until)
        .findFirst()
        .orElse(Instant.MIN);
  }

  /** What was asked when an answer was given. */
  String askedFor(EntryId answer) {
    String id = requestOf(answer);
    return requests.all().stream()
        .filter(request -> request.id().equals(id))
        .map(request -> request.subject().label())
        .findFirst()
        .orElse("nothing");
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
