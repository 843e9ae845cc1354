package dev.postern.cli.policy;

import dev.postern.gateway.config.check.Code;
import dev.postern.gateway.config.check.Finding;
import dev.postern.gateway.config.yaml.Place;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * Findings as SARIF, which editors and CI read. Source: OASIS, Static Analysis Results Interchange
 * Format 2.1.0.
 */
final class Sarif {
  private Sarif() {}

  static String document(List<Finding> findings) {
    Map<String, Object> driver = new LinkedHashMap<>();
    driver.put("name", "postern policy check");
    driver.put("rules", Arrays.stream(Code.values()).map(Sarif::rule).toList());
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("tool", Map.of("driver", driver));
    run.put("columnKind", "unicodeCodePoints");
    run.put("results", findings.stream().map(Sarif::result).toList());
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    document.put("version", "2.1.0");
    document.put("runs", List.of(run));
    return new JsonMapper().writeValueAsString(document);
  }

  private static Map<String, Object> rule(Code code) {
    return Map.of(
        "id", code.word(),
        "shortDescription", Map.of("text", code.title()),
        "defaultConfiguration", Map.of("level", code.level().word()));
  }

  private static Map<String, Object> result(Finding finding) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("ruleId", finding.code().word());
    result.put("ruleIndex", finding.code().ordinal());
    result.put("level", finding.code().level().word());
    String todo = finding.todo().isEmpty() ? "" : " (" + finding.todo() + ")";
    result.put("message", Map.of("text", finding.what() + todo));
    result.put("locations", List.of(Map.of("physicalLocation", location(finding.place()))));
    finding
        .accepted()
        .ifPresent(reason ->
            result.put(
                "suppressions", List.of(Map.of("kind", "inSource", "justification", reason))));
    return result;
  }

  private static Map<String, Object> location(Place place) {
    Map<String, Object> location = new LinkedHashMap<>();
    // A URI reference: spaces and the like are escaped, and what is relative stays so.
    location.put("artifactLocation", Map.of("uri", uri(place.file())));
    if (place.line() > 0) {
      location.put("region", Map.of("startLine", place.line(), "startColumn", place.column()));
    }
    return location;
  }

  private static String uri(String file) {
    Path path = Path.of(file);
    String root = Path.of("").toUri().toString();
    String whole = path.toUri().toString();
    return !path.isAbsolute() && whole.startsWith(root) ? whole.substring(root.length()) : whole;
  }
}
