package dev.postern.gateway.config.yaml;

import dev.postern.kernel.operation.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A mapping with fixed keys, while it is read or described. Its reader declares every key with
 * {@link #key}, whatever the values, and ends with {@link #make}, which reports the keys that were
 * never declared.
 */
public final class Section {
  private static final Value UNASKED = new Value.Null();

  private final Optional<Spot> spot;
  private final Map<String, Node.Entry> entries = new LinkedHashMap<>();
  private final Map<String, Value> properties = new LinkedHashMap<>();
  private final List<Value> required = new ArrayList<>();
  private final List<Value> alternatives = new ArrayList<>();
  private boolean broken;

  private Section(Optional<Spot> spot) {
    this.spot = spot;
  }

  static Section reading(List<Node.Entry> entries, Spot spot) {
    Section section = new Section(Optional.of(spot));
    entries.forEach(entry -> section.entries.put(entry.key().text(), entry));
    return section;
  }

  /** A section of no file, which only collects the schema. */
  static Section describing() {
    return new Section(Optional.empty());
  }

  /**
   * Declares a key.
   *
   * @param says what it is for, one sentence, for the schema
   */
  public <T> Key<T> key(String name, Form<T> form, String says) {
    return new Key<>(this, name, form, says);
  }

  /** Demands exactly one of some keys, each declared as optional. */
  public void exactlyOne(String... names) {
    List<Value> choices = new ArrayList<>();
    for (String name : names) {
      choices.add(Schemas.of("required", new Value.ListOf(List.of(Schemas.text(name)))));
    }
    alternatives.add(Schemas.of("oneOf", new Value.ListOf(choices)));
    long present = List.of(names).stream().filter(entries::containsKey).count();
    if (spot.isPresent() && present != 1) {
      broken = true;
      spot()
          .problem(
              present == 0 ? "a key is missing" : "these keys exclude each other",
              "exactly one of " + String.join(", ", names));
    }
  }

  /**
   * Ends the section.
   *
   * @param maker called only when every declared key was good
   * @return empty when anything was wrong; every problem has been noted
   */
  public <T> Optional<T> make(Supplier<T> maker) {
    return makeIf(() -> true, maker);
  }

  /**
   * Ends a section whose keys must fit each other.
   *
   * @param fits called when every declared key was good; false after it has noted a problem
   */
  public <T> Optional<T> makeIf(Supplier<Boolean> fits, Supplier<T> maker) {
    if (spot.isEmpty()) {
      return Optional.empty();
    }
    for (Node.Entry entry : entries.values()) {
      String name = entry.key().text();
      if (!properties.containsKey(name)) {
        broken = true;
        spot()
            .at(entry.key(), Keys.join(spot().key(), name))
            .problem("this key is not known", Nearest.expectation(name, properties.keySet()));
      }
    }
    return broken || !fits.get() ? Optional.empty() : Optional.of(maker.get());
  }

  /** The section's own place. */
  public Spot spot() {
    return spot.orElseThrow(() -> new IllegalStateException("a description has no place"));
  }

  <T> Read<T> read(String name, Form<T> form, Supplier<Optional<T>> absent) {
    if (spot.isEmpty()) {
      return new Read<>(Optional.empty(), Optional.empty());
    }
    Node.Entry entry = entries.get(name);
    Optional<T> value;
    Spot at = spot();
    if (entry == null) {
      value = absent.get();
    } else {
      at = spot().at(entry.value(), Keys.join(spot().key(), name));
      value = form.read(entry.value(), at);
    }
    broken |= value.isEmpty();
    return new Read<>(value, Optional.of(at));
  }

  /** Notes a key; what it looks like is asked for only where nothing is read. */
  void describe(String name, Supplier<Value.MapOf> schema, boolean needed) {
    Value form = spot.isPresent() ? UNASKED : schema.get();
    if (properties.put(name, form) != null) {
      throw new IllegalStateException("the key " + name + " is declared twice");
    }
    if (needed) {
      required.add(Schemas.text(name));
    }
  }

  Value.MapOf schema() {
    Value.MapOf schema =
        Schemas.of(
            "type", Schemas.text("object"),
            "additionalProperties", new Value.Bool(false),
            "properties", new Value.MapOf(properties));
    if (!required.isEmpty()) {
      schema = Schemas.with(schema, "required", new Value.ListOf(required));
    }
    if (!alternatives.isEmpty()) {
      schema = Schemas.with(schema, "allOf", new Value.ListOf(alternatives));
    }
    return schema;
  }
}
