package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Scalars;
import dev.postern.gateway.config.yaml.Spot;
import dev.postern.gateway.json.JsonPath;
import dev.postern.gateway.json.JsonPathFault;
import java.util.regex.Pattern;

/** The JSON paths of classed fields, as {@link JsonPath} reads them. */
final class FieldPaths {
  static final Form<String> FORM =
      Scalars.text(
              Pattern.compile("\\$[^\\x00-\\x1f\\x7f]{0,1000}"),
              "a JSON path, as $.models[*].api_key, $['e mail'] or $..password")
          .and(FieldPaths::understood);

  private FieldPaths() {}

  private static boolean understood(String path, Spot spot) {
    return switch (JsonPath.read(path)) {
      case JsonPath _ -> true;
      case JsonPathFault fault -> {
        spot.problem("this is no JSON path that is read here", fault.text().substring(9));
        yield false;
      }
    };
  }
}
