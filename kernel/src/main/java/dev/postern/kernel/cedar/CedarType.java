package dev.postern.kernel.cedar;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a schema says of values, and a check of expressions. Source: "Schemas" and strict validation
 * in Cedar's reference.
 */
public sealed interface CedarType {

  /** Types without parts. */
  enum Scalar implements CedarType {
    LONG,
    STRING,
    DECIMAL,
    IPADDR,
    DATETIME,
    DURATION;

    @Override
    public String toString() {
      return switch (this) {
        case LONG -> "Long";
        case STRING -> "String";
        case DECIMAL -> "decimal";
        case IPADDR -> "ipaddr";
        case DATETIME -> "datetime";
        case DURATION -> "duration";
      };
    }
  }

  /** Booleans, with what is known of them before any request: a schema says {@code EITHER}. */
  enum Truth implements CedarType {
    ALWAYS,
    NEVER,
    EITHER;

    Truth negated() {
      return switch (this) {
        case ALWAYS -> NEVER;
        case NEVER -> ALWAYS;
        case EITHER -> EITHER;
      };
    }

    static Truth of(boolean truth) {
      return truth ? ALWAYS : NEVER;
    }

    @Override
    public String toString() {
      return "Bool";
    }
  }

  /** Sets whose elements have one type. */
  record Set(CedarType element) implements CedarType {
    @Override
    public String toString() {
      return "Set<" + element + ">";
    }
  }

  /** Records with these fields and no others. */
  record Record(Map<String, Field> fields) implements CedarType {
    public Record {
      fields = Collections.unmodifiableMap(new TreeMap<>(fields));
    }

    @Override
    public String toString() {
      return fields.entrySet().stream()
          .map(field ->
              field.getKey()
                  + (field.getValue().required() ? ": " : "?: ")
                  + field.getValue().type())
          .collect(Collectors.joining(", ", "{", "}"));
    }
  }

  /**
   * A field of a record or an attribute of an entity; one that is not required must be tested with
   * {@code has} before it is read.
   */
  record Field(CedarType type, boolean required) {}

  /** Entities of one type. */
  record Entity(String name) implements CedarType {
    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * The type of an expression that has been reported already: fits everywhere, so that one mistake
   * is one problem.
   */
  enum Failed implements CedarType {
    FAILED
  }

  /**
   * The one type that holds the values of both, if they are alike enough to be compared; entities
   * of two types are not.
   */
  static Optional<CedarType> join(CedarType a, CedarType b) {
    if (a.equals(b) || b == Failed.FAILED) {
      return Optional.of(a);
    }
    if (a == Failed.FAILED) {
      return Optional.of(b);
    }
    if (a instanceof Truth && b instanceof Truth) {
      return Optional.of(Truth.EITHER);
    }
    if (a instanceof Set(CedarType some) && b instanceof Set(CedarType others)) {
      return join(some, others).map(Set::new);
    }
    return a instanceof Record some && b instanceof Record others
        ? joinFields(some, others)
        : Optional.empty();
  }

  private static Optional<CedarType> joinFields(Record a, Record b) {
    if (!a.fields.keySet().equals(b.fields.keySet())) {
      return Optional.empty();
    }
    Map<String, Field> joined = new TreeMap<>();
    for (Map.Entry<String, Field> entry : a.fields.entrySet()) {
      Field field = entry.getValue();
      Field other = b.fields.get(entry.getKey());
      Optional<CedarType> type =
          other != null && field.required == other.required
              ? join(field.type, other.type)
              : Optional.empty();
      if (type.isEmpty()) {
        return Optional.empty();
      }
      joined.put(entry.getKey(), new Field(type.get(), field.required));
    }
    return Optional.of(new Record(joined));
  }
}
