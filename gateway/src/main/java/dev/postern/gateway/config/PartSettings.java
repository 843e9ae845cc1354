package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Forms;
import dev.postern.gateway.config.yaml.Names;
import dev.postern.gateway.config.yaml.Read;
import dev.postern.gateway.config.yaml.Scalars;
import dev.postern.gateway.config.yaml.Section;
import dev.postern.kernel.operation.Lexicon.Unmapped;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is said of one tool, prompt or resource.
 *
 * @param groups the action groups that acting on it belongs to: {@code read}, {@code write}
 * @param tags its tags
 * @param fields where classed content stands in its replies: a JSON path to a class. The key {@code
 *     class} is short for the path {@code $}, the whole reply
 * @param unmapped what becomes of reply content that no path names
 */
public record PartSettings(
    Set<String> groups, Set<String> tags, Map<String, String> fields, Unmapped unmapped) {
  /** The most fields of one part. */
  private static final int MOST_FIELDS = 1000;

  static final Form<Unmapped> UNMAPPED =
      Scalars.choice(Map.of("clear", Unmapped.CLEAR, "withheld", Unmapped.WITHHELD));

  static final Form<PartSettings> FORM = Forms.section(PartSettings::read);

  public PartSettings {
    groups = Set.copyOf(groups);
    tags = Set.copyOf(tags);
    fields = Map.copyOf(fields);
  }

  private static Optional<PartSettings> read(Section at) {
    Read<Set<String>> groups =
        at.key(
                "groups",
                Words.set(Scalars.choice(Map.of("read", "read", "write", "write"))),
                "The action groups of acting on it.")
            .or(Set.of());
    Read<Set<String>> tags =
        at.key("tags", Words.set(Words.NAME), "Its tags, as policy says them.").or(Set.of());
    Read<Map<String, String>> fields =
        at.key(
                "fields",
                Forms.map(FieldPaths.FORM, Words.NAME.of(Names.Kind.CLASS), MOST_FIELDS),
                "Where classed content stands in replies: JSON path to class.")
            .or(Map.of());
    Read<Optional<String>> whole =
        at.key("class", Words.NAME.of(Names.Kind.CLASS), "The class of its whole reply.")
            .optional();
    Read<Unmapped> unmapped =
        at.key("unmapped", UNMAPPED, "What becomes of reply content that no path names.")
            .or(Unmapped.BY_TARGET);
    return at.makeIf(
        () -> onceWhole(whole, fields.get()),
        () ->
            new PartSettings(
                groups.get(), tags.get(), all(fields.get(), whole.get()), unmapped.get()));
  }

  private static boolean onceWhole(Read<Optional<String>> whole, Map<String, String> fields) {
    if (whole.get().isPresent() && fields.containsKey("$")) {
      whole.spot().problem("the path $ has a class already", "either class or the path $");
      return false;
    }
    return true;
  }

  private static Map<String, String> all(Map<String, String> fields, Optional<String> whole) {
    Map<String, String> all = new LinkedHashMap<>(fields);
    whole.ifPresent(classed -> all.put("$", classed));
    return all;
  }
}
