package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.json.JsonDocument;
import dev.postern.gateway.json.JsonScan;
import dev.postern.gateway.json.JsonValue;
import dev.postern.gateway.sse.SseEvent;
import dev.postern.gateway.sse.SseFiller;
import dev.postern.gateway.sse.SseFrame;
import dev.postern.gateway.sse.SseText;
import dev.postern.kernel.gate.Passage;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/**
 * The target's messages on one stream, settled one at a time and in order. While one waits for the
 * gate, those behind it wait too, bounded.
 */
final class Inbound {
  private static final byte[] NO_DATA = {};

  private final Host host;
  private final McpWords words = new McpWords();
  private final Replies replies;
  private final TargetRequests requests;
  private final TargetNotices notices;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private boolean busy;
  private boolean stopped;

  Inbound(Host host) {
    this.host = host;
    this.replies = new Replies(host);
    this.requests = new TargetRequests(host);
    this.notices = new TargetNotices(host);
  }

  /**
   * Takes a piece of an event stream.
   *
   * @return false when more is waiting than may
   */
  boolean piece(SseFrame piece) {
    return enqueue(() -> {
      switch (piece) {
        case SseFiller filler -> filler(filler);
        case SseEvent event when event.data().length == 0 -> bare(event);
        case SseEvent event -> event(event);
      }
    });
  }

  /**
   * Takes a whole body.
   *
   * @return false when it is no JSON
   */
  boolean body(byte[] json) {
    return scanned(json)
        .map(document -> enqueue(() -> begin(new Frame(document, Optional.empty()))))
        .orElse(false);
  }

  /** Runs when everything before it is settled. */
  void end(Runnable task) {
    enqueue(task);
  }

  /** Whether messages wait for an earlier one. */
  boolean waits() {
    return busy || !waiting.isEmpty();
  }

  /** Nothing more is shown, whatever still waits. */
  void stop() {
    stopped = true;
    waiting.clear();
  }

  private boolean enqueue(Runnable task) {
    if (stopped) {
      return true;
    }
    if (waiting.size() >= host.exchange().limits().waitingFrames()) {
      return false;
    }
    waiting.add(task);
    pump();
    return true;
  }

  private void pump() {
    while (!busy && !stopped) {
      Runnable next = waiting.poll();
      if (next == null) {
        return;
      }
      next.run();
    }
  }

  private void event(SseEvent event) {
    boolean message = event.type().map("message"::equals).orElse(true);
    Optional<JsonDocument> document = message ? scanned(event.data()) : Optional.empty();
    if (document.isEmpty()) {
      host.dropped();
      return;
    }
    begin(new Frame(document.get(), Optional.of(event)));
  }

  private Optional<JsonDocument> scanned(byte[] json) {
    return JsonScan.of(json, host.exchange().limits().replied()) instanceof JsonDocument document
        ? Optional.of(document)
        : Optional.empty();
  }

  private void begin(Frame frame) {
    List<JsonValue> messages = frame.messages();
    boolean batches = host.session().version().equals(McpVersions.FIRST);
    boolean fits = messages.size() <= host.exchange().limits().batchMembers();
    if (frame.batch() && (messages.isEmpty() || !batches || !fits)) {
      host.dropped();
      return;
    }
    busy = true;
    next(frame, messages.iterator());
  }

  private void next(Frame frame, Iterator<JsonValue> rest) {
    if (stopped) {
      return;
    }
    if (!rest.hasNext()) {
      show(frame);
      busy = false;
      pump();
      return;
    }
    JsonValue message = rest.next();
    settle(frame, message, () -> next(frame, rest));
  }

  private void settle(Frame frame, JsonValue message, Runnable then) {
    switch (MessageReader.read(message, McpMethod.Sender.TARGET)) {
      case McpMessage.Answer answer -> replies.settle(frame, answer, then);
      case McpMessage.Request request -> requests.settle(frame, request, then);
      case McpMessage.Notice notice -> notices.settle(frame, notice, then);
      case McpMessage.Foreign(Optional<RpcId> id, String method) -> {
        id.ifPresent(known -> requests.decline(known, Trouble.method()));
        drop(frame, message, then);
      }
      case McpMessage.Broken broken -> drop(frame, message, then);
    }
  }

  private void drop(Frame frame, JsonValue message, Runnable then) {
    frame.drop(message);
    host.dropped();
    then.run();
  }

  private void show(Frame frame) {
    Passage passage = frame.passage().orElse(host.carrier());
    if (frame.empty() || !passage.live()) {
      return;
    }
    byte[] json = frame.json();
    if (frame.event().isEmpty()) {
      host.whole(passage, json);
    } else {
      SseEvent event = frame.event().get();
      host.exchange().client().event(passage.show(ByteBuffer.wrap(bytes(frame, event, json))));
      remember(event);
    }
    frame.shown(json);
  }

  private byte[] bytes(Frame frame, SseEvent event, byte[] json) {
    if (frame.guarded() || guarded()) {
      return SseText.printed(event, json);
    }
    return frame.untouched() ? event.raw() : event.withData(json);
  }

  /** An event without data: it opens a stream for resumption, or says when to come again. */
  private void bare(SseEvent event) {
    if (!host.carrier().live()) {
      return;
    }
    byte[] bytes = guarded() ? SseText.printed(event, NO_DATA) : event.raw();
    host.exchange().client().event(host.carrier().show(ByteBuffer.wrap(bytes)));
    remember(event);
  }

  /** A comment keeps the connection open; its text is content of the target like any other. */
  private void filler(SseFiller filler) {
    if (guarded()) {
      host.exchange().client().event(words.stillHere());
    } else if (host.carrier().live()) {
      host.exchange().client().event(host.carrier().show(ByteBuffer.wrap(filler.raw())));
    }
  }

  private boolean guarded() {
    return !View.of(host.carrier()).everything();
  }

  private void remember(SseEvent event) {
    event
        .id()
        .filter(id -> !id.isEmpty())
        .ifPresent(id -> host.session().relayed(id, host.stream()));
  }
}
