package dev.postern.gateway.drive;

import dev.postern.kernel.operation.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Destinations of one kind by name; replaced as a whole. One whose target did not change is kept;
 * one that did is remembered as it was, so that what was admitted for it never reaches its
 * successor. Any thread.
 *
 * @param <T> what is configured of a target
 * @param <D> the target as sessions find it
 */
final class Eras<T, D> {
  /** How many former destinations of a name are remembered: for cancelling what runs there. */
  static final int FORMER = 4;

  /** The largest file of certificates or of a key, in bytes. */
  private static final int LARGEST = 4 << 20;

  /** What is particular to a kind. */
  interface Kind<T, D> {
    /** The target's name. */
    String name(T target);

    /** What the destination was made of. */
    T target(D destination);

    /** The files that a destination is made of beside its target: certificates and keys. */
    List<Path> files(T target);

    /**
     * Makes a destination.
     *
     * @throws IOException when the target cannot be used
     */
    D destination(T target) throws IOException;

    /** Another has the destination's name now. */
    void retire(D destination);
  }

  /**
   * A destination, and from which rules on it is meant by its name.
   *
   * @param since the rules' epoch
   * @param content what stood in its files when it was made
   */
  private record Era<D>(D destination, long since, String content) {}

  private final Kind<T, D> kind;
  private volatile Map<String, List<Era<D>>> byName = Map.of();

  Eras(Kind<T, D> kind) {
    this.kind = kind;
  }

  /**
   * The destination that a name meant when an operation was decided; empty where there is none, or
   * none any more.
   *
   * @param epoch of the rules that it was decided on
   */
  Optional<D> named(String name, long epoch) {
    for (Era<D> era : byName.getOrDefault(name, List.of())) {
      if (era.since() <= epoch) {
        return Optional.of(era.destination());
      }
    }
    return Optional.empty();
  }

  /**
   * Prepares other targets.
   *
   * @param epoch of the rules that will mean them
   * @return puts them in force
   * @throws IOException when one cannot be used; then nothing has changed
   */
  Runnable prepare(Collection<T> targets, long epoch) throws IOException {
    Map<String, List<Era<D>>> next = new HashMap<>();
    for (T target : targets) {
      String name = kind.name(target);
      List<Era<D>> before = byName.getOrDefault(name, List.of());
      // Read before the destination reads them: one that changes meanwhile differs the next time.
      String content = content(kind.files(target));
      if (next.put(
              name,
              same(before, target, content) ? before : succeeded(before, target, content, epoch))
          != null) {
        throw new IOException("two targets are called " + name);
      }
    }
    return () -> inForce(Map.copyOf(next));
  }

  /** The same path may stand for another certificate, or for another authority. */
  private boolean same(List<Era<D>> before, T target, String content) {
    return !before.isEmpty()
        && kind.target(before.getFirst().destination()).equals(target)
        && before.getFirst().content().equals(content);
  }

  private static String content(List<Path> files) throws IOException {
    StringBuilder digests = new StringBuilder();
    for (Path file : files) {
      try (InputStream in = Files.newInputStream(file)) {
        byte[] read = in.readNBytes(LARGEST + 1);
        if (read.length > LARGEST) {
          throw new IOException(file + " is too large for certificates");
        }
        digests.append(HexFormat.of().formatHex(Digests.of(read))).append(' ');
        Arrays.fill(read, (byte) 0);
      }
    }
    return digests.toString();
  }

  private List<Era<D>> succeeded(List<Era<D>> before, T target, String content, long epoch)
      throws IOException {
    List<Era<D>> eras = new ArrayList<>();
    eras.add(new Era<>(kind.destination(target), epoch, content));
    before.stream().limit(FORMER).forEach(eras::add);
    return List.copyOf(eras);
  }

  private void inForce(Map<String, List<Era<D>>> next) {
    byName = next;
    for (List<Era<D>> eras : next.values()) {
      eras.subList(1, eras.size()).forEach(former -> kind.retire(former.destination()));
    }
  }
}
