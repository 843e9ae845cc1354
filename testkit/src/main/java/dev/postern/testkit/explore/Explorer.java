package dev.postern.testkit.explore;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Takes every order of steps of a small world, breadth first: a path ends where its state was met
 * before. In each new state the world is also brought to its end.
 */
public final class Explorer {
  private final Supplier<World> fresh;
  private final int mostStates;
  private final Fingerprint fingerprint;
  private final Set<String> seen = new HashSet<>();
  private final MessageDigest sha = sha();
  private int steps;
  private int depth;

  private record Path(Optional<Path> before, String step, int length) {
    List<String> steps() {
      List<String> steps = new ArrayList<>();
      for (Optional<Path> at = Optional.of(this); at.isPresent(); at = at.get().before) {
        steps.add(at.get().step);
      }
      Collections.reverse(steps);
      return steps;
    }
  }

  /**
   * What was explored.
   *
   * @param states different states
   * @param steps steps taken from a state, to whatever state they led
   * @param depth the most steps to a state
   * @param whole whether every state that can be reached was
   */
  public record Explored(int states, int steps, int depth, boolean whole) {}

  private Explorer(Supplier<World> fresh, int mostStates, Fingerprint fingerprint) {
    this.fresh = fresh;
    this.mostStates = mostStates;
    this.fingerprint = fingerprint;
  }

  /**
   * Explores a world.
   *
   * @param fresh makes it, always in the same state
   * @param mostStates after how many states it stops
   * @throws AssertionError with the steps that led there, when something that must hold broke
   */
  public static Explored explore(Supplier<World> fresh, int mostStates, Fingerprint fingerprint) {
    return new Explorer(fresh, mostStates, fingerprint).run();
  }

  private Explored run() {
    Queue<Path> frontier = new ArrayDeque<>();
    seen.add(digest(fresh.get()));
    fresh.get().steps().forEach(step -> frontier.add(new Path(Optional.empty(), step, 1)));
    while (!frontier.isEmpty() && seen.size() < mostStates) {
      go(frontier.remove(), frontier);
    }
    return new Explored(seen.size(), steps, depth, frontier.isEmpty());
  }

  private void go(Path path, Queue<Path> frontier) {
    steps++;
    World world = fresh.get();
    try {
      path.steps().forEach(world::take);
      if (seen.add(digest(world))) {
        depth = Math.max(depth, path.length);
        world
            .steps()
            .forEach(step -> frontier.add(new Path(Optional.of(path), step, path.length + 1)));
        world.end();
      }
    } catch (AssertionError | RuntimeException broken) {
      throw new AssertionError("after " + String.join(", ", path.steps()), broken);
    }
  }

  private String digest(World world) {
    byte[] state = fingerprint.of(world.state()).getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(sha.digest(state));
  }

  private static MessageDigest sha() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every JDK has SHA-256", absent);
    }
  }
}
