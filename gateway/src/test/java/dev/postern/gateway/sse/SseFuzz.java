package dev.postern.gateway.sse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.fuzz.FuzzInput;
import dev.postern.testkit.fuzz.FuzzTarget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The decoder of event streams; the first byte says in what pieces they come. */
public final class SseFuzz implements FuzzTarget {
  @Override
  public String name() {
    return "sse";
  }

  @Override
  public String property() {
    return "the events are those of the standard's own steps, wherever the stream is cut; what is"
        + " relayed untouched is the stream; new data in an event leaves it one event with"
        + " that data and the same type, id and retry";
  }

  @Override
  public List<String> seeds() {
    return List.of(
        "\u0001event: message\nid: 7\ndata: {\"a\":1}\ndata: x\n\n",
        "\u0003: ping\r\n\r\ndata\r\rretry: 1500\r\nid\r\n\r\n",
        "\u0000\u00ef\u00bb\u00bfdata: a\n\r\n\rdata:  b\r\n\n");
  }

  @Override
  public List<String> words() {
    return List.of("data: ", "\r\n", "\n\n", "\r\r", "id: ", "event: ", "retry: 12", ":", "data\n");
  }

  @Override
  public void run(byte[] input) {
    FuzzInput choices = new FuzzInput(input);
    int step = 1 + choices.below(9);
    byte[] stream = choices.rest();
    List<SseFrame> whole = Streams.decode(stream);
    assertThat(Streams.seen(whole)).isEqualTo(Streams.reference(stream));
    List<SseFrame> cut = new ArrayList<>();
    SseDecoder decoder = new SseDecoder(SseLimits.standard());
    for (int at = 0; at < stream.length; at += step) {
      decoder.feed(stream, at, Math.min(stream.length, at + step), cut::add);
    }
    int pending = decoder.pending();
    int held = decoder.end(cut::add).isPresent() ? pending : 0;
    assertThat(events(cut)).isEqualTo(events(whole));
    assertThat(Streams.relayed(cut)).isEqualTo(Arrays.copyOf(stream, stream.length - held));
    for (SseFrame frame : whole) {
      if (frame instanceof SseEvent event) {
        replaced(event);
      }
    }
  }

  private static void replaced(SseEvent event) {
    byte[] edited = event.withData("new\nlines".getBytes(ISO_8859_1));
    SseEvent again = Streams.event(edited);
    assertThat(new String(again.data(), ISO_8859_1)).isEqualTo("new\nlines");
    assertThat(again.type()).isEqualTo(event.type());
    assertThat(again.id()).isEqualTo(event.id());
    assertThat(again.retry()).isEqualTo(event.retry());
  }

  private static List<String> events(List<SseFrame> frames) {
    return frames.stream()
        .filter(SseEvent.class::isInstance)
        .map(frame -> FuzzInput.octets(frame.raw()))
        .toList();
  }
}
