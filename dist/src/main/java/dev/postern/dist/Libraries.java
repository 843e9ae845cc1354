package dev.postern.dist;

import dev.postern.cli.release.Archive;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The jars of the class path, each with what Maven's bill of materials says of it. Jar and entry
 * are brought together by the jar's digest: a jar that has no entry fails the build.
 *
 * @param jars sorted by name, with their parts
 * @param dependencies the bill's graph
 */
record Libraries(Map<Path, Part> jars, JsonNode dependencies) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern LICENCE =
      Pattern.compile(
          "META-INF/(?:.*/)?[^/]*(?:LICENSE|LICENCE|NOTICE|COPYING)[^/]*(?<!\\.class)",
          Pattern.CASE_INSENSITIVE);

  /** Native libraries that are laid beside the jars, so that nothing is unpacked where it runs. */
  private static final Map<String, String> NATIVE =
      Map.of(
          "META-INF/native/libnetty_transport_native_epoll_x86_64.so",
          "libnetty_transport_native_epoll_x86_64.so",
          "org/sqlite/native/Linux/x86_64/libsqlitejdbc.so",
          "libsqlitejdbc.so");

  /**
   * Reads a class path.
   *
   * @param folder of the jars
   * @param bill CycloneDX in JSON, of Maven's plugin
   * @param common the texts of licences that jars refer to without carrying them, by SPDX id
   */
  static Libraries read(Path folder, Path bill, Map<String, byte[]> common) throws IOException {
    JsonNode document = JSON.readTree(Files.readAllBytes(bill));
    Map<String, ObjectNode> known = new HashMap<>();
    for (JsonNode each : document.path("components")) {
      known.put(digest(each), (ObjectNode) each);
    }
    Map<Path, Part> jars = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path jar : files.sorted().toList()) {
        String digest = Archive.sha256(jar);
        ObjectNode component =
            Optional.ofNullable(known.get(digest))
                .or(() -> own(document, jar, digest))
                .orElseThrow(() -> new IOException("not in the bill of materials: " + jar));
        jars.put(jar, part(component, jar, common));
      }
    }
    return new Libraries(jars, document.path("dependencies"));
  }

  /** The bill speaks of the project's last jar as a whole, without its digest. */
  private static Optional<ObjectNode> own(JsonNode document, Path jar, String digest) {
    ObjectNode component = (ObjectNode) document.path("metadata").path("component");
    String name =
        component.path("name").asString("") + "-" + component.path("version").asString("");
    if (!jar.getFileName().toString().equals(name + ".jar")) {
      return Optional.empty();
    }
    component.putArray("hashes").addObject().put("alg", "SHA-256").put("content", digest);
    return Optional.of(component);
  }

  private static String digest(JsonNode component) {
    for (JsonNode hash : component.path("hashes")) {
      if (hash.path("alg").asString("").equals("SHA-256")) {
        return hash.path("content").asString("");
      }
    }
    return "";
  }

  private static Part part(ObjectNode component, Path jar, Map<String, byte[]> common)
      throws IOException {
    List<String> licences = licences(component);
    Map<String, byte[]> texts = new TreeMap<>();
    for (String licence : licences) {
      Optional.ofNullable(common.get(licence)).ifPresent(text -> texts.put(licence, text));
    }
    boolean carried = false;
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
        if (!entry.isDirectory() && LICENCE.matcher(entry.getName()).matches()) {
          String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
          texts.put(component.path("name").asString("") + "/" + name, content(zip, entry));
          carried = true;
        }
      }
    }
    boolean all = carried || common.keySet().containsAll(licences);
    return new Part(
        component.path("purl").asString(""), component, licences, all ? texts : Map.of());
  }

  private static List<String> licences(JsonNode component) {
    List<String> licences = new ArrayList<>();
    for (JsonNode each : component.path("licenses")) {
      JsonNode licence = each.path("license");
      licences.add(
          licence
              .path("id")
              .asString(licence.path("name").asString(each.path("expression").asString("?"))));
    }
    return licences;
  }

  /** The native libraries of a jar for the machine's kind, by the names that they get. */
  static Map<String, byte[]> natives(Path jar) throws IOException {
    Map<String, byte[]> found = new TreeMap<>();
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (Map.Entry<String, String> each : NATIVE.entrySet()) {
        ZipEntry entry = zip.getEntry(each.getKey());
        if (entry != null) {
          found.put(each.getValue(), content(zip, entry));
        }
      }
    }
    return found;
  }

  private static byte[] content(ZipFile zip, ZipEntry entry) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }
}
