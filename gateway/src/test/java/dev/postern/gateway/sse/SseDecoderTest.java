package dev.postern.gateway.sse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.sse.SseFault.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseDecoderTest {
  @Test
  void reads_the_fields_of_an_event() {
    SseEvent event = Streams.event("event: message\nid: s1-7\nretry: 1500\ndata: {}\ndata:  x\n\n");
    assertThat(event.type()).contains("message");
    assertThat(event.id()).contains("s1-7");
    assertThat(event.retry()).hasValue(1500);
    assertThat(new String(event.data(), UTF_8)).isEqualTo("{}\n x");
    assertThat(event.hasIgnoredLines()).isFalse();
  }

  @Test
  void a_priming_event_has_an_id_and_empty_data() {
    SseEvent event = Streams.event("id: 1\ndata:\n\n");
    assertThat(event.hasData()).isTrue();
    assertThat(event.data()).isEmpty();
    SseEvent without = Streams.event("id: 1\n\n");
    assertThat(without.hasData()).isFalse();
    assertThat(without.id()).contains("1");
  }

  @Test
  void ignores_what_the_standard_ignores() {
    SseEvent event =
        Streams.event("id:a\nid:b\0\nretry:-1\nretry: 1.5\nretry:\nevent:\nData:x\n:c\n\n");
    assertThat(event.id()).contains("a");
    assertThat(event.retry()).isEmpty();
    assertThat(event.type()).isEmpty();
    assertThat(event.hasData()).isFalse();
    assertThat(event.hasIgnoredLines()).isTrue();
    assertThat(Streams.event("id\n\n").id()).contains("");
    assertThat(Streams.event("retry: 0" + "9".repeat(18) + "\n\n").retry())
        .hasValue(999_999_999_999_999_999L);
    assertThat(Streams.event("retry: " + "9".repeat(40) + "\n\n").retry()).hasValue(Long.MAX_VALUE);
  }

  @Test
  void agrees_with_the_standards_own_steps_on_random_streams() {
    Random random = new Random(5);
    int events = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] stream = Streams.random(random);
      List<Streams.Seen> expected = Streams.reference(stream);
      assertThat(Streams.seen(Streams.decode(stream)))
          .as(new String(stream, UTF_8))
          .isEqualTo(expected);
      events += expected.size();
    }
    assertThat(events).isGreaterThan(5_000);
  }

  @Test
  void every_cut_gives_the_same_events_and_an_untouched_relay_is_equal() {
    Random random = new Random(6);
    for (int round = 0; round < 500; round++) {
      byte[] stream = Streams.random(random);
      List<String> whole = events(Streams.decode(stream));
      for (int cut = 0; cut <= stream.length; cut++) {
        SseDecoder decoder = new SseDecoder(SseLimits.standard());
        List<SseFrame> frames = new ArrayList<>();
        decoder.feed(stream, 0, cut, frames::add);
        decoder.feed(stream, cut, stream.length, frames::add);
        int pending = decoder.pending();
        int held = decoder.end(frames::add).isPresent() ? pending : 0;
        assertThat(events(frames)).isEqualTo(whole);
        assertThat(Streams.relayed(frames)).isEqualTo(Arrays.copyOf(stream, stream.length - held));
      }
      List<SseFrame> dripped = new ArrayList<>();
      SseDecoder decoder = new SseDecoder(SseLimits.standard());
      Streams.drip(decoder, stream, dripped);
      decoder.end(dripped::add);
      assertThat(events(dripped)).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"data: x\n\n", "data: x\r\n\r\n", "data: x\r\r", "data: x\n\r", "data: x\r\n\n"})
  void an_event_is_handed_on_with_the_byte_that_ends_it(String text) {
    byte[] stream = text.getBytes(UTF_8);
    SseDecoder decoder = new SseDecoder(SseLimits.standard());
    List<SseFrame> frames = new ArrayList<>();
    decoder.feed(stream, 0, stream.length - 1, frames::add);
    assertThat(frames).isEmpty();
    assertThat(decoder.pending()).isEqualTo(stream.length - 1);
    decoder.feed(stream, stream.length - 1, stream.length, frames::add);
    assertThat(frames).hasSize(1);
    assertThat(frames.getFirst().raw()).isEqualTo(stream);
    assertThat(decoder.pending()).isZero();
  }

  @Test
  void a_keep_alive_is_handed_on_at_the_end_of_its_line() {
    SseDecoder decoder = new SseDecoder(SseLimits.standard());
    List<SseFrame> frames = new ArrayList<>();
    decoder.feed(": ping\n".getBytes(UTF_8), frames::add);
    assertThat(frames).containsExactly(new SseFiller(": ping\n".getBytes(UTF_8)));
    decoder.feed("\n\r\n:\r".getBytes(UTF_8), frames::add);
    assertThat(frames).hasSize(2);
  }

  @Test
  void a_byte_order_mark_counts_only_at_the_start() {
    assertThat(Streams.seen(Streams.decode("\ufeffdata: a\n\n\ufeffdata: b\n\n".getBytes(UTF_8))))
        .containsExactly(new Streams.Seen("message", "a", ""));
  }

  @Test
  void a_stream_that_ends_within_an_event_is_cut_off() {
    for (String rest : new String[] {"data: x", "data: x\n", "data: x\r\n", "d", ": c"}) {
      SseDecoder decoder = new SseDecoder(SseLimits.standard());
      List<SseFrame> frames = new ArrayList<>();
      assertThat(decoder.feed(("data: a\n\n" + rest).getBytes(UTF_8), frames::add)).isEmpty();
      assertThat(decoder.end(frames::add))
          .contains(new SseFault(9 + rest.length(), Reason.CUT_OFF));
      assertThat(frames).hasSize(1);
    }
  }

  @Test
  @Tag("reaches:SseLimits.maxLineBytes")
  void an_endless_line_is_a_fault_at_the_limit_however_it_arrives() {
    String stream = "data: 1\n\ndata: 345" + "x".repeat(1000);
    refuses(stream, new SseLimits(9, 40), new SseFault(18, Reason.LINE_TOO_LONG));
    refuses("x".repeat(50), new SseLimits(9, 40), new SseFault(9, Reason.LINE_TOO_LONG));
    refuses(":" + "x".repeat(50), new SseLimits(9, 40), new SseFault(9, Reason.LINE_TOO_LONG));
  }

  @Test
  @Tag("reaches:SseLimits.maxEventBytes")
  void an_endless_event_is_a_fault_at_the_limit_however_it_arrives() {
    refuses("data: x\n".repeat(99), new SseLimits(9, 40), new SseFault(40, Reason.EVENT_TOO_LONG));
    refuses("data: xy\n".repeat(99), new SseLimits(9, 40), new SseFault(40, Reason.EVENT_TOO_LONG));
    refuses("a\r\n".repeat(99), new SseLimits(9, 40), new SseFault(40, Reason.EVENT_TOO_LONG));
    refuses(
        "a\n" + ":\n".repeat(99), new SseLimits(9, 40), new SseFault(40, Reason.EVENT_TOO_LONG));
  }

  @Test
  void endless_keep_alives_hold_no_memory() {
    SseDecoder decoder = new SseDecoder(new SseLimits(9, 40));
    byte[] piece = ": ping\n\n\r\n".repeat(1000).getBytes(UTF_8);
    List<SseFrame> frames = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      frames.clear();
      assertThat(decoder.feed(piece, frames::add)).isEmpty();
      assertThat(frames).hasSize(1);
      assertThat(decoder.pending()).isZero();
    }
  }

  @Test
  void after_a_fault_nothing_is_handed_on() {
    SseDecoder decoder = new SseDecoder(new SseLimits(9, 40));
    List<SseFrame> frames = new ArrayList<>();
    Optional<SseFault> fault = decoder.feed("x".repeat(10).getBytes(UTF_8), frames::add);
    assertThat(decoder.feed("\n\ndata: x\n\n".getBytes(UTF_8), frames::add)).isEqualTo(fault);
    assertThat(decoder.end(frames::add)).isEqualTo(fault).isPresent();
    assertThat(frames).isEmpty();
  }

  private static void refuses(String text, SseLimits limits, SseFault fault) {
    byte[] stream = text.getBytes(UTF_8);
    List<SseFrame> frames = new ArrayList<>();
    assertThat(new SseDecoder(limits).feed(stream, frames::add)).contains(fault);
    assertThat(Streams.drip(new SseDecoder(limits), stream, frames)).contains(fault);
  }

  /** The bytes of the events, one character each. */
  private static List<String> events(List<SseFrame> frames) {
    return frames.stream()
        .filter(SseEvent.class::isInstance)
        .map(frame -> new String(frame.raw(), ISO_8859_1))
        .toList();
  }
}
