package dev.postern.gateway.config.yaml;

import dev.postern.kernel.operation.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Forms of values whose shape somebody else decides, as the arguments of a tool. */
public final class AnyValue {
  /** RFC 8259, section 6. */
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

  /** Any section. */
  public static final Form<Value.MapOf> MAP =
      new Form<>() {
        @Override
        public Optional<Value.MapOf> read(Node node, Spot spot) {
          Optional<Value> value = value(node, spot);
          if (value.isPresent() && value.get() instanceof Value.MapOf map) {
            return Optional.of(map);
          }
          if (value.isPresent()) {
            spot.problem("this is " + node.told(), "a section");
          }
          return Optional.empty();
        }

        @Override
        public Value.MapOf schema() {
          return Schemas.of("type", Schemas.text("object"));
        }
      };

  private AnyValue() {}

  private static Optional<Value> value(Node node, Spot spot) {
    return switch (node) {
      case Node.Scalar scalar -> scalar(scalar, spot);
      case Node.Items(Place _, List<Node> nodes) -> {
        List<Value> values = new ArrayList<>();
        nodes.forEach(item -> value(item, spot.at(item, spot.key())).ifPresent(values::add));
        yield values.size() == nodes.size()
            ? Optional.of(new Value.ListOf(values))
            : Optional.empty();
      }
      case Node.Entries(Place _, List<Node.Entry> entries) -> {
        Map<String, Value> values = new LinkedHashMap<>();
        for (Node.Entry entry : entries) {
          String name = entry.key().text();
          value(entry.value(), spot.at(entry.value(), Keys.join(spot.key(), name)))
              .ifPresent(held -> values.put(name, held));
        }
        yield values.size() == entries.size()
            ? Optional.of(new Value.MapOf(values))
            : Optional.empty();
      }
    };
  }

  private static Optional<Value> scalar(Node.Scalar scalar, Spot spot) {
    return switch (scalar.type()) {
      case TEXT -> Optional.of(new Value.Text(scalar.text()));
      case EMPTY -> Optional.of(new Value.Null());
      case TRUTH -> Optional.of(new Value.Bool(Boolean.parseBoolean(scalar.text())));
      case NUMBER -> {
        if (NUMBER.matcher(scalar.text()).matches()) {
          yield Optional.of(new Value.Numeral(scalar.text()));
        }
        spot.problem("this number is none of JSON's", "a number as JSON writes it");
        yield Optional.empty();
      }
    };
  }
}
