package dev.postern.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The part of a JDK that a release needs, made by jlink, with the archive of its own classes (CDS)
 * for a quicker start.
 *
 * @param folder the runtime
 * @param name as it names itself, for example {@code Temurin-25.0.3+9}
 * @param modules what is in it
 */
record JavaRuntime(Path folder, String name, List<String> modules) {
  /** The only program of the JDK that is kept. */
  private static final String LAUNCHER = "java";

  /** The launchers of a release run with these; an archive serves no other header layout. */
  static final String HEADERS = "-XX:+UseCompactObjectHeaders";

  /**
   * Makes a runtime.
   *
   * @param jdk the JDK, 25 or newer
   * @param jars the class path
   * @param wanted the file of modules
   * @param into an absent folder
   */
  static JavaRuntime make(Path jdk, List<Path> jars, Path wanted, Path into) throws IOException {
    Wanted modules = Wanted.read(wanted);
    modules.demand(found(jdk, jars));
    Tool.run(
        List.of(
            jdk.resolve("bin/jlink").toString(),
            "--add-modules",
            String.join(",", modules.kept()),
            "--no-header-files",
            "--no-man-pages",
            "--strip-debug",
            "--output",
            into.toString()));
    try (Stream<Path> programs = Files.list(into.resolve("bin"))) {
      for (Path each : programs.toList()) {
        if (!each.endsWith(LAUNCHER)) {
          Files.delete(each);
        }
      }
    }
    Tool.run(List.of(into.resolve("bin/java").toString(), HEADERS, "-Xshare:dump"));
    return new JavaRuntime(into, name(jdk), List.copyOf(modules.kept()));
  }

  /** The modules that jdeps finds in use. */
  private static Set<String> found(Path jdk, List<Path> jars) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                jdk.resolve("bin/jdeps").toString(),
                "--multi-release",
                "25",
                "--ignore-missing-deps",
                "--print-module-deps",
                "--module-path",
                String.valueOf(jars.getFirst().getParent())));
    jars.forEach(jar -> words.add(jar.toString()));
    String told =
        Tool.run(words)
            .lines()
            .filter(line -> line.startsWith("java.base"))
            .findFirst()
            .orElseThrow(() -> new IOException("jdeps told no modules"));
    return new TreeSet<>(List.of(told.strip().split(",")));
  }

  private static String name(Path jdk) throws IOException {
    try (Stream<String> lines = Files.lines(jdk.resolve("release"))) {
      return lines
          .filter(line -> line.startsWith("IMPLEMENTOR_VERSION="))
          .map(line -> line.substring(line.indexOf('"') + 1, line.length() - 1))
          .findFirst()
          .orElseThrow(() -> new IOException("the JDK does not name itself: " + jdk));
    }
  }

  /**
   * The file of modules.
   *
   * @param kept what is linked
   * @param without what jdeps finds and is left out
   */
  record Wanted(Set<String> kept, Set<String> without) {
    static Wanted read(Path file) throws IOException {
      List<String> lines =
          Files.readAllLines(file).stream()
              .map(String::strip)
              .filter(line -> !line.isEmpty() && !line.startsWith("#"))
              .toList();
      return new Wanted(
          lines.stream()
              .filter(line -> !line.startsWith("-"))
              .collect(Collectors.toCollection(TreeSet::new)),
          lines.stream()
              .filter(line -> line.startsWith("-"))
              .map(line -> line.substring(1))
              .collect(Collectors.toCollection(TreeSet::new)));
    }

    /** Fails when what is in use and what is written differ. */
    void demand(Set<String> found) throws IOException {
      Set<String> written = new TreeSet<>(kept);
      written.addAll(without);
      if (!written.equals(found)) {
        throw new IOException("the class path uses " + found + ", dist/modules says " + written);
      }
    }
  }
}
