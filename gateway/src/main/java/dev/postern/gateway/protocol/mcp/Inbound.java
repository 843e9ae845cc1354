package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.json.JsonDocument;
import dev.postern.gateway.json.JsonFault;
import dev.postern.gateway.json.JsonScan;
import dev.postern.gateway.json.JsonValue;
import dev.postern.gateway.sse.SseEvent;
import dev.postern.gateway.sse.SseFiller;
import dev.postern.gateway.sse.SseFrame;
import dev.postern.gateway.sse.SseText;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Revocation;
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

  private final TargetStream stream;
  private final Host host;
  private final McpWords words = new McpWords();
  private final Replies replies;
  private final TargetRequests requests;
  private final TargetNotices notices;
  private final Queue<Runnable> waiting = new ArrayDeque<>(1);
  private boolean busy;
  private boolean stopped;

  Inbound(TargetStream stream, Host host) {
    this.stream = stream;
    this.host = host;
    this.replies = new Replies(stream, host);
    this.requests = new TargetRequests(stream, host);
    this.notices = new TargetNotices(stream, host);
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

  /** Takes a whole body. */
  void body(byte[] json) {
    switch (JsonScan.of(json, stream.x().limits().replied())) {
      case JsonDocument document -> end(() -> begin(new Frame(document, Optional.empty())));
      case JsonFault fault -> host.unreadable(fault.text());
    }
  }

  /** Runs when everything before it is settled. */
  void end(Runnable task) {
    if (!stopped) {
      waiting.add(task);
      pump();
    }
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
    if (waiting.size() >= stream.x().limits().waitingFrames()) {
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
    if (event.type().filter(type -> !type.equals("message")).isPresent()) {
      stream.dropped();
      return;
    }
    switch (JsonScan.of(event.data(), stream.x().limits().replied())) {
      case JsonDocument document -> begin(new Frame(document, Optional.of(event)));
      case JsonFault fault -> {
        stream.dropped();
        host.unreadable(fault.text());
      }
    }
  }

  private void begin(Frame frame) {
    List<JsonValue> messages = frame.messages();
    boolean batches = stream.session().version().equals(McpVersions.FIRST);
    boolean fits = messages.size() <= stream.x().limits().batchMembers();
    if (frame.batch() && (messages.isEmpty() || !batches || !fits)) {
      stream.dropped();
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
    stream.dropped();
    then.run();
  }

  private void show(Frame frame) {
    frame.dropDead();
    List<Passage> passages = frame.passages(stream.carrier());
    if (frame.empty() || !Passage.live(passages)) {
      return;
    }
    byte[] json = frame.json();
    for (Passage passage : passages) {
      Optional<Revocation> over = passage.spend(0, json.length);
      if (over.isPresent()) {
        host.revoked(passage, over.get());
        return;
      }
    }
    ClientSide client = stream.x().client();
    if (frame.event().isPresent()) {
      byte[] bytes = bytes(frame, frame.event().get(), json);
      client.event(Passage.show(ByteBuffer.wrap(bytes), passages));
    } else if (client.streaming()) {
      // The answer began as a stream while people were asked.
      byte[] bytes = new SseText().data(json).bytes();
      client.event(Passage.show(ByteBuffer.wrap(bytes), passages));
    } else {
      host.whole(Passage.show(ByteBuffer.wrap(json), passages));
    }
    frame.shown(json);
  }

  private byte[] bytes(Frame frame, SseEvent event, byte[] json) {
    boolean guarded = frame.guarded() || host.guarded();
    Optional<String> id = relayed(event, guarded);
    if (guarded) {
      stream.session().relayedOneGuarded();
    } else {
      return frame.untouched() ? event.raw() : event.withData(json);
    }
    return printed(event, id).data(json).bytes();
  }

  /**
   * An event without data: it opens a stream for resumption, or says when to come again. Where
   * somebody may not see everything, nothing else of it is printed.
   */
  private void bare(SseEvent event) {
    if (!stream.carrier().live()) {
      return;
    }
    boolean anew = host.guarded() || stream.classed();
    Optional<String> id = relayed(event, anew);
    byte[] bytes = anew ? printed(event, id).data(NO_DATA).bytes() : event.raw();
    stream.x().client().event(stream.carrier().show(ByteBuffer.wrap(bytes)));
  }

  private Optional<String> relayed(SseEvent event, boolean guarded) {
    return event.id().filter(HeadRules::sendable).map(id -> stream.session().relayed(id, guarded));
  }

  private static SseText printed(SseEvent event, Optional<String> id) {
    SseText text = new SseText();
    id.ifPresent(text::id);
    event.retry().ifPresent(text::retry);
    return text;
  }

  /** A comment keeps the connection open; its text is content of the target like any other. */
  private void filler(SseFiller filler) {
    if (host.guarded() || stream.classed()) {
      stream.x().client().event(words.stillHere());
    } else if (stream.carrier().live()) {
      stream.x().client().event(stream.carrier().show(ByteBuffer.wrap(filler.raw())));
    }
  }
}
