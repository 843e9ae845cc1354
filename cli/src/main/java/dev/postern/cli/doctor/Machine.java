package dev.postern.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What Linux tells of the machine (proc(5), cgroups(7)). On a system without it everything is
 * empty, and the checks that need it say that they did not look.
 *
 * @param processes where proc is mounted
 * @param groups where the control groups are mounted
 */
record Machine(Path processes, Path groups) {
  /** This machine. */
  static Machine here() {
    return new Machine(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
  }

  /**
   * A mounted file system.
   *
   * @param at where
   * @param type for example {@code ext4}
   * @param options those of the mount and of the file system
   */
  record Mount(Path at, String type, List<String> options) {}

  /** The file system that a path lies on. */
  Optional<Mount> mount(Path path) throws IOException {
    Path real = path.toRealPath();
    Optional<Mount> deepest = Optional.empty();
    for (String line : lines(processes.resolve("self/mountinfo"))) {
      String[] words = line.split(" ");
      int dash = List.of(words).indexOf("-");
      if (dash < 6 || words.length < dash + 4) {
        continue;
      }
      Path at = Path.of(words[4].replace("\\040", " "));
      boolean deeper = deepest.isEmpty() || at.getNameCount() >= deepest.get().at().getNameCount();
      if (real.startsWith(at) && deeper) {
        deepest =
            Optional.of(
                new Mount(
                    at, words[dash + 1], List.of((words[5] + "," + words[dash + 3]).split(","))));
      }
    }
    return deepest;
  }

  /** How many files this process could have open at most; empty when it is not told. */
  OptionalLong openFiles() throws IOException {
    for (String line : lines(processes.resolve("self/limits"))) {
      if (line.startsWith("Max open files")) {
        String[] words = line.substring("Max open files".length()).strip().split(" +");
        return words[1].equals("unlimited")
            ? OptionalLong.of(Long.MAX_VALUE)
            : OptionalLong.of(Long.parseLong(words[1]));
      }
    }
    return OptionalLong.empty();
  }

  /** The bytes that this process may use: the control group's, or the machine's; empty untold. */
  OptionalLong memory() throws IOException {
    List<String> most = lines(groups.resolve("memory.max"));
    if (!most.isEmpty() && !most.getFirst().equals("max")) {
      return OptionalLong.of(Long.parseLong(most.getFirst().strip()));
    }
    for (String line : lines(processes.resolve("meminfo"))) {
      if (line.startsWith("MemTotal:")) {
        return OptionalLong.of(Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024);
      }
    }
    return OptionalLong.empty();
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.isReadable(file) ? Files.readAllLines(file) : List.of();
  }
}
