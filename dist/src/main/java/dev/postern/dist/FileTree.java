package dev.postern.dist;

import dev.postern.cli.release.Archive;
import dev.postern.cli.release.Member;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A file tree that is to be released, in the order of its paths. Modes and owners are said here and
 * never taken from the machine that builds.
 */
final class FileTree {
  static final int PLAIN = 0644;
  static final int PROGRAM = 0755;

  private static final String ROOT = "0:0";

  private final Path scratch;
  private final TreeMap<String, Planned> planned = new TreeMap<>();
  private int written;

  /**
   * An empty tree.
   *
   * @param scratch an empty folder for contents that are made here
   */
  FileTree(Path scratch) {
    this.scratch = scratch;
  }

  /** A file of somebody's. Its folders come with it. */
  void file(String path, int mode, Path source, String origin) throws IOException {
    put(
        new Planned(
            new Member(
                path,
                Member.Kind.FILE,
                octal(mode),
                ROOT,
                Files.size(source),
                Archive.sha256(source),
                "",
                origin),
            Optional.of(source)));
  }

  /** A file with this content. */
  void file(String path, int mode, byte[] content, String origin) throws IOException {
    Path made = scratch.resolve("content-" + written++);
    Files.write(made, content);
    file(path, mode, made, origin);
  }

  /** A file with this text. */
  void text(String path, String text, String origin) throws IOException {
    file(path, PLAIN, text.getBytes(StandardCharsets.UTF_8), origin);
  }

  /** A symbolic link. */
  void link(String path, String target, String origin) {
    put(
        new Planned(
            new Member(path, Member.Kind.LINK, "0777", ROOT, 0, "", target, origin),
            Optional.empty()));
  }

  /** A folder with a mode and an owner of its own; {@code owner} as {@code user:group}. */
  void folder(String path, int mode, String owner) {
    parents(path);
    planned.put(
        path,
        new Planned(
            new Member(path, Member.Kind.FOLDER, octal(mode), owner, 0, "", "", ""),
            Optional.empty()));
  }

  /** Everything below a folder of this machine; what anybody may run stays a program. */
  void all(String path, Path folder, String origin) throws IOException {
    List<Path> found;
    try (Stream<Path> walk = Files.walk(folder)) {
      found = walk.sorted().toList();
    }
    for (Path each : found) {
      String at = path + "/" + folder.relativize(each);
      if (Files.isSymbolicLink(each)) {
        link(at, Files.readSymbolicLink(each).toString(), origin);
      } else if (Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)) {
        file(at, Files.isExecutable(each) && runs(each) ? PROGRAM : PLAIN, each, origin);
      }
    }
  }

  /** Another tree below a folder of this one. */
  void under(String folder, FileTree other) {
    other.planned.values().forEach(each -> put(each.below(folder)));
  }

  /** All members, sorted by path: a folder before what is in it. */
  List<Planned> planned() {
    return List.copyOf(planned.values());
  }

  /** The members without their contents. */
  List<Member> members() {
    return planned.values().stream().map(Planned::member).toList();
  }

  /** root's own executable bit says nothing: root may run whatever anybody may. */
  private static boolean runs(Path file) throws IOException {
    return Files.getPosixFilePermissions(file).stream()
        .anyMatch(each -> each.name().endsWith("EXECUTE"));
  }

  private void put(Planned each) {
    parents(each.member().path());
    if (planned.put(each.member().path(), each) != null
        && each.member().kind() != Member.Kind.FOLDER) {
      throw new IllegalStateException("there twice: " + each.member().path());
    }
  }

  private void parents(String path) {
    for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
      String folder = path.substring(0, slash);
      if (!planned.containsKey(folder)) {
        planned.put(
            folder,
            new Planned(
                new Member(folder, Member.Kind.FOLDER, octal(PROGRAM), ROOT, 0, "", "", ""),
                Optional.empty()));
      }
    }
  }

  private static String octal(int mode) {
    return String.format("%04o", mode);
  }
}
