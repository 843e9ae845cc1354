package dev.postern.gateway.config.yaml;

import java.util.List;
import java.util.regex.Pattern;

/** One node of a YAML document, with its place. */
public sealed interface Node {
  /** Where it begins. */
  Place place();

  /** What it is, in words for a person. */
  String told();

  /**
   * A single value.
   *
   * @param plain whether it stood without quotes, so that its text decides its type
   */
  record Scalar(Place place, String text, boolean plain) implements Node {
    /** YAML 1.2.2, section 10.3.2. */
    private static final Pattern EMPTY = Pattern.compile("|~|null|Null|NULL");

    private static final Pattern TRUTH = Pattern.compile("true|True|TRUE|false|False|FALSE");
    private static final Pattern NUMBER =
        Pattern.compile(
            "[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"
                + "|[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?"
                + "|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

    /** What YAML's core schema takes a scalar for. */
    public enum Type {
      EMPTY("left empty"),
      TRUTH("true or false"),
      NUMBER("a number"),
      TEXT("text");

      private final String told;

      Type(String told) {
        this.told = told;
      }
    }

    /** Its type. */
    public Type type() {
      if (!plain) {
        return Type.TEXT;
      }
      if (EMPTY.matcher(text).matches()) {
        return Type.EMPTY;
      }
      if (TRUTH.matcher(text).matches()) {
        return Type.TRUTH;
      }
      return NUMBER.matcher(text).matches() ? Type.NUMBER : Type.TEXT;
    }

    @Override
    public String told() {
      return type().told;
    }
  }

  /** A list. */
  record Items(Place place, List<Node> nodes) implements Node {
    public Items {
      nodes = List.copyOf(nodes);
    }

    @Override
    public String told() {
      return "a list";
    }
  }

  /** A mapping, in the order of the file; its keys differ from each other. */
  record Entries(Place place, List<Entry> entries) implements Node {
    public Entries {
      entries = List.copyOf(entries);
    }

    @Override
    public String told() {
      return "a section";
    }
  }

  /** One key of a mapping and its value. */
  record Entry(Scalar key, Node value) {}
}
