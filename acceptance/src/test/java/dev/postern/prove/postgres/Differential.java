package dev.postern.prove.postgres;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Many random conversations, on several pairs of databases at once. */
final class Differential {
  private final Rig rig;
  private final ServerUnderTest server;
  private final int pairs;

  Differential(Rig rig, ServerUnderTest server, int pairs) {
    this.rig = rig;
    this.server = server;
    this.pairs = pairs;
  }

  /** What a run found: {@code differences} are as short as they could be made. */
  record Result(int conversations, Coverage coverage, List<Difference> differences) {}

  /** Has {@code runs} conversations made from seeds from {@code seed} on. */
  Result run(int runs, long seed, int mostDifferences) throws IOException, InterruptedException {
    Coverage coverage = new Coverage();
    List<Difference> differences = new ArrayList<>();
    List<Throwable> broken = new ArrayList<>();
    AtomicInteger next = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    List<Thread> workers = new ArrayList<>();
    for (int number = 0; number < pairs; number++) {
      Pair pair = new Pair(rig, server, number);
      workers.add(
          Thread.ofPlatform()
              .start(() -> {
                try (pair) {
                  for (int i = next.getAndIncrement(); i < runs; i = next.getAndIncrement()) {
                    Conversation made = conversation(seed + i);
                    Pair.Outcome outcome = pair.have(made);
                    done.incrementAndGet();
                    synchronized (coverage) {
                      coverage.count(made, outcome);
                    }
                    if (outcome.difference().isPresent()) {
                      Difference shortest = Shrinking.of(pair, outcome.difference().get());
                      synchronized (differences) {
                        differences.add(shortest);
                        if (differences.size() >= mostDifferences) {
                          next.set(runs);
                        }
                      }
                    }
                  }
                } catch (IOException | RuntimeException failed) {
                  next.set(runs);
                  synchronized (broken) {
                    broken.add(failed);
                  }
                }
              }));
    }
    for (Thread worker : workers) {
      worker.join();
    }
    if (!broken.isEmpty()) {
      throw new IOException("a conversation could not be had", broken.getFirst());
    }
    return new Result(done.get(), coverage, differences);
  }

  /** The conversation of a seed. */
  static Conversation conversation(long seed) {
    Mode[] modes = Mode.values();
    return Generator.conversation(seed, modes[(int) Math.floorMod(seed, modes.length)]);
  }
}
