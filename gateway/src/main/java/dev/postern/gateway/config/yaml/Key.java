package dev.postern.gateway.config.yaml;

import dev.postern.kernel.operation.Value;
import java.util.Locale;
import java.util.Optional;

/**
 * A key of a section, until it is said what its absence means.
 *
 * @param <T> what its value is read as
 */
public final class Key<T> {
  private final Section section;
  private final String name;
  private final Form<T> form;
  private final String says;

  Key(Section section, String name, Form<T> form, String says) {
    this.section = section;
    this.name = name;
    this.form = form;
    this.says = says;
  }

  /** It must be there. */
  public Read<T> required() {
    section.describe(name, this::described, true);
    return section.read(name, form, () -> missing());
  }

  private Optional<T> missing() {
    section.spot().problem("the key \"" + name + "\" is missing", phrase(says));
    return Optional.empty();
  }

  /** A sentence as the end of another one. */
  private static String phrase(String sentence) {
    return sentence.substring(0, 1).toLowerCase(Locale.ROOT)
        + sentence.substring(1, sentence.length() - 1);
  }

  /** It stands for this when left out. */
  public Read<T> or(T otherwise) {
    section.describe(name, () -> described(otherwise), false);
    return section.read(name, form, () -> Optional.of(otherwise));
  }

  /** It stands for this when left out, which is another on another machine: no schema says it. */
  public Read<T> orHere(T otherwise) {
    section.describe(name, this::described, false);
    return section.read(name, form, () -> Optional.of(otherwise));
  }

  /** It may be left out. */
  public Read<Optional<T>> optional() {
    section.describe(name, this::described, false);
    return section.read(name, new Present<>(form), () -> Optional.of(Optional.empty()));
  }

  private Value.MapOf described(T otherwise) {
    return form.written(otherwise)
        .map(value -> Schemas.with(described(), "default", value))
        .orElseGet(this::described);
  }

  private Value.MapOf described() {
    return Schemas.with(form.schema(), "description", Schemas.text(says));
  }

  private record Present<T>(Form<T> form) implements Form<Optional<T>> {
    @Override
    public Optional<Optional<T>> read(Node node, Spot spot) {
      return form.read(node, spot).map(Optional::of);
    }

    @Override
    public Value.MapOf schema() {
      return form.schema();
    }
  }
}
