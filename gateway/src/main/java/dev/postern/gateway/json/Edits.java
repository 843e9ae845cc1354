package dev.postern.gateway.json;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Replacements to be made in one document. Bytes outside the replaced spans come out as they were,
 * and without any edit so does the whole message.
 *
 * <p>The replacements must be complete JSON texts; they are not scanned. Edits that overlap are an
 * error of the caller: {@link #apply} throws {@link IllegalStateException}. Not for several
 * threads.
 */
public final class Edits {
  private record Edit(int start, int end, byte[] with) {}

  private static final byte[] NONE = {};
  private static final byte[] COMMA = {','};

  private final JsonDocument document;
  private final List<Edit> edits = new ArrayList<>(2);

  /** Containers from which children were dropped. */
  private final Set<JsonValue> thinned = new HashSet<>(2);

  /** Names of the members that were put into an object. */
  private final Map<JsonValue, Set<String>> put = new HashMap<>(2);

  private Edits(JsonDocument document) {
    this.document = document;
  }

  public static Edits of(JsonDocument document) {
    return new Edits(document);
  }

  public boolean isEmpty() {
    return edits.isEmpty();
  }

  /** Puts a JSON text in the place of a value. */
  public Edits replace(JsonValue value, byte[] json) {
    own(value);
    edits.add(new Edit(value.start(), value.end(), json));
    return this;
  }

  /** Drops the elements of an array for which {@code kept} is false, with their commas. */
  public Edits keepElements(JsonValue array, Predicate<JsonValue> kept) {
    thin(array, JsonKind.ARRAY);
    Gaps gaps = new Gaps();
    for (JsonValue element : array.elements()) {
      gaps.next(element.start(), element.end(), kept.test(element));
    }
    gaps.finish();
    return this;
  }

  /** Drops the members of an object for which {@code kept} is false, with their commas. */
  public Edits keepMembers(JsonValue object, Predicate<JsonMember> kept) {
    thin(object, JsonKind.OBJECT);
    Gaps gaps = new Gaps();
    for (JsonMember member : object.members()) {
      gaps.next(member.start(), member.end(), kept.test(member));
    }
    gaps.finish();
    return this;
  }

  /**
   * Sets a member: in place if the object has it, else after its last. One whose name only looks
   * like it gives way, or the object would have two that some readers take for one. Once for a
   * name, and not together with {@link #keepMembers} on the same object.
   */
  public Edits put(JsonValue object, String name, byte[] json) {
    own(object, JsonKind.OBJECT);
    Set<String> names = put.computeIfAbsent(object, absent -> new HashSet<>());
    boolean follows = object.size() > 0 || !names.isEmpty();
    String folded = KeyFold.of(name);
    if (thinned.contains(object) || !names.add(folded)) {
      throw new IllegalStateException("member set twice, or members dropped: " + object);
    }
    byte[] text = new JsonText().key(name).raw(json).bytes();
    int last = object.start() + 1;
    for (JsonMember member : object.members()) {
      if (member.name().equals(name)) {
        return replace(member.value(), json);
      }
      if (KeyFold.of(member.name()).equals(folded)) {
        edits.add(new Edit(member.start(), member.end(), text));
        return this;
      }
      last = member.end();
    }
    if (follows) {
      edits.add(new Edit(last, last, COMMA));
    }
    edits.add(new Edit(last, last, text));
    return this;
  }

  /** The edited message: the document's own array when there is no edit, else a new one. */
  public byte[] apply() {
    byte[] from = document.bytes();
    if (edits.isEmpty()) {
      return from;
    }
    edits.sort(Comparator.comparingInt(Edit::start).thenComparingInt(Edit::end));
    byte[] to = new byte[lengthAfter()];
    int read = 0;
    int written = 0;
    for (Edit edit : edits) {
      int untouched = edit.start - read;
      System.arraycopy(from, read, to, written, untouched);
      System.arraycopy(edit.with, 0, to, written + untouched, edit.with.length);
      written += untouched + edit.with.length;
      read = edit.end;
    }
    System.arraycopy(from, read, to, written, from.length - read);
    return to;
  }

  private int lengthAfter() {
    long length = document.bytes().length;
    int covered = 0;
    for (Edit edit : edits) {
      if (edit.start < covered) {
        throw new IllegalStateException("edits overlap at byte " + edit.start);
      }
      covered = edit.end;
      length += edit.with.length - (edit.end - edit.start);
    }
    return Math.toIntExact(length);
  }

  private void own(JsonValue value) {
    if (value.document() != document) {
      throw new IllegalArgumentException("a value of another document");
    }
  }

  private void own(JsonValue container, JsonKind kind) {
    own(container);
    if (!container.is(kind)) {
      throw new IllegalArgumentException("not an " + kind + ": " + container);
    }
  }

  private void thin(JsonValue container, JsonKind kind) {
    own(container, kind);
    if (put.containsKey(container) || !thinned.add(container)) {
      throw new IllegalStateException("children already dropped or set: " + container);
    }
  }

  /** Removes runs of children so that exactly one separator is left between those that stay. */
  private final class Gaps {
    private int keptEnd = -1;
    private int runStart = -1;
    private int runEnd = -1;

    void next(int start, int end, boolean kept) {
      if (!kept) {
        runStart = runStart < 0 ? start : runStart;
        runEnd = end;
        return;
      }
      if (runStart >= 0) {
        // After a child that stays, its separator goes and the one after the run remains.
        edits.add(keptEnd < 0 ? new Edit(runStart, start, NONE) : new Edit(keptEnd, runEnd, NONE));
        runStart = -1;
      }
      keptEnd = end;
    }

    void finish() {
      if (runStart >= 0) {
        edits.add(new Edit(keptEnd < 0 ? runStart : keptEnd, runEnd, NONE));
      }
    }
  }
}
