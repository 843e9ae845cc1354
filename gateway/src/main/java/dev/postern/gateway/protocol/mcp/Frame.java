package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.json.Edits;
import dev.postern.gateway.json.JsonDocument;
import dev.postern.gateway.json.JsonKind;
import dev.postern.gateway.json.JsonValue;
import dev.postern.gateway.sse.SseEvent;
import dev.postern.kernel.gate.Passage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One piece of a target's answer while it is settled: its messages, the edits to be made, and what
 * follows once it has been shown.
 */
final class Frame {
  /** A message and the passage that it is shown under. */
  private record Under(JsonValue message, Passage passage) {}

  /** What follows once a message was shown. */
  private record Then(JsonValue message, Consumer<byte[]> task) {}

  private final JsonDocument document;
  private final Optional<SseEvent> event;
  private Edits edits;
  private final List<JsonValue> messages;
  private final Set<JsonValue> dropped = new HashSet<>(2);
  private final List<Under> under = new ArrayList<>(1);
  private final List<Then> afterwards = new ArrayList<>(1);
  private boolean guarded;

  Frame(JsonDocument document, Optional<SseEvent> event) {
    this.document = document;
    this.event = event;
    this.edits = Edits.of(document);
    this.messages = messages(document.root());
  }

  /** The event that it came in; empty for a whole body. */
  Optional<SseEvent> event() {
    return event;
  }

  /** Its messages: one, or those of a batch. */
  List<JsonValue> messages() {
    return messages;
  }

  private static List<JsonValue> messages(JsonValue root) {
    if (!root.is(JsonKind.ARRAY)) {
      return List.of(root);
    }
    List<JsonValue> messages = new ArrayList<>();
    root.elements().forEach(messages::add);
    return messages;
  }

  boolean batch() {
    return document.root().is(JsonKind.ARRAY);
  }

  Edits edits() {
    return edits;
  }

  /** Takes edits that were made apart, where none have been made here. */
  void adopt(Edits made) {
    if (!edits.isEmpty()) {
      throw new IllegalStateException("the frame has edits already");
    }
    edits = made;
  }

  /** The message is not shown. */
  void drop(JsonValue message) {
    dropped.add(message);
  }

  /** Whether nothing of it is shown. */
  boolean empty() {
    return dropped.size() == messages.size();
  }

  /** A message is shown under this passage. */
  void under(JsonValue message, Passage of) {
    under.add(new Under(message, of));
    guarded |= !View.of(of).everything();
  }

  /** Leaves out what was taken back while other messages of the frame were settled. */
  void dropDead() {
    for (Under one : under) {
      if (!one.passage().live()) {
        drop(one.message());
      }
    }
  }

  /**
   * The passages that it is shown under.
   *
   * @param carrier the stream's own, for what has none
   */
  List<Passage> passages(Passage carrier) {
    if (!batch()) {
      return List.of(of(document.root(), carrier));
    }
    Set<Passage> all = new LinkedHashSet<>();
    for (JsonValue message : messages) {
      if (!dropped.contains(message)) {
        all.add(of(message, carrier));
      }
    }
    return List.copyOf(all);
  }

  private Passage of(JsonValue message, Passage carrier) {
    for (Under one : under) {
      if (one.message().equals(message)) {
        return one.passage();
      }
    }
    return carrier;
  }

  /** Whether its viewer may not see everything: then only what was understood is printed. */
  boolean guarded() {
    return guarded;
  }

  /** Runs with the bytes of the JSON that was shown, where this message was among it. */
  void afterwards(JsonValue message, Consumer<byte[]> task) {
    afterwards.add(new Then(message, task));
  }

  /** The JSON to be shown: the very array that came where nothing is edited. */
  byte[] json() {
    if (batch() && !dropped.isEmpty()) {
      edits.keepElements(document.root(), message -> !dropped.contains(message));
    }
    return edits.apply();
  }

  /** Whether its JSON is what came. */
  boolean untouched() {
    return edits.isEmpty();
  }

  void shown(byte[] json) {
    for (Then then : afterwards) {
      if (!dropped.contains(then.message())) {
        then.task().accept(json);
      }
    }
  }
}
