package dev.postern.dist;

import dev.postern.cli.release.ReleaseAudit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Something that a release is made of, with what a bill of materials says of it.
 *
 * @param origin how members name it: its package URL
 * @param component as the bill of materials has it (CycloneDX 1.6), without its files
 * @param licences SPDX expressions or names
 * @param texts the texts of its licences, by their names; more than one part may have the same
 */
record Part(String origin, ObjectNode component, List<String> licences, Map<String, byte[]> texts) {
  /** Where the texts of licences lie in a tree. */
  static final String FOLDER = "licences/";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  Part {
    licences = List.copyOf(licences);
    texts = new TreeMap<>(texts);
  }

  /** A part that Maven does not know. */
  static Part of(String type, String name, String version, String origin, String licence) {
    ObjectNode component = JSON.createObjectNode();
    component.put("type", type);
    component.put("bom-ref", origin);
    component.put("name", name);
    component.put("version", version);
    component.putArray("licenses").addObject().put("expression", licence);
    component.put("purl", origin);
    return new Part(origin, component, List.of(licence), Map.of());
  }

  /** The same with the texts of its licences. */
  Part with(Map<String, byte[]> found) {
    return new Part(origin, component, licences, found);
  }

  /** As an audit tells it. */
  ReleaseAudit.Part audited(String root) {
    Stream<String> paths = texts.keySet().stream().map(name -> root + FOLDER + name);
    return new ReleaseAudit.Part(origin, licences, paths.toList());
  }
}
