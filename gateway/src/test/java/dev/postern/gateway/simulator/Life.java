package dev.postern.gateway.simulator;

import dev.postern.gateway.SimulatedTime;
import dev.postern.gateway.SimulatedTrail;
import dev.postern.gateway.drive.SimulatedPlane;
import dev.postern.gateway.http.ConnectionFacts;
import dev.postern.gateway.protocol.mcp.McpFront;
import dev.postern.gateway.protocol.mcp.McpSessions;
import dev.postern.gateway.protocol.postgres.PostgresDoor;
import dev.postern.gateway.protocol.postgres.PostgresLimits;
import dev.postern.gateway.protocol.postgres.PostgresSessions;
import dev.postern.gateway.session.Peer;
import dev.postern.gateway.session.RequestHead;
import dev.postern.gateway.session.Session;
import dev.postern.gateway.simulator.net.SimulatedLoop;
import dev.postern.kernel.approval.ApprovalDesk;
import dev.postern.kernel.approval.Request;
import dev.postern.kernel.gate.Gate;
import dev.postern.kernel.gate.People;
import dev.postern.kernel.identity.LiveStanding;
import dev.postern.kernel.identity.Lock;
import dev.postern.kernel.identity.Locks;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.policy.Rules;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/** The gateway's process: the real gateway, with all that is gone when it ends. */
final class Life {
  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final SimulatedPolicy FIRST = new SimulatedPolicy(1, false, "", true);
  private static final PostgresDoor DOOR =
      new PostgresDoor("postgres://gate.test", PostgresDoor.Encryption.NONE, Optional.empty());

  private final World world;
  private final Map<Long, SimulatedPolicy> policies = new HashMap<>();
  private final Queue<Runnable> control = new ArrayDeque<>();
  private final Queue<Runnable> elsewhere = new ArrayDeque<>();
  private final LiveStanding standing;
  private final LedgerSide ledger;
  private final SimulatedTrail trail;
  private final ApprovalDesk desk;
  private final Gate gate;
  private final Loans loans;
  private final McpSessions sessions;
  private final PostgresSessions databases;
  private final SimulatedPlane plane;
  private int place;
  private boolean controlFull;
  private boolean over;

  /**
   * Starts, and looks after itself from now on.
   *
   * @throws IOException when it cannot, as a process that ends at once
   */
  Life(World world) throws IOException {
    this.world = world;
    this.standing = new LiveStanding(world.operator().locks());
    this.ledger = new LedgerSide(world);
    world.recovered();
    this.trail = new SimulatedTrail(ledger.watched(), world.clock());
    this.desk =
        new ApprovalDesk(
            new ApprovalDesk.Records(world.requests(), trail),
            Settings.DESK,
            world.clock(),
            reviewer -> standing.locks().against(reviewer).isEmpty());
    this.gate =
        new Gate(
            rules(1, FIRST),
            standing,
            world.clock(),
            Settings.GATE,
            Optional.of(new People(desk, this::control)));
    this.loans =
        new Loans(
            world,
            new Loans.Around(
                gate, trail, standing::locks, () -> now().lends(), this::decisionsDiffer));
    Supplier<Lexicon> registry = () -> gate.rules().lexicon(Targets.REGISTRY).orElseThrow();
    Supplier<Lexicon> shop = () -> gate.rules().lexicon(Targets.SHOP).orElseThrow();
    this.sessions =
        new McpSessions(
            Settings.MCP,
            new Random(world.chance().seed()),
            name ->
                Optional.of(name)
                    .filter(Targets.REGISTRY::equals)
                    .map(known -> Targets.registry(place, registry)));
    this.databases =
        new PostgresSessions(
            PostgresLimits.DEFAULT,
            new PostgresSessions.Surroundings(new Random(world.chance().seed()), world.clock()),
            name ->
                Optional.of(name).filter(Targets.SHOP::equals).map(known -> Targets.shop(shop)));
    McpFront front = new McpFront(sessions, world.clock());
    this.plane =
        new SimulatedPlane(
            new SimulatedPlane.Ground(world.network(), world.clock()::nanos, elsewhere::add),
            new SimulatedPlane.Parts(
                gate,
                ledger.watched(),
                (head, facts) -> watched(front, head, facts),
                this::watched,
                world::proofs,
                world.secrets().fresh(),
                Settings.DRIVE),
            Settings.listening(),
            Settings.streaming());
    plane.prepare(List.of(Targets.registry(place)), List.of(Targets.shop()), 0).run();
    loans.desk().open();
    gate.wakeBy(
        SimulatedTime.alarm(
            world.clock(), this::after, () -> turns(gate::strike), plane::rulesChanged));
    every(() -> turns(gate::review));
    every(() -> control.add(this::sweep));
  }

  private Runnable after(Duration delay, Runnable task) {
    return world
        .clock()
        .after(
            delay,
            () -> {
              if (!over) {
                task.run();
              }
            });
  }

  private void every(Runnable task) {
    world.clock().every(EVERY, () -> !over, task);
  }

  private void turns(Supplier<CompletableFuture<Void>> looks) {
    Instant now = world.now();
    looks.get().thenRun(() -> world.lent().turned(now));
  }

  private void decisionsDiffer() {
    plane.rulesChanged();
  }

  private Session watched(McpFront front, RequestHead head, ConnectionFacts facts) {
    WatchedSession session =
        new WatchedSession(front.open(head).orElseThrow(), world.watch(), false);
    world.served(head.only("x-simulated").orElse(""), session);
    return session;
  }

  private Session watched(Peer peer) {
    WatchedSession session = new WatchedSession(databases.session(DOOR), world.watch(), true);
    world.served(peer.address().getPort(), session);
    return session;
  }

  private void control(Runnable task) {
    if (controlFull) {
      throw new RejectedExecutionException("told to be full");
    }
    control.add(task);
  }

  /** Runs something where it may block. */
  void elsewhere(Runnable task) {
    elsewhere.add(task);
  }

  /** Whether nobody can be asked anything for now. */
  void controlFull(boolean now) {
    controlFull = now;
  }

  /** As the gateway looks at requests for approval and at grants, on threads of their own. */
  private void sweep() {
    Locks locks = standing.locks();
    desk.withdraw(
        request -> locked(locks, request.subject()),
        "a lock stands on who asked, or on the target");
    desk.sweep();
    loans.desk().sweep();
  }

  private static boolean locked(Locks locks, Request.Subject subject) {
    return locks.on(Lock.Scope.TARGET, subject.target()).isPresent()
        || subject.chain().stream().anyMatch(party -> locks.against(party).isPresent());
  }

  private Rules rules(long epoch, SimulatedPolicy policy) {
    policies.put(epoch, policy);
    return new Rules(epoch, policy, Targets.lexicons(epoch, place), world.levels());
  }

  /** The rules of an epoch. */
  SimulatedPolicy policy(long epoch) {
    return policies.getOrDefault(epoch, FIRST);
  }

  /** Puts other rules in force, as a reload does; perhaps the registry is another server then. */
  void reload(SimulatedPolicy policy, boolean moves) {
    place += moves ? 1 : 0;
    long epoch = gate.rules().epoch() + 1;
    try {
      plane.prepare(List.of(Targets.registry(place)), List.of(Targets.shop()), epoch).run();
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    gate.replace(rules(epoch, policy)).thenRun(plane::rulesChanged);
  }

  /** The rules in force. */
  private SimulatedPolicy now() {
    return policy(gate.rules().epoch());
  }

  SimulatedTrail trail() {
    return trail;
  }

  Loans loans() {
    return loans;
  }

  LiveStanding standing() {
    return standing;
  }

  ApprovalDesk desk() {
    return desk;
  }

  /** Looks again at everything that is open. */
  CompletableFuture<Void> review() {
    return gate.review();
  }

  /** It is dead: none of its timers does anything any more. */
  void dies() {
    over = true;
    plane.loops().forEach(SimulatedLoop::ends);
  }

  /** Ends in order, when nothing is open any more. */
  void close() throws IOException {
    over = true;
    loans.desk().close();
    ledger.close();
    plane.loops().forEach(SimulatedLoop::ends);
  }

  /** Stops listening and lets what is open end. */
  void drain() {
    plane.drain();
  }

  /** What it could do next. */
  void moves(List<Move> moves) {
    for (SimulatedLoop loop : plane.loops()) {
      if (loop.hasTasks()) {
        moves.add(new Move("task", loop::runTask));
      }
      if (loop.hasTails()) {
        moves.add(new Move("turn", loop::endTurn));
      }
    }
    if (!control.isEmpty()) {
      moves.add(new Move("control", () -> control.remove().run()));
    }
    if (!elsewhere.isEmpty()) {
      moves.add(new Move("elsewhere", () -> elsewhere.remove().run()));
    }
    ledger.moves(moves);
  }

  /** When the next of its timers is due, on the virtual clock. */
  long nextTimer() {
    long next = ledger.nextTimer();
    for (SimulatedLoop loop : plane.loops()) {
      next = Math.min(next, loop.nextTimer());
    }
    return next;
  }

  /** Nothing grows without an end. */
  void looksBounded() {
    Map<String, Integer> load = plane.load();
    Settings.BOUNDS.forEach((name, most) -> {
      if (load.getOrDefault(name, 0) > most) {
        throw new Broken("over its bound: " + name + " " + load);
      }
    });
    long living = world.requests().all().stream().filter(Request::lives).count();
    if (sessions.size() > Settings.MCP.sessions() || living > Settings.DESK.open()) {
      throw new Broken("over its bound: " + sessions.size() + " sessions, " + living + " requests");
    }
  }

  /** What is there now, by name. */
  Map<String, Integer> load() {
    Map<String, Integer> load = new HashMap<>(plane.load());
    load.put("disk", ledger.waiting());
    return load;
  }
}
