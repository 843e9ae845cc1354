package dev.postern.gateway.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SseTextTest {
  @Test
  void an_edit_replaces_the_data_lines_and_keeps_all_others() {
    SseEvent event =
        Streams.event("id:7\r\ndata: {\r\n:note\r\ndata: }\r\nfoo: bar\r\nretry: 5\r\n\r\n");
    assertThat(new String(event.withData("{\"a\":1}".getBytes(UTF_8)), UTF_8))
        .isEqualTo("id:7\r\ndata: {\"a\":1}\r\n:note\r\nfoo: bar\r\nretry: 5\r\n\r\n");
    assertThat(new String(event.withData("1\n2\r3\r\n\n".getBytes(UTF_8)), UTF_8))
        .contains("data: 1\r\ndata: 2\r\ndata: 3\r\ndata: \r\ndata: \r\n:note");
  }

  @Test
  void an_edit_adds_data_where_there_was_none() {
    SseEvent event = Streams.event("id: 7\r\r");
    assertThat(new String(event.withData("x".getBytes(UTF_8)), UTF_8))
        .isEqualTo("id: 7\rdata: x\r\r");
  }

  @Test
  void an_edit_does_not_join_a_cr_and_a_lf_that_were_apart() {
    SseEvent event = Streams.event("id: 7\rdata: old\n\n");
    assertThat(new String(event.withData("new".getBytes(UTF_8)), UTF_8))
        .isEqualTo("id: 7\rdata: new\n\n");
    SseEvent two = Streams.event("data: a\rdata: b\n\n");
    assertThat(new String(two.withData("new".getBytes(UTF_8)), UTF_8)).isEqualTo("data: new\r\n\n");
  }

  @Test
  void an_edited_event_reads_as_the_old_one_with_the_new_data() {
    Random random = new Random(8);
    int edited = 0;
    for (int round = 0; round < 5_000; round++) {
      for (SseFrame frame : Streams.decode(Streams.random(random))) {
        if (frame instanceof SseEvent event) {
          String data = random.nextBoolean() ? "{\"masked\":true}" : " two\n\nlines ";
          SseEvent again = Streams.event(new String(event.withData(data.getBytes(UTF_8)), UTF_8));
          assertThat(new String(again.data(), UTF_8)).isEqualTo(data);
          assertThat(again.hasData()).isTrue();
          assertSameHead(again, event);
          assertThat(again.hasIgnoredLines()).isEqualTo(event.hasIgnoredLines());
          edited++;
        }
      }
    }
    assertThat(edited).isGreaterThan(2_000);
  }

  @Test
  void a_printed_event_says_what_was_understood_and_nothing_else() {
    SseEvent event =
        Streams.event(
            "event: a\r:secret\rid:7\ridx: secret\rid: \0secret\rdata: old\revent: b\r\r");
    assertThat(new String(SseText.printed(event, "new".getBytes(UTF_8)), UTF_8))
        .isEqualTo("event: b\nid: 7\ndata: new\n\n");
    Random random = new Random(9);
    for (int round = 0; round < 5_000; round++) {
      for (SseFrame frame : Streams.decode(Streams.random(random))) {
        if (frame instanceof SseEvent original) {
          byte[] printed = SseText.printed(original, original.data());
          if (printed.length > 1) {
            SseEvent again = Streams.event(new String(printed, UTF_8));
            assertThat(again.data()).isEqualTo(original.data());
            assertThat(again.hasData()).isEqualTo(original.hasData());
            assertThat(again.hasIgnoredLines()).isFalse();
            assertSameHead(again, original);
          }
        }
      }
    }
  }

  @Test
  void writes_events_and_keep_alives() {
    byte[] event =
        new SseText().type("message").id("s-1").retry(1000).data("{}".getBytes(UTF_8)).bytes();
    assertThat(new String(event, UTF_8))
        .isEqualTo("event: message\nid: s-1\nretry: 1000\ndata: {}\n\n");
    assertThat(new String(new SseText().id("").data(new byte[0]).bytes(), UTF_8))
        .isEqualTo("id: \ndata: \n\n");
    List<SseFrame> frames = Streams.decode(SseText.comment("waiting for approval"));
    assertThat(frames).allMatch(SseFiller.class::isInstance);
    assertThat(new String(Streams.relayed(frames), UTF_8)).isEqualTo(": waiting for approval\n\n");
  }

  @ParameterizedTest
  @CsvSource({"'a\nb'", "'a\rb'", "'\n'"})
  void a_field_cannot_smuggle_a_line(String value) {
    assertThatThrownBy(() -> new SseText().id(value)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SseText().type(value))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SseText.comment(value)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SseText().id("a\0")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SseText().retry(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertSameHead(SseEvent event, SseEvent other) {
    assertThat(event.id()).isEqualTo(other.id());
    assertThat(event.type()).isEqualTo(other.type());
    assertThat(event.retry()).isEqualTo(other.retry());
  }
}
