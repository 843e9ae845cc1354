package dev.postern.gateway.drive;

import dev.postern.gateway.credential.Leases;
import dev.postern.gateway.http.FrontLoop;
import dev.postern.gateway.http.ListenSettings;
import dev.postern.gateway.http.Listener;
import dev.postern.gateway.net.stream.Clients;
import dev.postern.gateway.net.stream.StreamListener;
import dev.postern.gateway.net.stream.StreamLoop;
import dev.postern.gateway.net.stream.StreamSettings;
import dev.postern.gateway.ops.Meters;
import dev.postern.gateway.ops.trace.Tracing;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.target.StreamTarget;
import dev.postern.gateway.target.Target;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.gate.Gate;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The data plane: event loops, listeners, and the sessions that run on them. Made by the
 * composition root; any thread but a loop's own.
 */
public final class DataPlane implements AutoCloseable {
  private final MultiThreadIoEventLoopGroup group;
  private final Loops loops;
  private final Parts parts;
  private final Commons commons;
  private final Eras<Target, Destination> destinations;
  private final Eras<StreamTarget, StreamDestination> streams;
  private final Listener listener;
  private final DataPlaneSettings settings;
  private @Nullable Listener local;
  private final List<Listener> apart = new ArrayList<>();
  private final List<StreamListener> streamListeners = new ArrayList<>();
  private boolean closed;

  /**
   * What the data plane works with.
   *
   * @param sessions which protocol answers a request
   * @param proofs makes a sign-in desk for each loop
   * @param targets all targets of HTTP, by unique names
   * @param streams all targets of byte streams, by unique names
   * @param meters what each loop tells of itself
   * @param tracing what each session's spans come from
   */
  public record Parts(
      Gate gate,
      Ledger ledger,
      ExchangeFactory sessions,
      Supplier<ProofDesk> proofs,
      Leases leases,
      Collection<Target> targets,
      Collection<StreamTarget> streams,
      Meters meters,
      Tracing tracing) {
    /** Without traces. */
    public Parts(
        Gate gate,
        Ledger ledger,
        ExchangeFactory sessions,
        Supplier<ProofDesk> proofs,
        Leases leases,
        Collection<Target> targets,
        Collection<StreamTarget> streams,
        Meters meters) {
      this(gate, ledger, sessions, proofs, leases, targets, streams, meters, Tracing.OFF);
    }
  }

  private DataPlane(DataPlaneSettings settings, Parts parts) throws IOException {
    this.settings = settings;
    this.destinations = new Eras<>(new HttpKind(parts.leases()));
    this.streams = new Eras<>(new StreamKind(parts.leases()));
    prepare(parts.targets(), parts.streams(), 0).run();
    this.parts = parts;
    this.commons =
        new Commons(
            parts.sessions(),
            parts.proofs(),
            parts.leases(),
            destinations,
            streams,
            new Names(settings.limits().members()),
            new Offloads(
                settings.limits().offloads(),
                work -> Thread.ofVirtual().name("offload").start(work)),
            settings.limits(),
            parts.tracing());
    this.loops = new Loops(settings, parts, commons);
    this.group = loops.group("loop", settings.loops());
    boolean up = false;
    try {
      List<FrontLoop> fronts = loops.open(group, "loop-").stream().map(Loop::front).toList();
      this.listener = new Listener(settings.listen(), settings.transport(), group, fronts);
      up = true;
    } finally {
      if (!up) {
        loops.end();
      }
    }
  }

  /**
   * Opens the ledger's segments, binds and serves.
   *
   * @throws IOException when the ledger, the address, a certificate or a target cannot be used
   */
  public static DataPlane start(DataPlaneSettings settings, Parts parts) throws IOException {
    return new DataPlane(settings, parts);
  }

  /**
   * Listens on a Unix socket too, for the server's own user. It goes on while the others have
   * stopped, until everything is closed: who drains the gateway watches it there.
   *
   * @throws IOException when it cannot be bound
   */
  public synchronized void listenLocally(Path socket) throws IOException {
    local =
        Listener.local(
            socket,
            ListenSettings.loopback(0),
            settings.transport(),
            new Listener.Fronts(group, fronts(parts.sessions())));
  }

  /**
   * Listens at one more address, which serves something else. It goes on while the others have
   * stopped, until everything is closed.
   *
   * @param sessions what answers there
   * @return its port
   * @throws IOException when it cannot be bound, or TLS files cannot be read
   */
  public synchronized int listenApart(ListenSettings listen, ExchangeFactory sessions)
      throws IOException {
    Listener added = new Listener(listen, settings.transport(), group, fronts(sessions));
    apart.add(added);
    return added.port();
  }

  private List<FrontLoop> fronts(ExchangeFactory sessions) {
    return loops.all().stream()
        .filter(loop -> loop.events().parent() == group)
        .map(loop -> loop.front(sessions))
        .toList();
  }

  /**
   * Listens for byte streams too, on the loops that there are.
   *
   * @param sessions makes their sessions
   * @return the listener, which is stopped with the data plane
   * @throws IOException when it cannot be bound, or TLS files cannot be read
   */
  public synchronized StreamListener listen(StreamSettings streams, StreamFactory sessions)
      throws IOException {
    return listen(streams, group, loops.all(), sessions);
  }

  /**
   * Listens for byte streams too, on event loops that serve nothing else.
   *
   * @param count how many, each with segments of the ledger
   * @param sessions makes their sessions
   * @return the listener, which is stopped with the data plane
   * @throws IOException when the ledger cannot be opened, it cannot be bound, or TLS files cannot
   *     be read
   */
  public synchronized StreamListener listen(
      StreamSettings streams, int count, StreamFactory sessions) throws IOException {
    MultiThreadIoEventLoopGroup own = loops.group("stream-loop", count);
    return listen(streams, own, loops.open(own, "stream-loop-"), sessions);
  }

  private StreamListener listen(
      StreamSettings streams, MultiThreadIoEventLoopGroup on, List<Loop> of, StreamFactory sessions)
      throws IOException {
    Map<StreamLoop, Clients> clients = new HashMap<>();
    of.forEach(loop -> clients.put(loop.streams(), loop.clients(sessions)));
    StreamListener added = new StreamListener(streams, settings.transport(), on, clients);
    streamListeners.add(added);
    return added;
  }

  /** The port that the listener is on. */
  public int port() {
    return listener.port();
  }

  /** How many clients are connected, by what they are connected to. */
  public synchronized Map<String, Integer> connectionsByListener() {
    Map<String, Integer> counted = new HashMap<>();
    counted.put("http", listener.connections());
    if (local != null) {
      counted.put("local", local.connections());
    }
    streamListeners.forEach(each -> counted.merge("streams", each.connections(), Integer::sum));
    apart.forEach(each -> counted.merge("metrics", each.connections(), Integer::sum));
    return counted;
  }

  /**
   * What runs on threads that may block.
   *
   * @param bound the most that may
   */
  public record Offloaded(int running, int bound) {}

  /** What runs now on threads that may block. */
  public Offloaded offloaded() {
    return new Offloaded(commons.offloads().running(), settings.limits().offloads());
  }

  /** How many clients are connected. */
  public int connections() {
    return listener.connections();
  }

  /**
   * Prepares other targets for what will be decided on coming rules. What was decided before, and
   * is not taken back, still goes where it was meant to go.
   *
   * @param epoch of the coming rules
   * @return puts them in force, which cannot fail; to be run before {@link Gate#replace}, one at a
   *     time
   * @throws IOException when one cannot be used; then nothing has changed
   */
  public Runnable prepare(
      Collection<Target> targets, Collection<StreamTarget> streaming, long epoch)
      throws IOException {
    Runnable http = destinations.prepare(targets, epoch);
    Runnable stream = streams.prepare(streaming, epoch);
    return () -> {
      http.run();
      stream.run();
    };
  }

  /**
   * Makes ready what the next connections of the main listener meet.
   *
   * @return puts it in force; nothing can fail in it
   * @throws IOException when TLS files cannot be read or are not what they should be
   */
  public Runnable renewing(ListenSettings next) throws IOException {
    return listener.renewing(next);
  }

  /** Tells every session that the rules changed. To be called after {@link Gate#replace}. */
  public void rulesChanged() {
    loops.everywhere(loop -> loop.tellAll(new Event.RulesChanged()));
  }

  /** How many sessions run. */
  public int sessions() {
    return loops.sum(Loop::running);
  }

  /** How many connections to targets wait to be used again. */
  public int idleConnections() {
    return loops.sum(loop -> loop.upstream().idle());
  }

  /** Stops accepting, and tells every session, those to come too, to end at its next safe point. */
  public void stopTaking() {
    stopListening();
    loops.everywhere(Loop::drain);
  }

  /**
   * Stops taking anything, and waits.
   *
   * @return whether all sessions ended in time
   */
  public boolean drain(Duration atMost) throws InterruptedException {
    stopTaking();
    long until = System.nanoTime() + atMost.toNanos();
    while (sessions() > 0) {
      long left = until - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.sleep(Math.min(left, TimeUnit.MILLISECONDS.toNanos(20)));
    }
    return true;
  }

  /** Ends whatever still runs, writes what is owed, and stops the loops. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      stopListening();
      if (local != null) {
        local.stop();
      }
      apart.forEach(Listener::stop);
      loops.end();
    }
  }

  private synchronized void stopListening() {
    listener.stop();
    streamListeners.forEach(StreamListener::stop);
  }

  /** The loops, for sessions whose client is the gateway itself. */
  List<Loop> loops() {
    return loops.all();
  }
}
