package dev.postern.gateway.simulator;

import dev.postern.gateway.ledger.Crashed;
import dev.postern.gateway.ledger.SimulatedDisk;
import dev.postern.gateway.ledger.SimulatedFolder;
import dev.postern.gateway.simulator.net.Chance;
import dev.postern.gateway.simulator.net.Line;
import dev.postern.gateway.simulator.net.Network;
import dev.postern.gateway.simulator.net.Remote;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.operation.Durability;
import dev.postern.testkit.MemoryLendings;
import dev.postern.testkit.MemoryRequests;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One seed's world: everybody around the gateway, and what outlives its process. One thread's. */
final class World {
  private static final List<String> PEOPLE = List.of("ana", "bob", "cy");

  private final Chance chance;
  private final Tally tally;
  private final Clock clock = new Clock();
  private final Network network;
  private final Map<String, Durability> levels;
  private final Watch watch = new Watch(epoch -> life().policy(epoch), clock);
  private final SimulatedDisk disk;
  private final SimulatedFolder folder;
  private final MemoryRequests requests = new MemoryRequests();
  private final MemoryLendings lendings = new MemoryLendings();
  private final Secrets secrets = new Secrets(watch);
  private final SimulatedProofs proofs = new SimulatedProofs(clock, task -> life().elsewhere(task));
  private final Operator operator;
  private final Ballots ballots = new Ballots(this);
  private final Borrowers borrowers = new Borrowers(this);
  private final List<McpClient> askers = new ArrayList<>();
  private final List<Actor> clients = new ArrayList<>();
  private final Set<Talker> servers = new LinkedHashSet<>();
  private final Map<Integer, WatchedSession> streams = new HashMap<>();
  private final int temper;
  private Optional<Life> life = Optional.empty();
  private int tags;
  private boolean slowDisk;
  private boolean powerWent;
  private boolean calm;

  World(long seed, Tally tally) {
    this.chance = new Chance(seed);
    this.tally = tally;
    this.network = new Network(chance);
    this.temper = chance.of(List.of(1, 3, 10));
    this.operator = new Operator(this);
    this.levels =
        chance.oneIn(2)
            ? Map.of()
            : Map.of(Targets.REGISTRY, Durability.POWER_LOSS, Targets.SHOP, Durability.POWER_LOSS);
    this.disk = new SimulatedDisk(chance, network::gatewayDies);
    this.folder = new SimulatedFolder(disk);
    host(Targets.SHOP_PORT, () -> new PostgresServer(this));
    for (int i = 0; i < Targets.REGISTRIES; i++) {
      host(Targets.FIRST_REGISTRY + i, () -> new McpServer(this));
    }
    start();
    int people = 2 + chance.below(4);
    for (int i = 0; i < people; i++) {
      askers.add(new McpClient(this, PEOPLE.get(i % PEOPLE.size())));
    }
    clients.addAll(askers);
    int querying = chance.below(4);
    for (int i = 0; i < querying; i++) {
      clients.add(new PostgresClient(this, PEOPLE.get(i % PEOPLE.size())));
    }
  }

  private void host(int port, Supplier<Remote> answers) {
    network.host(
        port,
        () -> {
          boolean refuses = troubled(12);
          count(refuses, Fault.TARGET_REFUSES);
          return refuses ? Optional.empty() : Optional.of(answers.get());
        });
  }

  /** The gateway that runs now. */
  Life life() {
    return life.orElseThrow();
  }

  /** Whether no gateway runs. */
  boolean down() {
    return life.isEmpty();
  }

  /** Does something to the gateway, if one runs. */
  void alive(Consumer<Life> what) {
    life.ifPresent(what);
  }

  /** Begins the gateway's process, which may end at once; then it is begun again. */
  private void start() {
    try {
      life = Optional.of(new Life(this));
      operator.locks().all().forEach(lock -> watch.locked(lock.name()));
    } catch (IOException | Crashed failed) {
      boolean crashed = disk.troubles().dead();
      count(true, crashed ? Fault.PROCESS_DIES_AT_DISK : Fault.START_FAILS);
      if (crashed) {
        Broken.forget();
      }
      dies(crashed && chance.oneIn(2));
    }
  }

  /**
   * The gateway's process is dead, and begun again after a while.
   *
   * @param power whether the machine's power went too
   */
  void dies(boolean power) {
    network.gatewayDies();
    life.ifPresent(Life::dies);
    life = Optional.empty();
    powerWent |= power;
    if (power) {
      disk.powerGoes();
    } else {
      disk.processEnds();
    }
    watch.died();
    proofs.forget();
    after(2 + chance.below(8), this::start);
  }

  /** What is to be done after each step: a process that died in it is buried. */
  void afterStep() {
    if (disk.troubles().dead()) {
      // Whatever came behind its death never happened.
      Broken.forget();
      if (!down()) {
        count(true, Fault.PROCESS_DIES_AT_DISK);
        dies(chance.oneIn(2));
      }
    }
  }

  /** A ledger has recovered what the process before had left. */
  void recovered() throws IOException {
    List<Leaf> leaves = folder.leaves();
    watch.recovered(leaves, powerWent);
    powerWent = false;
    audit(8, false);
  }

  /** Ends the gateway in order, and looks at what it leaves. */
  void end() {
    disk.troubles().heal();
    try {
      life().close();
      watch.ended(folder.leaves());
      audit(4, true);
    } catch (IOException failed) {
      throw new Broken("the gateway did not end in order: " + failed);
    }
  }

  /** Has an auditor look, once in so many times: checking signatures takes longer than all else. */
  private void audit(int times, boolean ended) throws IOException {
    if (chance.oneIn(times)) {
      watch.audited(folder.audit(), ended);
    }
  }

  /** The disk. */
  SimulatedDisk disk() {
    return disk;
  }

  SimulatedFolder folder() {
    return folder;
  }

  /** Whether the disk answers nobody who can wait. */
  boolean slowDisk() {
    return slowDisk;
  }

  void slowDisk(boolean now) {
    slowDisk = now;
  }

  /** A session was made for the stream of a client. */
  void served(int port, WatchedSession session) {
    streams.put(port, session);
  }

  /** A session was made for what a client of MCP asked under a tag. */
  void served(String tag, WatchedSession session) {
    askers.forEach(client -> client.served(tag, session));
  }

  /** What the session of a client's stream has shown. */
  byte[] shown(Line line) {
    WatchedSession session = streams.get(line.port());
    return session == null ? new byte[0] : session.shown();
  }

  Chance chance() {
    return chance;
  }

  Network network() {
    return network;
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

  /** What the entries of each target survive, where it is told so. */
  Map<String, Durability> levels() {
    return levels;
  }

  MemoryRequests requests() {
    return requests;
  }

  MemoryLendings lendings() {
    return lendings;
  }

  /** What was granted, as everybody knows it. */
  Lent lent() {
    return watch.lent();
  }

  Secrets secrets() {
    return secrets;
  }

  /** Whether nothing goes wrong any more, and nobody begins anything. */
  boolean calm() {
    return calm;
  }

  /** From now on nothing goes wrong, and nobody asks anything new. */
  void calmDown() {
    calm = true;
    disk.troubles().dieIn(-1);
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
    return network.connect(Settings.PORT, client);
  }

  boolean connectStream(Remote client) {
    return network.connect(Settings.STREAMS, client);
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
    alive(running -> running.moves(moves));
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

  List<Actor> clients() {
    return clients;
  }

  Operator operator() {
    return operator;
  }

  Ballots ballots() {
    return ballots;
  }

  Borrowers borrowers() {
    return borrowers;
  }

  /** Moves time on to the next thing that is due. */
  void passTime() {
    clock.moveTo(Math.min(clock.next(), life.map(Life::nextTimer).orElse(Long.MAX_VALUE)));
  }

  /** Moves time on by a while, whatever is due in it. */
  void jump() {
    int most = chance.oneIn(6) ? 3_000 : 100;
    clock.moveTo(clock.nanos() + chance.below(most) * 1_000_000L);
  }

  /** What is there now, by name; all zero once everything has ended. */
  Map<String, Integer> load() {
    Map<String, Integer> load = new HashMap<>(life.map(Life::load).orElse(Map.of("down", 1)));
    load.put("waits of sessions", watch.awaits());
    load.put("open in the ledger", watch.opened());
    load.put("grants", watch.lent().unended());
    load.put("bytes of buffers", network.buffered());
    load.put("lines", network.open());
    return load;
  }
}
