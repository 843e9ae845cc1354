package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.ResponseHead;
import dev.postern.kernel.gate.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The client's half of an exchange: one answer, whole or as a stream of events. */
final class ClientSide {
  private static final Field JSON = new Field("content-type", "application/json");
  private static final Field TEXT = new Field("content-type", "text/plain; charset=utf-8");
  private static final Field EVENTS = new Field("content-type", "text/event-stream");
  private static final Field UNSTORED = new Field("cache-control", "no-store");
  private static final Field FLOWING = new Field("cache-control", "no-store, no-transform");
  private static final List<Field> WHOLE = List.of(JSON, UNSTORED);

  private enum Stage {
    SILENT,
    HOLDING,
    STREAMING,
    ENDED
  }

  private final Consumer<Command> out;
  private final McpWords words = new McpWords();
  private final List<Shown> held = new ArrayList<>();
  private Stage stage = Stage.SILENT;
  private boolean gone;

  ClientSide(Consumer<Command> out) {
    this.out = out;
  }

  /** The client has left: from now on nothing is said. */
  void left() {
    gone = true;
    held.clear();
  }

  boolean gone() {
    return gone;
  }

  /** Whether the answer is over, for the client or because it left. */
  boolean over() {
    return gone || stage == Stage.ENDED;
  }

  /** Whether a stream of events has begun. */
  boolean streaming() {
    return stage == Stage.STREAMING;
  }

  /** Whether nothing of an answer was sent. */
  boolean silent() {
    return stage == Stage.SILENT || stage == Stage.HOLDING;
  }

  /** A whole answer in JSON. */
  void whole(int status, List<Field> more, Shown body) {
    if (begin(status, WHOLE, more)) {
      out.accept(new Command.Show(body));
      end();
    }
  }

  /** An answer without a body. */
  void bare(int status, List<Field> more) {
    if (begin(status, List.of(UNSTORED), more)) {
      end();
    }
  }

  /** One line, for what is not asked in the protocol. */
  void line(int status, List<Field> more, String line) {
    if (begin(status, List.of(TEXT, UNSTORED), more)) {
      out.accept(new Command.Show(words.line(line)));
      end();
    }
  }

  /** Keeps events back until the stream's head is known. */
  void hold() {
    stage = Stage.HOLDING;
  }

  /** How many events are kept back. */
  int held() {
    return held.size();
  }

  /** Begins a stream of events, with what was kept back. */
  void open(List<Field> more) {
    if (begin(200, List.of(EVENTS, FLOWING), more)) {
      held.forEach(shown -> out.accept(new Command.Show(shown)));
      held.clear();
    }
  }

  /** One or more whole events. */
  void event(Shown shown) {
    if (gone) {
      return;
    }
    switch (stage) {
      case HOLDING -> held.add(shown);
      case STREAMING -> out.accept(new Command.Show(shown));
      case SILENT, ENDED -> throw new IllegalStateException("no stream is open");
    }
  }

  /** Ends the answer; where nothing was said yet, with an answer that says so. */
  void end() {
    if (!over() && silent()) {
      bare(503, List.of());
    } else if (!over()) {
      out.accept(new Command.ShowEnd());
    }
    stage = Stage.ENDED;
  }

  /** Tells of a trouble in the form that still fits, and ends the answer. */
  void trouble(List<RpcId> ids, boolean batch, Trouble trouble) {
    if (over()) {
      return;
    }
    if (stage == Stage.STREAMING) {
      ids.forEach(id -> event(words.event(id, trouble)));
      end();
    } else if (ids.isEmpty()) {
      int status = trouble.status() == 200 ? 400 : trouble.status();
      whole(status, List.of(), words.body(Optional.empty(), trouble));
    } else if (batch) {
      whole(200, List.of(), words.batch(ids, trouble));
    } else {
      whole(trouble.status(), List.of(), words.body(Optional.of(ids.getFirst()), trouble));
    }
  }

  private boolean begin(int status, List<Field> fixed, List<Field> more) {
    if (over() || stage == Stage.STREAMING) {
      return false;
    }
    List<Field> fields = fixed;
    if (!more.isEmpty()) {
      fields = new ArrayList<>(fixed);
      fields.addAll(more);
    }
    out.accept(new Command.Reply(new ResponseHead(status, fields)));
    stage = Stage.STREAMING;
    return true;
  }
}
