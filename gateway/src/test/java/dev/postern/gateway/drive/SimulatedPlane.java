package dev.postern.gateway.drive;

import dev.postern.gateway.credential.Leases;
import dev.postern.gateway.http.FrontLoop;
import dev.postern.gateway.http.ListenSettings;
import dev.postern.gateway.http.Listener;
import dev.postern.gateway.net.KeepAlive;
import dev.postern.gateway.net.Transport;
import dev.postern.gateway.net.stream.StreamListener;
import dev.postern.gateway.net.stream.StreamSettings;
import dev.postern.gateway.ops.LoopMeter;
import dev.postern.gateway.ops.Meters;
import dev.postern.gateway.ops.trace.Tracing;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.simulator.net.Network;
import dev.postern.gateway.simulator.net.SimulatedGroup;
import dev.postern.gateway.simulator.net.SimulatedLoop;
import dev.postern.gateway.simulator.net.SimulatedServer;
import dev.postern.gateway.simulator.net.SimulatedSocket;
import dev.postern.gateway.target.StreamTarget;
import dev.postern.gateway.target.Target;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.gate.Gate;
import dev.postern.kernel.gate.Segments;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/** The data plane as {@link DataPlane} puts it together, on loops that run when told. */
public final class SimulatedPlane {
  private static final Transport TRANSPORT =
      new Transport(
          none -> {
            throw new UnsupportedOperationException("a simulated loop waits for no sockets");
          },
          SimulatedServer.class,
          SimulatedSocket.class,
          KeepAlive.DEFAULT);

  /** Loops for HTTP. */
  private static final int EXCHANGING = 2;

  /** Nobody reads it; one for all worlds, for each would be kept. */
  private static final LoopMeter METER = new Meters().loop("simulated");

  private final Eras<Target, Destination> destinations;
  private final Eras<StreamTarget, StreamDestination> streams;
  private final List<Loop> loops = new ArrayList<>();
  private final List<SimulatedLoop> events = new ArrayList<>();
  private final Commons commons;
  private final Listener listener;
  private final StreamListener streamListener;

  /** The world that it runs in. */
  public record Ground(Network network, LongSupplier nanos, Executor elsewhere) {}

  /** What it works with. */
  public record Parts(
      Gate gate,
      Ledger ledger,
      ExchangeFactory exchanges,
      StreamFactory sessions,
      Supplier<ProofDesk> proofs,
      Leases leases,
      DriveLimits limits) {}

  /** Listens for HTTP on two loops, and for streams on one of their own. */
  public SimulatedPlane(Ground ground, Parts parts, ListenSettings http, StreamSettings streaming)
      throws IOException {
    destinations = new Eras<>(new HttpKind(parts.leases()));
    streams = new Eras<>(new StreamKind(parts.leases()));
    commons =
        new Commons(
            parts.exchanges(),
            parts.proofs(),
            parts.leases(),
            destinations,
            streams,
            new Names(parts.limits().members()),
            new Offloads(parts.limits().offloads(), ground.elsewhere()),
            parts.limits(),
            Tracing.OFF);
    List<FrontLoop> exchanging = new ArrayList<>();
    for (int i = 0; i < EXCHANGING; i++) {
      exchanging.add(loop(ground, parts, i * Segments.count()).front());
    }
    listener = new Listener(http, TRANSPORT, new SimulatedGroup(events), exchanging);
    Loop streamed = loop(ground, parts, EXCHANGING * Segments.count());
    streamListener =
        new StreamListener(
            streaming,
            TRANSPORT,
            events.getLast(),
            Map.of(streamed.streams(), streamed.clients(parts.sessions())));
    events.forEach(SimulatedLoop::begins);
  }

  private Loop loop(Ground ground, Parts parts, int segment) throws IOException {
    SimulatedLoop event = new SimulatedLoop(ground.network(), ground.nanos());
    Loop loop =
        new Loop(
            new Loop.Ground(event, event::whenTurnEnds, ground.nanos(), TRANSPORT),
            Segments.open(parts.ledger(), segment),
            parts.gate(),
            new Loop.Shared(commons, METER));
    events.add(event);
    loops.add(loop);
    return loop;
  }

  /** The loops that are to be run. */
  public List<SimulatedLoop> loops() {
    return List.copyOf(events);
  }

  /** As {@link DataPlane#prepare}. */
  public Runnable prepare(
      Collection<Target> targets, Collection<StreamTarget> streaming, long epoch)
      throws IOException {
    Runnable first = destinations.prepare(targets, epoch);
    Runnable second = streams.prepare(streaming, epoch);
    return () -> {
      first.run();
      second.run();
    };
  }

  /** As {@link DataPlane#rulesChanged}. */
  public void rulesChanged() {
    tellAll(new Event.RulesChanged());
  }

  /** Stops accepting and tells every session to end, as {@link DataPlane#drain} does. */
  public void drain() {
    listener.stop();
    streamListener.stop();
    tellAll(new Event.Drain());
  }

  private void tellAll(Event event) {
    loops.forEach(loop -> loop.events().execute(() -> loop.tellAll(event)));
  }

  /** What is there now, each with its name. */
  public Map<String, Integer> load() {
    return Map.of(
        "sessions", sum(Loop::running),
        "passages", sum(loop -> loop.lane().load().open()),
        "holds", sum(loop -> loop.lane().load().held()),
        "admissions", sum(loop -> loop.lane().load().coming()),
        "owed", sum(loop -> loop.lane().load().owed()),
        "names", commons.names().size(),
        "work", commons.offloads().running(),
        "idle connections", sum(loop -> loop.upstream().idle()),
        "streams to targets", sum(loop -> loop.outward().connections()),
        "clients", listener.connections() + streamListener.connections());
  }

  private int sum(ToIntFunction<Loop> of) {
    return loops.stream().mapToInt(of).sum();
  }
}
