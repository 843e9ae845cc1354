package dev.postern.gateway.drive;

import dev.postern.kernel.gate.Segments;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event loops of a data plane, in groups, each loop with its segments of the ledger. Groups are
 * made one at a time; any thread but a loop's own may ask all loops for something.
 */
final class Loops {
  private static final Logger LOG = LoggerFactory.getLogger(Loops.class);
  private static final Duration LAST_TASKS = Duration.ofSeconds(10);

  private final DataPlaneSettings settings;
  private final DataPlane.Parts parts;
  private final Commons commons;
  private final List<MultiThreadIoEventLoopGroup> groups = new ArrayList<>();
  private final List<Loop> loops = new CopyOnWriteArrayList<>();
  private int nextSegment;

  /** None yet. */
  Loops(DataPlaneSettings settings, DataPlane.Parts parts, Commons commons) {
    this.settings = settings;
    this.parts = parts;
    this.commons = commons;
    this.nextSegment = settings.firstSegment();
  }

  /** A group of so many event loops, which serve nothing yet. */
  MultiThreadIoEventLoopGroup group(String name, int count) {
    MultiThreadIoEventLoopGroup made =
        new MultiThreadIoEventLoopGroup(
            count, new DefaultThreadFactory(name, true), settings.transport().handlers());
    groups.add(made);
    return made;
  }

  /**
   * The loops of a group, with their segments open.
   *
   * @throws IOException when the ledger cannot be opened
   */
  List<Loop> open(MultiThreadIoEventLoopGroup of, String name) throws IOException {
    List<Loop> made = new ArrayList<>();
    for (EventExecutor executor : of) {
      Segments segments = Segments.open(parts.ledger(), nextSegment);
      nextSegment += Segments.count();
      SingleThreadEventLoop loop = (SingleThreadEventLoop) executor;
      Loop.Shared shared = new Loop.Shared(commons, parts.meters().loop(name + made.size()));
      Loop.Ground ground = Loop.Ground.of(loop, settings.transport());
      made.add(new Loop(ground, segments, parts.gate(), shared));
      loops.add(made.getLast());
    }
    return made;
  }

  /** All that are open; more may follow. */
  List<Loop> all() {
    return loops;
  }

  /** Has every loop do something, soon. */
  void everywhere(Consumer<Loop> task) {
    for (Loop loop : loops) {
      loop.events().execute(() -> task.accept(loop));
    }
  }

  /** What all loops count together, each on its own thread. */
  int sum(ToIntFunction<Loop> count) {
    return loops.stream().mapToInt(loop -> on(loop, () -> count.applyAsInt(loop))).sum();
  }

  /** Ends whatever still runs, writes what is owed, and stops all threads. */
  void end() {
    for (Loop loop : loops) {
      try {
        on(
            loop,
            () -> {
              loop.abandonAll();
              loop.close();
              return 0;
            });
      } catch (RuntimeException failed) {
        LOG.error("a loop could not be closed: {}", failed.getClass().getName());
      }
    }
    for (MultiThreadIoEventLoopGroup each : groups) {
      each.shutdownGracefully(0, LAST_TASKS.toMillis(), TimeUnit.MILLISECONDS)
          .awaitUninterruptibly();
    }
  }

  private static int on(Loop loop, Callable<Integer> task) {
    CompletableFuture<Integer> done = new CompletableFuture<>();
    loop.events()
        .execute(() -> {
          try {
            done.complete(task.call());
          } catch (Exception failed) {
            done.completeExceptionally(failed);
          }
        });
    return done.orTimeout(LAST_TASKS.toSeconds(), TimeUnit.SECONDS).join();
  }
}
