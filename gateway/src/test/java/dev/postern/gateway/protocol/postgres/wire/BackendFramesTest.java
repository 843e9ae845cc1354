package dev.postern.gateway.protocol.postgres.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BackendFramesTest {
  private static final WireLimits LIMITS = WireLimits.DEFAULT;
  private static final int ROUNDS = 20_000;

  @Test
  void every_message_reads_as_it_was_written() {
    for (BackendMessage message : Messages.BACKEND) {
      byte[] bytes = BackendPrinter.print(message);

      assertThat(frames(bytes).next()).isEqualTo(new Read.Message<>(message, Slice.of(bytes)));
    }
  }

  @Test
  void the_samples_hold_every_type() {
    List<Byte> types =
        new ArrayList<>(
            Messages.BACKEND.stream().map(message -> BackendPrinter.print(message)[0]).toList());
    types.add(BackendType.DATA_ROW.code());
    types.add(BackendType.COPY_DATA.code());

    for (BackendType type : BackendType.values()) {
      assertThat(types).contains(type.code());
    }
  }

  @Test
  void every_split_of_the_bytes_means_the_same() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Messages.BACKEND.forEach(message -> all.writeBytes(BackendPrinter.print(message)));
    byte[] bytes = all.toByteArray();
    for (int cut = 0; cut <= bytes.length; cut++) {
      BackendFrames frames = frames(Arrays.copyOf(bytes, cut));
      List<BackendMessage> read = drain(frames);
      frames.add(ByteBuffer.wrap(bytes, cut, bytes.length - cut));
      read.addAll(drain(frames));

      assertThat(read).isEqualTo(Messages.BACKEND);
    }
  }

  @Test
  void rows_pass_in_runs_and_are_counted_however_they_are_cut() {
    byte[] row =
        BackendPrinter.row(
            List.of(Optional.of(Slice.of("ana")), Optional.empty(), Optional.of(Slice.EMPTY)));
    byte[] rows = FrontendFramesTest.concat(row, BackendPrinter.row(List.of()), row);
    byte[] bytes = FrontendFramesTest.concat(rows, Messages.frame('I', 4));
    for (int cut = 0; cut <= bytes.length; cut++) {
      BackendFrames frames = frames(Arrays.copyOf(bytes, cut));
      ByteArrayOutputStream shown = new ByteArrayOutputStream();
      int ended = run(frames, shown);
      frames.add(ByteBuffer.wrap(bytes, cut, bytes.length - cut));
      ended += run(frames, shown);

      assertThat(ended).isEqualTo(3);
      assertThat(shown.toByteArray()).isEqualTo(bytes);
    }
  }

  @Test
  void rows_that_came_together_are_one_message_of_one_slice() {
    byte[] row = BackendPrinter.row(List.of(Optional.of(Slice.of("ana"))));
    byte[] rows = FrontendFramesTest.concat(row, row, row);

    assertThat(frames(rows).next())
        .isEqualTo(new Read.Message<>(new BackendMessage.DataRows(3, false), Slice.of(rows)));
  }

  @Test
  void a_row_whose_values_do_not_fill_it_breaks_the_connection_however_it_is_cut() {
    List<byte[]> hostile =
        List.of(
            Messages.frame('D', 4),
            Messages.frame('D', 5, (byte) 0),
            Messages.frame('D', 6, Messages.ascii("\0\1")),
            Messages.frame('D', 10, Messages.ascii("\0\1\377\377\377\376")),
            Messages.frame('D', 10, Messages.ascii("\0\1\200\0\0\0")),
            Messages.frame('D', 10, Messages.ascii("\0\1\0\0\0\1")),
            Messages.frame('D', 11, Messages.ascii("\0\1\0\0\0\0x")),
            Messages.frame('D', 11, Messages.ascii("\0\1\177\377\377\377x")),
            Messages.frame('D', 10, Messages.ascii("\377\377\377\377\377\377")),
            Messages.frame('D', 7, Messages.ascii("\0\0x")));
    for (byte[] bytes : hostile) {
      for (int cut = 0; cut <= bytes.length; cut++) {
        BackendFrames frames = frames(Arrays.copyOf(bytes, cut));
        drain(frames);
        frames.add(ByteBuffer.wrap(bytes, cut, bytes.length - cut));
        drain(frames);

        assertThat(fault(frames.next()))
            .as(Arrays.toString(bytes))
            .isEqualTo(WireFault.Kind.MALFORMED);
      }
    }
  }

  @Test
  @Tag("reaches:WireLimits.row")
  @Tag("reaches:WireLimits.report")
  @Tag("reaches:WireLimits.description")
  @Tag("reaches:WireLimits.result")
  @Tag("reaches:WireLimits.reply")
  void every_length_out_of_bounds_breaks_the_connection() {
    for (BackendType type : BackendType.values()) {
      for (int length : new int[] {3, 0, -1, Integer.MIN_VALUE}) {
        assertThat(fault(frames(Messages.frame(type.code(), length)).next()))
            .isEqualTo(WireFault.Kind.TOO_SHORT);
      }
      for (int length : new int[] {type.longest(LIMITS) + 5, Integer.MAX_VALUE}) {
        assertThat(fault(frames(Messages.frame(type.code(), length)).next()))
            .isEqualTo(WireFault.Kind.TOO_LONG);
      }
      assertThat(frames(Messages.frame(type.code(), type.longest(LIMITS) + 4)).next())
          .isNotInstanceOf(Read.Broken.class);
    }
  }

  @Test
  void what_stands_before_a_fault_is_still_read() {
    byte[] row = BackendPrinter.row(List.of());
    BackendFrames frames = frames(FrontendFramesTest.concat(row, Messages.frame('D', 3)));

    assertThat(frames.next())
        .isEqualTo(new Read.Message<>(new BackendMessage.DataRows(1, false), Slice.of(row)));
    assertThat(fault(frames.next())).isEqualTo(WireFault.Kind.TOO_SHORT);
  }

  @Test
  void content_that_is_not_what_its_type_says_breaks_the_connection() {
    List<byte[]> wrong =
        List.of(
            Messages.frame('R', 4),
            Messages.frame('R', 8, Messages.ascii("\0\0\0\143")),
            Messages.frame('R', 10, Messages.ascii("\0\0\0\5ab")),
            Messages.frame('R', 9, Messages.ascii("\0\0\0\12a")),
            Messages.frame('K', 8, Messages.ascii("\0\0\0\1")),
            Messages.frame('K', 265, new byte[261]),
            Messages.frame('Z', 5, (byte) 'X'),
            Messages.frame('Z', 4),
            Messages.frame('Z', 6, Messages.ascii("II")),
            Messages.frame('C', 5, (byte) 'x'),
            Messages.frame('E', 4),
            Messages.frame('E', 7, Messages.ascii("Mno")),
            Messages.frame('E', 6, Messages.ascii("\0x")),
            Messages.frame('T', 6, Messages.ascii("\0\1")),
            Messages.frame('V', 8, Messages.ascii("\377\377\377\376")),
            Messages.frame('V', 8, Messages.ascii("\0\0\0\1")),
            Messages.frame('v', 12, Messages.ascii("\0\3\0\0\177\377\377\377")),
            Messages.frame('S', 8, Messages.ascii("a\0b")),
            Messages.frame('1', 5, (byte) 0));
    for (byte[] bytes : wrong) {
      BackendFrames frames = frames(FrontendFramesTest.concat(bytes, Messages.frame('I', 4)));

      assertThat(fault(frames.next()))
          .as(Arrays.toString(bytes))
          .isEqualTo(WireFault.Kind.MALFORMED);
      assertThat(frames.next()).isInstanceOf(Read.Broken.class);
    }
  }

  @Test
  void a_report_of_very_many_fields_breaks_the_connection() {
    Report report = Report.of("ERROR", "XX000", "much");
    while (report.fields().size() < 64) {
      report = report.with('x', "");
    }
    byte[] most = BackendPrinter.print(new BackendMessage.ErrorResponse(report));
    byte[] more = BackendPrinter.print(new BackendMessage.ErrorResponse(report.with('x', "")));

    assertThat(frames(most).next()).isInstanceOf(Read.Message.class);
    assertThat(fault(frames(more).next())).isEqualTo(WireFault.Kind.MALFORMED);
  }

  @Test
  void only_the_listed_types_are_known() {
    for (int type = 0; type < 256; type++) {
      Read<BackendMessage> read = frames(Messages.frame(type, 4)).next();

      boolean unknown =
          read instanceof Read.Broken<BackendMessage>(WireFault fault)
              && fault.kind() == WireFault.Kind.UNKNOWN_TYPE;
      assertThat(unknown).as("type " + type).isEqualTo(BackendType.of(type).isEmpty());
    }
  }

  @Test
  void one_byte_answers_a_request_for_tls() {
    BackendFrames yes = frames(BackendPrinter.print(BackendFrames.TlsAnswer.YES));
    BackendFrames no = frames(BackendPrinter.print(BackendFrames.TlsAnswer.NO));
    BackendFrames injected = frames(Messages.ascii("SE"));

    assertThat(yes.nextTlsAnswer())
        .isEqualTo(new Read.Message<>(BackendFrames.TlsAnswer.YES, Slice.of("S")));
    assertThat(no.nextTlsAnswer())
        .isEqualTo(new Read.Message<>(BackendFrames.TlsAnswer.NO, Slice.of("N")));
    assertThat(injected.nextTlsAnswer()).isInstanceOf(Read.Message.class);
    assertThat(injected.unread()).isEqualTo(1);
    assertThat(fault(frames(Messages.ascii("E")).nextTlsAnswer()))
        .isEqualTo(WireFault.Kind.OUT_OF_ORDER);
  }

  @Test
  void no_text_of_ours_can_carry_a_nul() {
    assertThatThrownBy(
            () -> BackendPrinter.print(new BackendMessage.CommandComplete(Slice.of("a\0b"))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Report.of("ERROR", "42501", "a\0b").message()).isEqualTo("ab");
  }

  @Test
  void random_and_mangled_bytes_never_throw() {
    Random random = new Random(20_261_123);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes;
      if (random.nextBoolean()) {
        bytes = new byte[1 + random.nextInt(64)];
        random.nextBytes(bytes);
      } else {
        int at = random.nextInt(Messages.BACKEND.size());
        bytes = BackendPrinter.print(Messages.BACKEND.get(at));
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      BackendFrames frames = frames(bytes);
      drain(frames);

      assertThat(frames.unread()).isBetween(0, bytes.length);
    }
  }

  private static int run(BackendFrames frames, ByteArrayOutputStream shown) {
    int ended = 0;
    while (frames.next()
        instanceof Read.Message<BackendMessage>(BackendMessage message, Slice bytes)) {
      if (message instanceof BackendMessage.DataRows rows) {
        ended += rows.ended();
      }
      shown.writeBytes(bytes.copy());
    }
    return ended;
  }

  private static BackendFrames frames(byte[] bytes) {
    BackendFrames frames = new BackendFrames(LIMITS);
    frames.add(ByteBuffer.wrap(bytes));
    return frames;
  }

  private static WireFault.Kind fault(Read<?> read) {
    return ((Read.Broken<?>) read).fault().kind();
  }

  private static List<BackendMessage> drain(BackendFrames frames) {
    List<BackendMessage> read = new ArrayList<>();
    while (frames.next()
        instanceof Read.Message<BackendMessage>(BackendMessage message, Slice bytes)) {
      read.add(message);
    }
    return read;
  }
}
