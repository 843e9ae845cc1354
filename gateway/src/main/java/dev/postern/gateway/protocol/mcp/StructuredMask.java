package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.json.Edits;
import dev.postern.gateway.json.JsonPath;
import dev.postern.gateway.json.JsonValue;
import dev.postern.kernel.masking.Mask;
import dev.postern.kernel.masking.Masking;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Masks one JSON value by paths from its root. A place that a path names is judged by its class;
 * where content that no path names is not shown, everything else is withheld. Keys are names, not
 * content: a tool that keeps content in keys wants a path to the object around them, with a mask
 * that empties it.
 */
final class StructuredMask {
  private final Notes notes;
  private final boolean rest;
  private final Map<JsonValue, Masking.Hidden> hidden = new HashMap<>();
  private final Set<JsonValue> named = new HashSet<>();
  private final TreeSet<Integer> marks = new TreeSet<>();
  private final Edits edits;
  private int masked;
  private int withheld;

  private StructuredMask(View view, Notes notes, JsonValue root, Edits edits) throws Unmaskable {
    this.notes = notes;
    this.rest = view.rest();
    this.edits = edits;
    for (String path : view.named()) {
      named.addAll(path(path).select(root));
    }
    for (Masking.Hidden place : view.hidden()) {
      for (JsonValue value : path(place.path()).select(root)) {
        hidden.merge(value, place, StructuredMask::stricter);
      }
    }
    named.forEach(value -> marks.add(value.start()));
    hidden.keySet().forEach(value -> marks.add(value.start()));
  }

  /** Puts the edits for everything at and below a root. */
  static Tally apply(View view, Notes notes, JsonValue root, Edits edits) throws Unmaskable {
    StructuredMask mask = new StructuredMask(view, notes, root, edits);
    mask.walk(root, mask.rest);
    return new Tally(mask.masked, mask.withheld);
  }

  private void walk(JsonValue value, boolean shown) {
    Masking.Hidden place = hidden.get(value);
    if (place != null) {
      cover(value, place);
      return;
    }
    boolean visible = shown || named.contains(value);
    Integer mark = marks.ceiling(value.start());
    boolean marked = mark != null && mark < value.end();
    if (!marked) {
      if (!visible) {
        withhold(value);
      }
      return;
    }
    if (!Masks.container(value)) {
      if (!visible) {
        withhold(value);
      }
      return;
    }
    value.members().forEach(member -> walk(member.value(), visible));
    value.elements().forEach(element -> walk(element, visible));
  }

  private void cover(JsonValue value, Masking.Hidden place) {
    if (Masks.container(value) && Masks.onLeaves(place.mask())) {
      value.members().forEach(member -> cover(member.value(), within(place, member.value())));
      value.elements().forEach(element -> cover(element, within(place, element)));
      return;
    }
    edits.replace(value, Masks.of(value, place.mask(), notes, place.classed()));
    if (place.mask() == Mask.WITHHOLD) {
      withheld++;
    } else {
      masked++;
    }
  }

  /** A place inside a hidden one may be of a class that shows less. */
  private Masking.Hidden within(Masking.Hidden around, JsonValue value) {
    return stricter(around, hidden.getOrDefault(value, around));
  }

  private void withhold(JsonValue value) {
    edits.replace(value, Masks.of(value, Mask.WITHHOLD, notes, ""));
    withheld++;
  }

  private static JsonPath path(String text) throws Unmaskable {
    if (JsonPath.read(text) instanceof JsonPath path) {
      return path;
    }
    throw new Unmaskable("a path of the configuration cannot be read");
  }

  private static Masking.Hidden stricter(Masking.Hidden one, Masking.Hidden other) {
    return strictness(one.mask()) >= strictness(other.mask()) ? one : other;
  }

  private static int strictness(Mask mask) {
    return switch (mask) {
      case WITHHOLD -> 4;
      case NULL -> 3;
      case REDACT -> 2;
      case LAST4 -> 1;
      case YEAR -> 0;
    };
  }
}
