package dev.postern.cli.policy;

import dev.postern.gateway.config.check.Code;
import dev.postern.gateway.config.check.Finding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Findings as one JSON document of our own form: docs/guide.md. */
final class FindingJson {
  private FindingJson() {}

  static String document(List<Finding> findings, boolean usable) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("usable", usable);
    document.put("findings", findings.stream().map(FindingJson::object).toList());
    for (Code.Level level : Code.Level.values()) {
      document.put(
          level.word() + "s",
          findings.stream()
              .filter(finding -> finding.open() && finding.code().level() == level)
              .count());
    }
    return new JsonMapper().writeValueAsString(document);
  }

  private static Map<String, Object> object(Finding finding) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("code", finding.code().word());
    object.put("level", finding.code().level().word());
    object.put("file", finding.place().file());
    object.put("line", finding.place().line());
    object.put("column", finding.place().column());
    finding.rule().ifPresent(rule -> object.put("rule", rule));
    object.put("what", finding.what());
    object.put("todo", finding.todo());
    finding.accepted().ifPresent(reason -> object.put("accepted", reason));
    return object;
  }
}
