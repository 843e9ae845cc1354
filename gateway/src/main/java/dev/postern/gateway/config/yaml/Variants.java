package dev.postern.gateway.config.yaml;

import dev.postern.kernel.operation.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Sections of several kinds, told apart by the word under one key. A key that another kind has is
 * as unknown as any other.
 *
 * @param <T> what all kinds are read as
 */
public final class Variants<T> implements Form<T> {
  private final String key;
  private final Map<String, Form<? extends T>> kinds;
  private final Map<String, Form<?>> shared;
  private final Form<String> word;

  /**
   * @param key under which each form's section declares its own word and no other
   * @param kinds the forms, by their words
   * @param shared keys that every kind has, with their forms: read also where the kind is unknown,
   *     so that what they name is no unknown name elsewhere
   */
  public Variants(String key, Map<String, Form<? extends T>> kinds, Map<String, Form<?>> shared) {
    this.key = key;
    this.shared = Map.copyOf(shared);
    this.kinds = new TreeMap<>(kinds);
    Map<String, String> words = new TreeMap<>();
    kinds.keySet().forEach(kind -> words.put(kind, kind));
    this.word = Scalars.choice(words);
  }

  @Override
  public Optional<T> read(Node node, Spot spot) {
    if (!(node instanceof Node.Entries(Place _, List<Node.Entry> entries))) {
      spot.problem("this is " + node.told(), "a section of keys and values");
      return Optional.empty();
    }
    Optional<Node.Entry> kind =
        entries.stream().filter(entry -> entry.key().text().equals(key)).findFirst();
    if (kind.isEmpty()) {
      spot.problem(
          "the key \"" + key + "\" is missing", "one of " + String.join(", ", kinds.keySet()));
    }
    Optional<Form<? extends T>> form =
        kind.flatMap(entry -> word.read(entry.value(), below(spot, entry))).map(kinds::get);
    if (form.isEmpty()) {
      entries.forEach(entry -> {
        Form<?> known = shared.get(entry.key().text());
        if (known != null) {
          known.read(entry.value(), below(spot, entry));
        }
      });
    }
    return form.flatMap(known -> known.read(node, spot));
  }

  private static Spot below(Spot spot, Node.Entry entry) {
    return spot.at(entry.value(), Keys.join(spot.key(), entry.key().text()));
  }

  @Override
  public Value.MapOf schema() {
    List<Value> each = kinds.values().stream().<Value>map(Form::schema).toList();
    return Schemas.of("oneOf", new Value.ListOf(each));
  }
}
