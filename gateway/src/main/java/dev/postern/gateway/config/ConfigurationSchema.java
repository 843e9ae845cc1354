package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Reading;
import dev.postern.kernel.operation.Value;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON Schemas (draft 2020-12) of the configuration's files, made of the declarations that read
 * them. What they cannot say, such as that a name is defined somewhere, only a load finds.
 */
public final class ConfigurationSchema {
  private ConfigurationSchema() {}

  /** The schema of the main file. */
  public static Value.MapOf main() {
    Reading nothing = Reading.from(Path.of(""));
    NamedFiles files = new NamedFiles(nothing, new SourceFiles(nothing), List.of());
    return titled("The main file of Postern's configuration", MainFile.form(files));
  }

  /** The schema of a target's file. */
  public static Value.MapOf target() {
    return titled("A target of Postern", TargetFile.FORM);
  }

  private static Value.MapOf titled(String title, Form<?> form) {
    Map<String, Value> entries = new LinkedHashMap<>();
    entries.put("$schema", new Value.Text("https://json-schema.org/draft/2020-12/schema"));
    entries.put("title", new Value.Text(title));
    entries.putAll(form.schema().entries());
    return new Value.MapOf(entries);
  }
}
