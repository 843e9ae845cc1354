package dev.postern.gateway.simulator;

import dev.postern.gateway.SimulatedTime;
import dev.postern.gateway.drive.DriveLimits;
import dev.postern.gateway.drive.SimulatedPlane;
import dev.postern.gateway.http.ConnectionFacts;
import dev.postern.gateway.http.HttpLimits;
import dev.postern.gateway.http.ListenSettings;
import dev.postern.gateway.net.FrameLimits;
import dev.postern.gateway.net.stream.StreamSettings;
import dev.postern.gateway.protocol.mcp.McpFront;
import dev.postern.gateway.protocol.mcp.McpLimits;
import dev.postern.gateway.protocol.mcp.McpSessions;
import dev.postern.gateway.protocol.mcp.McpTarget;
import dev.postern.gateway.protocol.postgres.PostgresDoor;
import dev.postern.gateway.protocol.postgres.PostgresLimits;
import dev.postern.gateway.protocol.postgres.PostgresSessions;
import dev.postern.gateway.protocol.postgres.PostgresTarget;
import dev.postern.gateway.session.Peer;
import dev.postern.gateway.session.RequestHead;
import dev.postern.gateway.session.Session;
import dev.postern.gateway.simulator.net.Chance;
import dev.postern.gateway.simulator.net.Line;
import dev.postern.gateway.simulator.net.Network;
import dev.postern.gateway.simulator.net.Remote;
import dev.postern.gateway.simulator.net.SimulatedLoop;
import dev.postern.gateway.target.CredentialSpec;
import dev.postern.gateway.target.RecordLevel;
import dev.postern.gateway.target.StreamTarget;
import dev.postern.gateway.target.Target;
import dev.postern.gateway.target.TargetBounds;
import dev.postern.gateway.target.TargetTimes;
import dev.postern.kernel.approval.ApprovalDesk;
import dev.postern.kernel.approval.DeskLimits;
import dev.postern.kernel.approval.Request;
import dev.postern.kernel.gate.Gate;
import dev.postern.kernel.gate.GateLimits;
import dev.postern.kernel.gate.People;
import dev.postern.kernel.identity.LiveStanding;
import dev.postern.kernel.identity.Lock;
import dev.postern.kernel.identity.Locks;
import dev.postern.kernel.operation.Durability;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Ref;
import dev.postern.kernel.policy.Rules;
import dev.postern.testkit.MemoryRequests;
import dev.postern.testkit.MemoryTrail;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/** One seed's world: the real gateway, and everybody around it. For one thread. */
final class World {
  private static final int PORT = 7000;
  private static final int TARGET = 7001;
  private static final int STREAMS = 7100;
  private static final int SHOP = 7200;
  private static final PostgresDoor DOOR =
      new PostgresDoor("postgres://gate.test", PostgresDoor.Encryption.NONE, Optional.empty());
  private static final DriveLimits DRIVE =
      new DriveLimits(8, 8, 4, 16, 64, 256, 16, Duration.ofMinutes(2));
  private static final McpLimits MCP =
      new McpLimits(
          4_096,
          64,
          64,
          8,
          16,
          4,
          4,
          2,
          64,
          64,
          4,
          3,
          8,
          16 << 10,
          16,
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2));
  private static final GateLimits GATE = new GateLimits(40, 64, 80);

  /** What there may be of each at any moment, both loops together. */
  private static final Map<String, Integer> BOUNDS =
      Map.of(
          "passages", 2 * GATE.openPassages(),
          "holds", 2 * GATE.openPassages(),
          "owed", 2 * 2 * GATE.owedClosings(),
          "work", DRIVE.offloads());

  private static final DeskLimits DESK =
      new DeskLimits(
          12,
          6,
          12,
          12,
          6,
          4,
          32_768,
          100,
          1 << 20,
          Duration.ofSeconds(30),
          Duration.ofHours(1),
          Map.of());
  private static final TargetTimes TIMES =
      new TargetTimes(
          Duration.ofSeconds(3),
          Duration.ofSeconds(8),
          Duration.ofSeconds(8),
          Duration.ofSeconds(20));

  private static final HttpLimits HTTP =
      new HttpLimits(
          1_024,
          4_096,
          30,
          8_192,
          1_024,
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(20),
          Duration.ofSeconds(10),
          new FrameLimits(4_096, 1_024, 1 << 16));

  private final Chance chance;
  private final Tally tally;
  private final Clock clock = new Clock();
  private final Network network;
  private final Map<String, Durability> levels;
  private final Map<Long, SimulatedPolicy> policies = new HashMap<>();
  private final Watch watch = new Watch(epoch -> policies.getOrDefault(epoch, FIRST));
  private final SimulatedLedger ledger;
  private final LiveStanding standing = new LiveStanding(Locks.NONE);
  private final Queue<Runnable> control = new ArrayDeque<>();
  private final Queue<Runnable> elsewhere = new ArrayDeque<>();
  private final MemoryRequests requests = new MemoryRequests();
  private final MemoryTrail trail = new MemoryTrail();
  private final ApprovalDesk desk;
  private final Gate gate;
  private final Secrets secrets = new Secrets(watch);
  private final SimulatedProofs proofs = new SimulatedProofs(clock, elsewhere::add);
  private final McpSessions sessions;
  private final SimulatedPlane plane;
  private final Operator operator;
  private final Ballots ballots = new Ballots(this);
  private final List<McpClient> askers = new ArrayList<>();
  private final List<Actor> clients = new ArrayList<>();
  private final Map<Integer, WatchedSession> streams = new HashMap<>();
  private final PostgresSessions databases;
  private final Set<Talker> servers = new LinkedHashSet<>();
  private final int temper;
  private int tags;
  private int place;
  private boolean controlFull;
  private boolean calm;

  private static final SimulatedPolicy FIRST = new SimulatedPolicy(1, false, "");

  World(long seed, Tally tally) throws IOException {
    this.chance = new Chance(seed);
    this.tally = tally;
    this.network = new Network(chance);
    this.temper = chance.of(List.of(1, 3, 10));
    this.operator = new Operator(this);
    this.levels =
        chance.oneIn(2)
            ? Map.of()
            : Map.of("registry", Durability.POWER_LOSS, "shop", Durability.POWER_LOSS);
    this.ledger = new SimulatedLedger(chance, watch::durable);
    this.desk =
        new ApprovalDesk(
            new ApprovalDesk.Records(requests, trail),
            DESK,
            clock,
            reviewer -> standing.locks().against(reviewer).isEmpty());
    this.gate =
        new Gate(
            rules(1, FIRST), standing, clock, GATE, Optional.of(new People(desk, this::control)));
    this.sessions = new McpSessions(MCP, new Random(chance.seed()), this::mcpTarget);
    this.databases =
        new PostgresSessions(
            PostgresLimits.DEFAULT,
            new PostgresSessions.Surroundings(new Random(chance.seed()), clock),
            name -> name.equals("shop") ? Optional.of(shop()) : Optional.empty());
    McpFront front = new McpFront(sessions, clock);
    this.plane =
        new SimulatedPlane(
            new SimulatedPlane.Ground(network, clock::nanos, elsewhere::add),
            new SimulatedPlane.Parts(
                gate,
                ledger,
                (head, facts) -> watched(front, head, facts),
                this::watched,
                () -> proofs,
                secrets.leases(),
                DRIVE),
            new ListenSettings("127.0.0.1", PORT, Set.of(), Optional.empty(), 20, 20, 16, HTTP),
            StreamSettings.loopback(STREAMS, Optional.empty()));
    plane.prepare(List.of(target()), List.of(stream()), 0).run();
    network.host(
        SHOP,
        () -> {
          boolean refuses = troubled(12);
          count(refuses, Fault.TARGET_REFUSES);
          return refuses ? Optional.empty() : Optional.of(new PostgresServer(this));
        });
    for (int i = 0; i < 6; i++) {
      network.host(
          TARGET + i,
          () -> {
            if (!troubled(12)) {
              return Optional.of(new McpServer(this));
            }
            count(true, Fault.TARGET_REFUSES);
            return Optional.empty();
          });
    }
    gate.wakeBy(SimulatedTime.alarm(clock, clock::after, gate::strike, plane::rulesChanged));
    clock.every(Duration.ofSeconds(1), gate::review);
    clock.every(Duration.ofSeconds(1), () -> control.add(this::sweep));
    int people = 2 + chance.below(4);
    for (int i = 0; i < people; i++) {
      askers.add(new McpClient(this, List.of("ana", "bob", "cy").get(i % 3)));
    }
    clients.addAll(askers);
    int querying = chance.below(4);
    for (int i = 0; i < querying; i++) {
      clients.add(new PostgresClient(this, List.of("ana", "bob", "cy").get(i % 3)));
    }
  }

  private Session watched(McpFront front, RequestHead head, ConnectionFacts facts) {
    WatchedSession session = new WatchedSession(front.open(head).orElseThrow(), watch, false);
    String tag = head.only("x-simulated").orElse("");
    askers.forEach(client -> client.served(tag, session));
    return session;
  }

  private Session watched(Peer peer) {
    WatchedSession session = new WatchedSession(databases.session(DOOR), watch, true);
    streams.put(peer.address().getPort(), session);
    return session;
  }

  /** What the session of a client's stream has shown. */
  byte[] shown(Line line) {
    WatchedSession session = streams.get(line.port());
    return session == null ? new byte[0] : session.shown();
  }

  private void control(Runnable task) {
    if (controlFull) {
      throw new RejectedExecutionException("told to be full");
    }
    control.add(task);
  }

  /** As the gateway looks at requests for approval every second. */
  private void sweep() {
    Locks locks = standing.locks();
    desk.withdraw(
        request -> locked(locks, request.subject()),
        "a lock stands on who asked, or on the target");
    desk.sweep();
  }

  private static boolean locked(Locks locks, Request.Subject subject) {
    return locks.on(Lock.Scope.TARGET, subject.target()).isPresent()
        || subject.chain().stream().anyMatch(party -> locks.against(party).isPresent());
  }

  private Target target() {
    return new Target(
        "registry",
        "mcp",
        URI.create("http://127.0.0.1:" + (TARGET + place % 6) + "/mcp"),
        Optional.empty(),
        Optional.of(CredentialSpec.bearer(Secrets.NAME)),
        RecordLevel.RAW,
        Target.SessionTimes.DEFAULT,
        Set.of(),
        TIMES,
        TargetBounds.DEFAULT);
  }

  private static StreamTarget stream() {
    return StreamTarget.at(
            "shop",
            "postgres",
            new StreamTarget.Address("127.0.0.1", SHOP),
            StreamTarget.Secrecy.OFF)
        .withAccounts(
            Map.of(
                "reporting",
                new StreamTarget.Account(
                    Secrets.ROLE, new StreamTarget.Proof.Secret(Secrets.NAME))));
  }

  private PostgresTarget shop() {
    return new PostgresTarget(
        "shop",
        "orders",
        Map.of(
            "reporting",
            PostgresTarget.Account.ofPassword("reporting", Secrets.ROLE, Secrets.NAME)),
        PostgresTarget.Encryption.PLAINTEXT,
        PostgresTarget.Passwords.MD5,
        RecordLevel.RAW,
        new PostgresTarget.Times(
            Duration.ofHours(8),
            Optional.of(Duration.ofSeconds(40)),
            Optional.of(Duration.ofSeconds(20)),
            Optional.of(Duration.ofSeconds(5))),
        () -> gate.rules().lexicon("shop").orElseThrow());
  }

  private Optional<McpTarget> mcpTarget(String name) {
    return name.equals("registry")
        ? Optional.of(
            new McpTarget(
                "registry",
                target().place(),
                "https://gate.test/mcp/registry",
                Set.of(),
                new McpTarget.Challenges("Bearer", "Bearer", "Bearer"),
                RecordLevel.RAW,
                Duration.ofHours(8),
                Duration.ofMinutes(30),
                Set.of(),
                () -> gate.rules().lexicon("registry").orElseThrow()))
        : Optional.empty();
  }

  private Rules rules(long epoch, SimulatedPolicy policy) {
    policies.put(epoch, policy);
    Map<Ref, Lexicon.Term> terms = new HashMap<>();
    for (String tool : List.of("run", "drop", "never")) {
      terms.put(
          new Ref("Tool", "registry/" + tool),
          new Lexicon.Term(
              Set.of("write"),
              Set.of(),
              Map.of("$.rows[*].key", "secret", "$.rows[*].name", "plain"),
              Lexicon.Unmapped.BY_TARGET));
    }
    Lexicon lexicon =
        new Lexicon(
            "registry", "McpServer", Set.of(), true, terms, epoch, target().place(), Set.of());
    Lexicon shop = new Lexicon("shop", "PostgresServer", Set.of(), false, Map.of(), epoch);
    return new Rules(epoch, policy, Map.of("registry", lexicon, "shop", shop), levels);
  }

  /** Puts other rules in force, as a reload does; perhaps the target is another server then. */
  void reload(SimulatedPolicy policy, boolean moves) {
    place += moves ? 1 : 0;
    long epoch = gate.rules().epoch() + 1;
    try {
      plane.prepare(List.of(target()), List.of(stream()), epoch).run();
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    gate.replace(rules(epoch, policy)).thenRun(plane::rulesChanged);
  }

  Chance chance() {
    return chance;
  }

  Clock clock() {
    return clock;
  }

  Instant now() {
    return clock.instant();
  }

  Watch watch() {
    return watch;
  }

  SimulatedProofs proofs() {
    return proofs;
  }

  SimulatedLedger ledger() {
    return ledger;
  }

  MemoryRequests requests() {
    return requests;
  }

  MemoryTrail trail() {
    return trail;
  }

  LiveStanding standing() {
    return standing;
  }

  ApprovalDesk desk() {
    return desk;
  }

  Secrets secrets() {
    return secrets;
  }

  Set<String> lockedPeople() {
    return operator.locked();
  }

  boolean everSecret(String secret) {
    return secrets.ever(secret);
  }

  CompletableFuture<Void> review() {
    return gate.review();
  }

  void controlFull(boolean now) {
    controlFull = now;
  }

  /** Whether nothing goes wrong any more, and nobody begins anything. */
  boolean calm() {
    return calm;
  }

  /** Whether something goes wrong now, as it does once in so many times. */
  boolean troubled(int times) {
    return !calm && chance.oneIn(times * temper);
  }

  void count(boolean happened, Fault fault) {
    if (happened) {
      tally.fault(fault);
    }
  }

  void answered(String how) {
    tally.answered(how);
  }

  /** Runs something in so many seconds. */
  void after(int seconds, Runnable task) {
    clock.after(Duration.ofSeconds(seconds), task);
  }

  /** A name for something that is asked. */
  String tag() {
    return "tag-" + "%06d".formatted(++tags);
  }

  boolean connect(Remote client) {
    return network.connect(PORT, client);
  }

  boolean connectStream(Remote client) {
    return network.connect(STREAMS, client);
  }

  void serves(Talker server) {
    servers.add(server);
  }

  void servesNoMore(Talker server) {
    servers.remove(server);
  }

  /** What could happen next. */
  List<Move> moves() {
    List<Move> moves = new ArrayList<>();
    network.moves(move -> moves.add(new Move("network", move)));
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
    if (ledger.answers()) {
      moves.add(new Move("disk", ledger::answer));
    }
    if (clock.due()) {
      moves.add(new Move("timer", clock::runDue));
    }
    for (Talker server : servers) {
      if (server.canAct()) {
        moves.add(new Move("target", server::act));
      }
    }
    return moves;
  }

  /** Something that can happen. */
  record Move(String name, Runnable work) {}

  List<Actor> clients() {
    return clients;
  }

  Operator operator() {
    return operator;
  }

  Ballots ballots() {
    return ballots;
  }

  /** From now on nothing goes wrong, and nobody asks anything new. */
  void calmDown() {
    calm = true;
  }

  /** Stops listening and lets what is open end. */
  void drain() {
    plane.drain();
  }

  /** Moves time on to the next thing that is due. */
  void passTime() {
    long next = clock.next();
    for (SimulatedLoop loop : plane.loops()) {
      next = Math.min(next, loop.nextTimer());
    }
    clock.moveTo(next);
  }

  /** Moves time on by a while, whatever is due in it. */
  void jump() {
    int most = chance.oneIn(6) ? 3_000 : 100;
    clock.moveTo(clock.nanos() + chance.below(most) * 1_000_000L);
  }

  /** Nothing grows without an end. */
  void looksBounded() {
    Map<String, Integer> load = plane.load();
    BOUNDS.forEach((name, most) -> {
      if (load.getOrDefault(name, 0) > most) {
        throw new Broken("over its bound: " + name + " " + load);
      }
    });
    long living = requests.all().stream().filter(Request::lives).count();
    if (sessions.size() > MCP.sessions() || living > DESK.open()) {
      throw new Broken("over its bound: " + sessions.size() + " sessions, " + living + " requests");
    }
  }

  /** What is there now, by name; all zero once everything has ended. */
  Map<String, Integer> load() {
    Map<String, Integer> load = new HashMap<>(plane.load());
    load.put("waits of sessions", watch.awaits());
    load.put("disk", ledger.waiting());
    load.put("open in the ledger", watch.opened());
    load.put("lines", network.open());
    return load;
  }
}
