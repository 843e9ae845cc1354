package dev.postern.gateway.config.yaml;

import dev.postern.kernel.operation.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Forms of lists, of mappings whose keys are names, and of sections. */
public final class Forms {
  private Forms() {}

  /** A list of up to {@code most} values. */
  public static <T> Form<List<T>> list(Form<T> item, int most) {
    return new Form<>() {
      @Override
      public Optional<List<T>> read(Node node, Spot spot) {
        if (!(node instanceof Node.Items(Place _, List<Node> nodes))) {
          spot.problem("this is " + node.told(), "a list");
          return Optional.empty();
        }
        if (nodes.size() > most) {
          spot.problem("this list has " + nodes.size() + " entries", "at most " + most);
          return Optional.empty();
        }
        List<T> values = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
          Node entry = nodes.get(i);
          item.read(entry, spot.at(entry, spot.key() + "[" + i + "]")).ifPresent(values::add);
        }
        return values.size() == nodes.size() ? Optional.of(List.copyOf(values)) : Optional.empty();
      }

      @Override
      public Value.MapOf schema() {
        return Schemas.of(
            "type", Schemas.text("array"),
            "maxItems", Schemas.number(most),
            "items", item.schema());
      }

      @Override
      public Optional<Value> written(List<T> values) {
        List<Value> items = values.stream().flatMap(v -> item.written(v).stream()).toList();
        return items.size() == values.size()
            ? Optional.of(new Value.ListOf(items))
            : Optional.empty();
      }
    };
  }

  /** A list of at least one value. */
  public static <T> Form<List<T>> some(Form<T> item, int most) {
    Form<List<T>> list =
        list(item, most)
            .and((values, spot) -> {
              if (values.isEmpty()) {
                spot.problem("this list is empty", "at least one entry");
              }
              return !values.isEmpty();
            });
    return new Form<>() {
      @Override
      public Optional<List<T>> read(Node node, Spot spot) {
        return list.read(node, spot);
      }

      @Override
      public Value.MapOf schema() {
        return Schemas.with(list.schema(), "minItems", Schemas.number(1));
      }

      @Override
      public Optional<Value> written(List<T> values) {
        return values.isEmpty() ? Optional.empty() : list.written(values);
      }
    };
  }

  /** A mapping of up to {@code most} names of the file's own choice, in its order. */
  public static <K, V> Form<Map<K, V>> map(Form<K> key, Form<V> value, int most) {
    return new Form<>() {
      @Override
      public Optional<Map<K, V>> read(Node node, Spot spot) {
        if (!(node instanceof Node.Entries(Place _, List<Node.Entry> entries))) {
          spot.problem("this is " + node.told(), "a section of names and values");
          return Optional.empty();
        }
        if (entries.size() > most) {
          spot.problem("this section has " + entries.size() + " entries", "at most " + most);
          return Optional.empty();
        }
        Map<K, V> values = new LinkedHashMap<>();
        for (Node.Entry entry : entries) {
          String below = Keys.join(spot.key(), entry.key().text());
          Optional<K> name = key.read(quoted(entry.key()), spot.at(entry.key(), below));
          Optional<V> held = value.read(entry.value(), spot.at(entry.value(), below));
          name.ifPresent(k -> held.ifPresent(v -> values.put(k, v)));
        }
        return values.size() == entries.size()
            ? Optional.of(Collections.unmodifiableMap(values))
            : Optional.empty();
      }

      @Override
      public Value.MapOf schema() {
        return Schemas.of(
            "type", Schemas.text("object"),
            "maxProperties", Schemas.number(most),
            "propertyNames", key.schema(),
            "additionalProperties", value.schema());
      }

      @Override
      public Optional<Value> written(Map<K, V> values) {
        return values.isEmpty() ? Optional.of(new Value.MapOf(Map.of())) : Optional.empty();
      }
    };
  }

  /** A key is always text: JSON, which the schema is written for, knows no other. */
  private static Node.Scalar quoted(Node.Scalar key) {
    return new Node.Scalar(key.place(), key.text(), false);
  }

  /**
   * A section, read by a function that declares each key, once, whatever their values, and then
   * calls {@link Section#make}. The same function describes the section for the schema.
   */
  public static <T> Form<T> section(Function<Section, Optional<T>> reader) {
    return new Form<>() {
      @Override
      public Optional<T> read(Node node, Spot spot) {
        if (node instanceof Node.Entries(Place _, List<Node.Entry> entries)) {
          return reader.apply(Section.reading(entries, spot));
        }
        spot.problem("this is " + node.told(), "a section of keys and values");
        return Optional.empty();
      }

      @Override
      public Value.MapOf schema() {
        Section described = Section.describing();
        Optional<T> nothing = reader.apply(described);
        if (nothing.isPresent()) {
          throw new IllegalStateException("a section was made without Section.make");
        }
        return described.schema();
      }
    };
  }
}
