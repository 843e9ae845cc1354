package dev.postern.gateway.json;

import java.util.ArrayList;
import java.util.List;

/**
 * Where in a document something lies: the part of RFC 9535 that needs no expressions.
 *
 * <p>{@code $}, then any number of {@code .name}, {@code ['name']}, {@code ["name"]}, {@code [0]},
 * {@code [*]}, {@code .*}, and each of them after {@code ..} for the value and everything below it:
 * {@code $..email}, {@code $..['e mail']}, {@code $..*}. There are no slices, unions, filters, or
 * indexes from the end. Names match exactly; in a scanned document no other key of the object folds
 * to the same.
 *
 * @param steps from the root outwards
 */
public record JsonPath(List<Step> steps) implements JsonPathReading {

  /**
   * One step.
   *
   * @param anywhere from each value and from everything below it ({@code ..}), not from it alone
   * @param selector which children to take
   */
  public record Step(boolean anywhere, Selector selector) {

    /** The nodes that the step leads to; those of nested values are visited once. */
    private Nodes from(Nodes nodes, JsonDocument document) {
      Nodes next = new Nodes();
      int covered = 0;
      for (int i = 0; i < nodes.size(); i++) {
        JsonValue value = new JsonValue(document, nodes.get(i));
        if (!anywhere) {
          children(value, selector, next);
        } else if (value.node() >= covered) {
          covered = document.tape().after(value.node());
          below(value, selector, next);
        }
      }
      next.settle();
      return next;
    }
  }

  /** Which children of a value a step takes. */
  public sealed interface Selector {
    /** The member of an object with this name. */
    record Name(String name) implements Selector {}

    /** The element of an array at this index, from 0. */
    record Index(int index) implements Selector {}

    /** Every member's value and every element. */
    record Every() implements Selector {}
  }

  public JsonPath {
    steps = List.copyOf(steps);
  }

  /** Reads a path's text. */
  public static JsonPathReading read(String text) {
    return new JsonPathReader(text).read();
  }

  /**
   * The values this path leads to from a root, each once, in the order of the text. Takes time
   * linear in the size of the document for each step, but for one sort.
   */
  public List<JsonValue> select(JsonValue root) {
    JsonDocument document = root.document();
    Nodes nodes = new Nodes();
    nodes.add(root.node());
    for (Step step : steps) {
      nodes = step.from(nodes, document);
    }
    List<JsonValue> selected = new ArrayList<>(nodes.size());
    for (int i = 0; i < nodes.size(); i++) {
      selected.add(new JsonValue(document, nodes.get(i)));
    }
    return selected;
  }

  private static void below(JsonValue value, Selector selector, Nodes into) {
    children(value, selector, into);
    value.members().forEach(member -> below(member.value(), selector, into));
    value.elements().forEach(element -> below(element, selector, into));
  }

  private static void children(JsonValue value, Selector selector, Nodes into) {
    switch (selector) {
      case Selector.Name(String name) ->
          value.member(name).ifPresent(member -> into.add(member.node()));
      case Selector.Index(int index) ->
          value.element(index).ifPresent(element -> into.add(element.node()));
      case Selector.Every() -> {
        value.members().forEach(member -> into.add(member.value().node()));
        value.elements().forEach(element -> into.add(element.node()));
      }
    }
  }
}
