package dev.postern.gateway.config.yaml;

import dev.postern.kernel.operation.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Forms of single values. Problems quote no value that could be a secret. */
public final class Scalars {
  private static final int LONGEST_TEXT = 2048;
  private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");
  private static final Pattern PRINTABLE = Pattern.compile("[^\\x00-\\x1f\\x7f]+");

  private Scalars() {}

  /** Any text of 1 to 2048 characters without controls. */
  public static Form<String> text() {
    return text(PRINTABLE, "text of 1 to " + LONGEST_TEXT + " characters, none a control");
  }

  /**
   * Text that matches a pattern whole.
   *
   * @param expected the pattern in words
   */
  public static Form<String> text(Pattern pattern, String expected) {
    return text(
        pattern,
        expected,
        text -> text.length() <= LONGEST_TEXT ? Optional.of(text) : Optional.empty());
  }

  /**
   * Text that matches a pattern whole and can be converted.
   *
   * @param expected the accepted texts in words
   * @param convert empty for a text that is not accepted all the same
   */
  public static <T> Form<T> text(
      Pattern pattern, String expected, Function<String, Optional<T>> convert) {
    return new Text<>(pattern, expected, "this text does not fit", convert);
  }

  /** As {@link #text(Pattern, String, Function)}, for texts that are no secret: problems quote. */
  static <T> Form<T> measure(
      Pattern pattern, String expected, Function<String, Optional<T>> convert) {
    return new Text<>(pattern, expected, "\"%s\" does not fit", convert);
  }

  private record Text<T>(
      Pattern pattern, String expected, String unfit, Function<String, Optional<T>> convert)
      implements Form<T> {
    @Override
    public Optional<T> read(Node node, Spot spot) {
      if (!(node instanceof Node.Scalar scalar) || scalar.type() != Node.Scalar.Type.TEXT) {
        spot.problem("this is " + node.told(), expected + quotes(node));
        return Optional.empty();
      }
      Optional<T> value = value(scalar.text());
      if (value.isEmpty()) {
        spot.problem(unfit.formatted(shortened(scalar.text())), expected);
      }
      return value;
    }

    private Optional<T> value(String text) {
      return pattern.matcher(text).matches() ? convert.apply(text) : Optional.empty();
    }

    @Override
    public Value.MapOf schema() {
      return Schemas.of(
          "type", Schemas.text("string"), "pattern", Schemas.text("^(?:" + pattern + ")$"));
    }

    /** A text that is read as itself stands for itself. */
    @Override
    public Optional<Value> written(T value) {
      String text = value.toString();
      return value(text).filter(value::equals).map(_ -> Schemas.text(text));
    }
  }

  private static String shortened(String text) {
    return Keys.join("", text);
  }

  private static String quotes(Node node) {
    return node instanceof Node.Scalar scalar && scalar.type() != Node.Scalar.Type.EMPTY
        ? " (in quotes, it is text)"
        : "";
  }

  /** One of a few words. */
  public static <T> Form<T> choice(Map<String, T> words) {
    Map<String, T> choices = new TreeMap<>(words);
    String expected = (choices.size() > 1 ? "one of " : "") + String.join(", ", choices.keySet());
    return new Form<>() {
      @Override
      public Optional<T> read(Node node, Spot spot) {
        if (node instanceof Node.Scalar scalar && choices.containsKey(scalar.text())) {
          return Optional.ofNullable(choices.get(scalar.text()));
        }
        if (node instanceof Node.Scalar scalar && scalar.type() == Node.Scalar.Type.TEXT) {
          String meant =
              Nearest.to(scalar.text(), choices.keySet())
                  .map(word -> " (\"" + word + "\" perhaps)")
                  .orElse("");
          spot.problem("this word is not known", expected + meant);
        } else {
          spot.problem("this is " + node.told(), expected);
        }
        return Optional.empty();
      }

      @Override
      public Value.MapOf schema() {
        List<Value> words = new ArrayList<>(choices.keySet().stream().map(Schemas::text).toList());
        if (choices.containsKey("null")) {
          // Without quotes, the word is YAML's null.
          words.add(new Value.Null());
        }
        return Schemas.of("enum", new Value.ListOf(words));
      }

      @Override
      public Optional<Value> written(T value) {
        return choices.entrySet().stream()
            .filter(choice -> choice.getValue().equals(value))
            .map(choice -> Schemas.text(choice.getKey()))
            .findFirst();
      }
    };
  }

  /** true or false. */
  public static Form<Boolean> truth() {
    return new Form<>() {
      @Override
      public Optional<Boolean> read(Node node, Spot spot) {
        if (node instanceof Node.Scalar scalar && scalar.type() == Node.Scalar.Type.TRUTH) {
          return Optional.of(Boolean.parseBoolean(scalar.text()));
        }
        spot.problem("this is " + node.told(), "true or false");
        return Optional.empty();
      }

      @Override
      public Value.MapOf schema() {
        return Schemas.of("type", Schemas.text("boolean"));
      }

      @Override
      public Optional<Value> written(Boolean value) {
        return Optional.of(new Value.Bool(value));
      }
    };
  }

  /** A whole number within bounds, both included. */
  public static Form<Integer> whole(int least, int most) {
    String expected = "a whole number from " + least + " to " + most;
    return new Form<>() {
      @Override
      public Optional<Integer> read(Node node, Spot spot) {
        if (!(node instanceof Node.Scalar scalar)
            || scalar.type() != Node.Scalar.Type.NUMBER
            || !WHOLE.matcher(scalar.text()).matches()) {
          spot.problem("this is " + node.told(), expected);
          return Optional.empty();
        }
        long number = Long.parseLong(scalar.text());
        if (number < least || number > most) {
          spot.problem(number + " is out of range", expected);
          return Optional.empty();
        }
        return Optional.of((int) number);
      }

      @Override
      public Value.MapOf schema() {
        return Schemas.of(
            "type", Schemas.text("integer"),
            "minimum", Schemas.number(least),
            "maximum", Schemas.number(most));
      }

      @Override
      public Optional<Value> written(Integer value) {
        return Optional.of(Schemas.number(value));
      }
    };
  }
}
