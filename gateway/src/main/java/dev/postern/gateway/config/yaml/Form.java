package dev.postern.gateway.config.yaml;

import dev.postern.kernel.operation.Value;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * What a value must look like: reads it, and describes it as a JSON Schema (draft 2020-12).
 *
 * @param <T> what it is read as
 */
public interface Form<T> {
  /** Reads the value at a spot; when empty, the spot has been told the problem. */
  Optional<T> read(Node node, Spot spot);

  /** The schema of what is accepted. */
  Value.MapOf schema();

  /** A value as a file writes it, in JSON; empty where the file has no words for it. */
  default Optional<Value> written(T value) {
    return Optional.empty();
  }

  /**
   * The same form with one more rule, that a schema cannot say.
   *
   * @param rule false after it has told the spot the problem
   */
  default Form<T> and(BiPredicate<T, Spot> rule) {
    Form<T> plain = this;
    return new Form<>() {
      @Override
      public Optional<T> read(Node node, Spot spot) {
        return plain.read(node, spot).filter(value -> rule.test(value, spot));
      }

      @Override
      public Value.MapOf schema() {
        return plain.schema();
      }

      @Override
      public Optional<Value> written(T value) {
        return plain.written(value);
      }
    };
  }

  /**
   * The same form, read as something else.
   *
   * @param back the inverse
   */
  default <R> Form<R> as(Function<T, R> convert, Function<R, T> back) {
    Form<T> plain = this;
    return new Form<>() {
      @Override
      public Optional<R> read(Node node, Spot spot) {
        return plain.read(node, spot).map(convert);
      }

      @Override
      public Value.MapOf schema() {
        return plain.schema();
      }

      @Override
      public Optional<Value> written(R value) {
        return plain.written(back.apply(value));
      }
    };
  }

  /** The same form, keeping the place. */
  default Form<Located<T>> located() {
    Form<T> plain = this;
    return new Form<>() {
      @Override
      public Optional<Located<T>> read(Node node, Spot spot) {
        return plain.read(node, spot).map(value -> new Located<>(value, spot));
      }

      @Override
      public Value.MapOf schema() {
        return plain.schema();
      }
    };
  }

  /** The same form, giving a new thing its name. */
  default Form<T> naming(Names.Kind kind) {
    return and((value, spot) -> spot.reading().names().give(kind, value.toString(), spot));
  }

  /** The same form, referring to a thing by its name. */
  default Form<T> of(Names.Kind kind) {
    return and((value, spot) -> {
      spot.reading().names().refer(kind, value.toString(), spot);
      return true;
    });
  }
}
