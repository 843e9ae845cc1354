package dev.postern.dist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is installed, wherever it is installed: jars, native libraries, the runtime, texts of
 * licences.
 *
 * @param release what is released
 * @param sources the project's tree, of the commit
 * @param libraries the class path
 * @param runtime the part of the JDK
 */
record Product(Release release, Path sources, Libraries libraries, JavaRuntime runtime) {
  private static final String RUNTIME_LICENCE = "GPL-2.0-only WITH Classpath-exception-2.0";

  /** Texts that jars refer to and do not carry, by SPDX id. */
  static Map<String, byte[]> common(Path sources) throws IOException {
    Path folder = sources.resolve("dist/licences");
    return new TreeMap<>(
        Map.of(
            "Apache-2.0", Files.readAllBytes(sources.resolve("LICENSE")),
            "EPL-2.0", Files.readAllBytes(folder.resolve("EPL-2.0.txt")),
            "LGPL-2.1-only", Files.readAllBytes(folder.resolve("LGPL-2.1.txt"))));
  }

  /** The project itself: what no jar holds, and what the build makes. */
  Part own() throws IOException {
    return Part.of(
            "application",
            "postern",
            release.version(),
            "pkg:maven/dev.postern/postern@" + release.version(),
            "Apache-2.0")
        .with(Map.of("Apache-2.0", Files.readAllBytes(sources.resolve("LICENSE"))));
  }

  /** The runtime as a part; its modules bring the texts of their licences themselves. */
  Part java() throws IOException {
    return Part.of(
            "platform",
            "OpenJDK " + runtime.name(),
            runtime.name(),
            "pkg:generic/openjdk@" + runtime.name().replace("+", "%2B"),
            RUNTIME_LICENCE)
        .with(
            Map.of(
                "java/LICENSE",
                Files.readAllBytes(runtime.folder().resolve("legal/java.base/LICENSE"))));
  }

  /** All parts but the project's own. */
  List<Part> parts() throws IOException {
    List<Part> parts = new ArrayList<>(libraries.jars().values());
    parts.add(java());
    return parts;
  }

  /** Puts everything into a tree. */
  void into(FileTree tree) throws IOException {
    for (Map.Entry<Path, Part> jar : libraries.jars().entrySet()) {
      String origin = jar.getValue().origin();
      tree.file("lib/" + jar.getKey().getFileName(), FileTree.PLAIN, jar.getKey(), origin);
      for (Map.Entry<String, byte[]> each : Libraries.natives(jar.getKey()).entrySet()) {
        tree.file("native/" + each.getKey(), FileTree.PLAIN, each.getValue(), origin);
      }
    }
    tree.all("jre", runtime.folder(), java().origin());
    tree.text("VERSION", release.version() + " " + release.commit() + "\n", own().origin());
  }

  /** Puts the texts of these parts' licences into a tree. */
  void licences(FileTree tree, List<Part> parts) throws IOException {
    Map<String, byte[]> texts = new TreeMap<>();
    parts.forEach(part -> texts.putAll(part.texts()));
    for (Map.Entry<String, byte[]> each : texts.entrySet()) {
      tree.file(Part.FOLDER + each.getKey(), FileTree.PLAIN, each.getValue(), own().origin());
    }
  }

  /** A file of options for the JVM's launcher: one program of the product, at a place. */
  String options(String home, String name) throws IOException {
    return Files.readString(sources.resolve("dist/image/" + name), StandardCharsets.UTF_8)
        .replace("HOME", home);
  }
}
