package dev.postern.dist;

import dev.postern.cli.release.Member;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A bill of materials of one tree: CycloneDX 1.6 in JSON. Every file is in it, below the part that
 * it comes from.
 */
final class Bill {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private Bill() {}

  /**
   * The document, the same bytes for the same tree.
   *
   * @param name of what is released
   * @param own the project's own part: what the build itself made belongs to it
   * @param parts all others
   * @param members the tree
   */
  static byte[] of(Release release, String name, Part own, List<Part> parts, List<Member> members) {
    ObjectNode document = JSON.createObjectNode();
    document.put("bomFormat", "CycloneDX");
    document.put("specVersion", "1.6");
    document.put("serialNumber", "");
    document.put("version", 1);
    ObjectNode metadata = document.putObject("metadata");
    metadata.put("timestamp", release.built().toString());
    ObjectNode about = metadata.putObject("component");
    about.setAll(filed(own, members));
    about.put("type", "application");
    about.putArray("properties").addObject().put("name", "postern:artifact").put("value", name);
    ArrayNode components = document.putArray("components");
    parts.forEach(part -> components.add(filed(part, members)));
    ObjectNode depends = document.putArray("dependencies").addObject();
    depends.put("ref", own.origin());
    ArrayNode on = depends.putArray("dependsOn");
    parts.forEach(part -> on.add(part.origin()));
    // The same content has the same number, as reproducible builds of Maven's plugin do it.
    document.put(
        "serialNumber", "urn:uuid:" + UUID.nameUUIDFromBytes(JSON.writeValueAsBytes(document)));
    return (JSON.writeValueAsString(document) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * In what a bill and a tree differ, a sentence for each; empty when in nothing.
   *
   * @param itself the bill's own path, the one file that it cannot tell of
   */
  static List<String> differences(byte[] bill, List<Member> members, String itself) {
    JsonNode document = JSON.readTree(bill);
    Map<String, String> told = new TreeMap<>();
    files(document.path("metadata").path("component"), told);
    document.path("components").forEach(each -> files(each, told));
    List<String> differences = new ArrayList<>();
    for (Member each : members) {
      if (each.kind() == Member.Kind.FILE && !each.path().equals(itself)) {
        String digest = told.remove(each.path());
        if (digest == null || !digest.equals(each.sha256())) {
          differences.add("not in the bill of materials as it is: " + each.path());
        }
      }
    }
    told.keySet().forEach(path -> differences.add("in the bill of materials alone: " + path));
    return differences;
  }

  private static void files(JsonNode component, Map<String, String> into) {
    for (JsonNode file : component.path("components")) {
      into.put(
          file.path("name").asString(""), file.path("hashes").path(0).path("content").asString(""));
    }
  }

  private static ObjectNode filed(Part part, List<Member> members) {
    ObjectNode component = part.component().deepCopy();
    ArrayNode files = component.putArray("components");
    for (Member each : members) {
      if (each.kind() == Member.Kind.FILE && each.origin().equals(part.origin())) {
        ObjectNode file = files.addObject();
        file.put("type", "file");
        file.put("name", each.path());
        file.putArray("hashes").addObject().put("alg", "SHA-256").put("content", each.sha256());
      }
    }
    return component;
  }
}
