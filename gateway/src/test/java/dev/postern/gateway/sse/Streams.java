package dev.postern.gateway.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Random streams, and a reader of whole streams that follows section 9.2.6 word by word. */
final class Streams {
  private static final String[] LINES = {
    "data: {\"a\":1}", "data:x", "data:  y", "data", "data:", "id: 7", "id", "id:a\0b",
        "id: \u00e9",
    "event: ping", "event:", "event", "retry: 1500", "retry: 1x", "retry:", ": comment", ":",
        "foo: bar",
    "data2: no", "dat: no", "", "", "", " data: no", "data: a: b", "\ufeffdata: no",
        "event: \ud83d\ude00"
  };
  private static final String[] ENDS = {"\n", "\r", "\r\n"};

  private Streams() {}

  static byte[] random(Random random) {
    StringBuilder stream = new StringBuilder(random.nextInt(4) == 0 ? "\ufeff" : "");
    int style = random.nextInt(4);
    for (int i = random.nextInt(15); i > 0; i--) {
      stream.append(LINES[random.nextInt(LINES.length)]);
      stream.append(ENDS[style < 3 ? style : random.nextInt(3)]);
    }
    return stream.toString().getBytes(UTF_8);
  }

  /** What a client sees of an event. */
  record Seen(String type, String data, String lastId) {}

  static List<Seen> reference(byte[] stream) {
    String text = new String(stream, UTF_8);
    text = text.startsWith("\ufeff") ? text.substring(1) : text;
    String[] lines = text.split("\r\n|\r|\n", -1);
    List<Seen> seen = new ArrayList<>();
    String type = "";
    String data = "";
    String lastId = "";
    // What stands after the last line end is an incomplete line.
    for (int i = 0; i < lines.length - 1; i++) {
      String line = lines[i];
      if (line.isEmpty()) {
        if (!data.isEmpty()) {
          seen.add(
              new Seen(
                  type.isEmpty() ? "message" : type, data.substring(0, data.length() - 1), lastId));
        }
        type = "";
        data = "";
        continue;
      }
      int colon = line.indexOf(':');
      String field = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 1);
      value = value.startsWith(" ") ? value.substring(1) : value;
      switch (field) {
        case "event" -> type = value;
        case "data" -> data += value + "\n";
        case "id" -> lastId = value.indexOf('\0') < 0 ? value : lastId;
        default -> {}
      }
    }
    return seen;
  }

  /** The same by way of the decoder's frames. */
  static List<Seen> seen(List<SseFrame> frames) {
    List<Seen> seen = new ArrayList<>();
    String lastId = "";
    for (SseFrame frame : frames) {
      if (frame instanceof SseEvent event) {
        lastId = event.id().orElse(lastId);
        if (event.hasData()) {
          seen.add(
              new Seen(event.type().orElse("message"), new String(event.data(), UTF_8), lastId));
        }
      }
    }
    return seen;
  }

  static List<SseFrame> decode(byte[] stream) {
    List<SseFrame> frames = new ArrayList<>();
    SseDecoder decoder = new SseDecoder(SseLimits.standard());
    assertThat(decoder.feed(stream, frames::add)).isEmpty();
    decoder.end(frames::add);
    return frames;
  }

  /** Reads the one event of a text, which does not stand at the start of its stream. */
  static SseEvent event(String text) {
    return event(text.getBytes(UTF_8));
  }

  /** The same for bytes. */
  static SseEvent event(byte[] text) {
    byte[] stream = new byte[text.length + 2];
    stream[0] = ':';
    stream[1] = '\n';
    System.arraycopy(text, 0, stream, 2, text.length);
    List<SseFrame> events = new ArrayList<>(decode(stream));
    events.removeIf(SseFiller.class::isInstance);
    assertThat(events).hasSize(1);
    return (SseEvent) events.getFirst();
  }

  static byte[] relayed(List<SseFrame> frames) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    frames.forEach(frame -> all.writeBytes(frame.raw()));
    return all.toByteArray();
  }

  static Optional<SseFault> drip(SseDecoder decoder, byte[] stream, List<SseFrame> frames) {
    Optional<SseFault> fault = Optional.empty();
    for (int i = 0; i < stream.length && fault.isEmpty(); i++) {
      fault = decoder.feed(stream, i, i + 1, frames::add);
    }
    return fault;
  }
}
