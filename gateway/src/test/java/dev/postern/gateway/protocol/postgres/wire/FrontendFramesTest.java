package dev.postern.gateway.protocol.postgres.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class FrontendFramesTest {
  private static final WireLimits LIMITS = WireLimits.DEFAULT;
  private static final int ROUNDS = 20_000;

  @Test
  void every_message_reads_as_it_was_written() {
    for (FrontendMessage message : Messages.FRONTEND) {
      byte[] bytes = FrontendPrinter.print(message);

      assertThat(frames(bytes).next()).isEqualTo(new Read.Message<>(message, Slice.of(bytes)));
    }
  }

  @Test
  void every_start_packet_reads_as_it_was_written() {
    for (StartPacket packet : Messages.STARTS) {
      byte[] bytes = FrontendPrinter.print(packet);

      assertThat(frames(bytes).nextStart()).isEqualTo(new Read.Message<>(packet, Slice.of(bytes)));
    }
  }

  @Test
  void proofs_read_as_they_were_written() {
    Proof.SaslInitial initial = new Proof.SaslInitial("OAUTHBEARER", Optional.of(Slice.of("n,,")));
    Proof.SaslInitial bare = new Proof.SaslInitial("SCRAM-SHA-256", Optional.empty());

    assertThat(proof(FrontendPrinter.password(Messages.ascii("s3cret"))).password())
        .contains(Slice.of("s3cret"));
    assertThat(proof(FrontendPrinter.saslInitial(initial)).saslInitial()).contains(initial);
    assertThat(proof(FrontendPrinter.saslInitial(bare)).saslInitial()).contains(bare);
    assertThat(proof(FrontendPrinter.saslResponse(Slice.of("c=biws"))).saslResponse())
        .isEqualTo(Slice.of("c=biws"));
  }

  @Test
  void a_password_with_a_nul_in_it_or_without_one_behind_it_is_none() {
    assertThat(proof(Messages.frame('p', 4)).password()).isEmpty();
    assertThat(proof(Messages.frame('p', 7, Messages.ascii("abc"))).password()).isEmpty();
    assertThat(proof(Messages.frame('p', 8, Messages.ascii("a\0b\0"))).password()).isEmpty();
  }

  @Test
  void every_split_of_the_bytes_means_the_same() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Messages.FRONTEND.forEach(message -> all.writeBytes(FrontendPrinter.print(message)));
    byte[] bytes = all.toByteArray();
    for (int cut = 0; cut <= bytes.length; cut++) {
      FrontendFrames frames = frames(Arrays.copyOf(bytes, cut));
      List<FrontendMessage> read = drain(frames);
      frames.add(ByteBuffer.wrap(bytes, cut, bytes.length - cut));
      read.addAll(drain(frames));

      assertThat(read).isEqualTo(Messages.FRONTEND);
      assertThat(frames.unread()).isZero();
    }
  }

  @Test
  void bytes_one_by_one_mean_the_same() {
    FrontendFrames frames = new FrontendFrames(LIMITS);
    List<FrontendMessage> read = new ArrayList<>();
    for (FrontendMessage message : Messages.FRONTEND) {
      for (byte b : FrontendPrinter.print(message)) {
        frames.add(ByteBuffer.wrap(new byte[] {b}).asReadOnlyBuffer());
        read.addAll(drain(frames));
      }
    }

    assertThat(read).isEqualTo(Messages.FRONTEND);
  }

  @Test
  void a_message_that_arrived_whole_is_not_copied() {
    byte[] bytes = FrontendPrinter.print(new FrontendMessage.Query(Slice.of("select 1")));
    FrontendFrames frames = frames(bytes);
    if (!(frames.next()
        instanceof Read.Message<FrontendMessage>(FrontendMessage.Query(Slice text), Slice whole))) {
      throw new AssertionError("not a query");
    }
    bytes[5] = 'S';

    assertThat(text.text()).isEqualTo("Select 1");
    assertThat(whole.at(5)).isEqualTo((byte) 'S');
  }

  @Test
  void what_was_handed_out_does_not_change_when_more_arrives() {
    byte[] first = FrontendPrinter.print(new FrontendMessage.Query(Slice.of("select 1")));
    FrontendFrames frames = frames(Arrays.copyOf(first, 3));
    frames.add(ByteBuffer.wrap(first, 3, first.length - 3));
    frames.add(ByteBuffer.wrap(Messages.frame('Q', 100)));
    Read<FrontendMessage> read = frames.next();
    frames.add(ByteBuffer.wrap(new byte[50]));
    frames.add(ByteBuffer.wrap(new byte[50]));

    assertThat(read)
        .isEqualTo(
            new Read.Message<>(new FrontendMessage.Query(Slice.of("select 1")), Slice.of(first)));
  }

  @Test
  void copy_data_passes_before_it_is_whole_and_is_counted() {
    byte[] data = FrontendPrinter.copyData(Slice.of("1\t2\n"));
    byte[] twoAndAHalf = concat(data, data, Arrays.copyOf(data, 7));
    FrontendFrames frames = frames(twoAndAHalf);

    assertThat(frames.next())
        .isEqualTo(
            new Read.Message<>(new FrontendMessage.CopyData(2, true), Slice.of(twoAndAHalf)));
    assertThat(frames.next()).isInstanceOf(Read.More.class);
    frames.add(ByteBuffer.wrap(concat(Arrays.copyOfRange(data, 7, 9), Messages.frame('c', 4))));
    assertThat(frames.next())
        .isEqualTo(
            new Read.Message<>(
                new FrontendMessage.CopyData(1, false), Slice.of(Arrays.copyOfRange(data, 7, 9))));
    assertThat(drain(frames)).containsExactly(new FrontendMessage.CopyDone());
  }

  @Test
  void every_length_below_its_own_size_breaks_the_connection() {
    for (FrontendType type : FrontendType.values()) {
      for (int length : new int[] {3, 2, 1, 0, -1, Integer.MIN_VALUE}) {
        FrontendFrames frames = frames(Messages.frame(type.code(), length));

        assertThat(fault(read(type, frames)))
            .as(type + " " + length)
            .isEqualTo(WireFault.Kind.TOO_SHORT);
        frames.add(ByteBuffer.wrap(Messages.frame('S', 4)));
        assertThat(fault(read(type, frames))).isEqualTo(WireFault.Kind.TOO_SHORT);
      }
    }
  }

  @Test
  @Tag("reaches:WireLimits.proof")
  @Tag("reaches:WireLimits.statement")
  @Tag("reaches:WireLimits.values")
  @Tag("reaches:WireLimits.request")
  @Tag("reaches:WireLimits.copy")
  void every_length_over_its_bound_breaks_the_connection_before_the_content_is_waited_for() {
    for (FrontendType type : FrontendType.values()) {
      int longest = type.longest(LIMITS);
      for (long length : new long[] {longest + 5L, Integer.MAX_VALUE}) {
        FrontendFrames frames = frames(Messages.frame(type.code(), (int) length));

        assertThat(fault(read(type, frames)))
            .as(type + " " + length)
            .isEqualTo(WireFault.Kind.TOO_LONG);
      }
      FrontendFrames allowed = frames(Messages.frame(type.code(), longest + 4));
      assertThat(read(type, allowed)).isNotInstanceOf(Read.Broken.class);
    }
  }

  @Test
  void a_text_may_be_as_long_as_values_because_drivers_write_these_into_it() {
    assertThat(FrontendType.QUERY.longest(WireLimits.DEFAULT))
        .isGreaterThanOrEqualTo(FrontendType.BIND.longest(WireLimits.DEFAULT));
  }

  @Test
  @Tag("reaches:WireLimits.startup")
  void start_packets_have_bounds_of_their_own() {
    for (int length : new int[] {0, 7, -1, Integer.MIN_VALUE}) {
      assertThat(fault(frames(int32(length)).nextStart())).isEqualTo(WireFault.Kind.TOO_SHORT);
    }
    for (int length : new int[] {LIMITS.startup() + 5, Integer.MAX_VALUE}) {
      assertThat(fault(frames(int32(length)).nextStart())).isEqualTo(WireFault.Kind.TOO_LONG);
    }
    assertThat(frames(int32(LIMITS.startup() + 4)).nextStart()).isInstanceOf(Read.More.class);
  }

  @Test
  void a_start_packet_that_does_not_end_as_it_says_breaks_the_connection() {
    for (StartPacket packet : Messages.STARTS) {
      byte[] bytes = FrontendPrinter.print(packet);
      byte[] longer = Arrays.copyOf(bytes, bytes.length + 253);
      System.arraycopy(int32(longer.length), 0, longer, 0, 4);

      assertThat(fault(frames(longer).nextStart()))
          .as(packet.toString())
          .isEqualTo(WireFault.Kind.MALFORMED);
    }
    byte[] open = concat(int32(13), int32(196_608), Messages.ascii("user\0"));
    assertThat(fault(frames(open).nextStart())).isEqualTo(WireFault.Kind.MALFORMED);
    byte[] noName = concat(int32(15), int32(196_608), Messages.ascii("\0user\0\0"));
    assertThat(fault(frames(noName).nextStart())).isEqualTo(WireFault.Kind.MALFORMED);
    byte[] shortKey = concat(int32(15), int32(80_877_102), int32(1), Messages.ascii("key"));
    assertThat(fault(frames(shortKey).nextStart())).isEqualTo(WireFault.Kind.MALFORMED);
  }

  @Test
  void only_the_listed_types_are_known() {
    for (int type = 0; type < 256; type++) {
      FrontendFrames frames = frames(Messages.frame(type, 4));
      boolean known = FrontendType.of(type).isPresent();

      assertThat(frames.next() instanceof Read.Broken)
          .as("type " + type)
          .isEqualTo(!known || type == 'p');
    }
  }

  @Test
  void each_phase_refuses_what_belongs_to_the_other() {
    for (FrontendType type : FrontendType.values()) {
      FrontendFrames signingIn = frames(Messages.frame(type.code(), 4));
      FrontendFrames ready = frames(Messages.frame(type.code(), 4));

      if (type == FrontendType.PROOF) {
        assertThat(fault(ready.next())).isEqualTo(WireFault.Kind.OUT_OF_ORDER);
      } else {
        assertThat(fault(signingIn.nextProof())).isEqualTo(WireFault.Kind.OUT_OF_ORDER);
      }
    }
  }

  @Test
  void content_that_is_not_what_its_type_says_is_unreadable_and_reading_goes_on() {
    List<byte[]> wrong =
        List.of(
            Messages.frame('Q', 4),
            Messages.frame('Q', 7, Messages.ascii("abc")),
            Messages.frame('Q', 8, Messages.ascii("a\0b\0")),
            Messages.frame('P', 7, Messages.ascii("a\0b")),
            Messages.frame('P', 10, Messages.ascii("\0\0\0\1\0\0")),
            Messages.frame('P', 8, Messages.ascii("\0\0\377\377")),
            Messages.frame('B', 10, Messages.ascii("\0\0\0\0\0\1")),
            Messages.frame('B', 14, Messages.ascii("\0\0\0\0\0\1\377\377\377\376")),
            Messages.frame('B', 14, Messages.ascii("\0\0\0\0\0\1\177\377\377\377")),
            Messages.frame('E', 7, Messages.ascii("\0\0\0")),
            Messages.frame('D', 6, Messages.ascii("X\0")),
            Messages.frame('C', 4),
            Messages.frame('S', 5, (byte) 0),
            Messages.frame('H', 5, (byte) 0),
            Messages.frame('F', 6, Messages.ascii("\0\0")),
            Messages.frame('f', 4));
    for (byte[] bytes : wrong) {
      FrontendFrames frames = frames(concat(bytes, Messages.frame('S', 4)));

      assertThat(frames.next())
          .as(Arrays.toString(bytes))
          .isInstanceOfSatisfying(
              Read.Message.class,
              read -> assertThat(read.message()).isInstanceOf(FrontendMessage.Unreadable.class));
      assertThat(drain(frames)).containsExactly(new FrontendMessage.Sync());
    }
  }

  @Test
  void random_bytes_never_throw() {
    Random random = new Random(20_261_121);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      if (bytes.length > 5 && random.nextBoolean()) {
        bytes[0] = FrontendType.values()[random.nextInt(FrontendType.values().length)].code();
        System.arraycopy(int32(bytes.length - 1), 0, bytes, 1, 4);
      }
      FrontendFrames ready = frames(bytes.clone());
      drain(ready);
      frames(bytes.clone()).nextStart();
      if (frames(bytes).nextProof() instanceof Read.Message<Proof>(Proof proof, Slice whole)) {
        proof.saslInitial();
        proof.password();
      }

      assertThat(ready.unread()).isBetween(0, bytes.length);
    }
  }

  @Test
  void mangled_messages_never_throw() {
    Random random = new Random(20_261_122);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes =
          FrontendPrinter.print(Messages.FRONTEND.get(random.nextInt(Messages.FRONTEND.size())));
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      FrontendFrames frames = frames(bytes);
      drain(frames);

      assertThat(frames.unread()).isBetween(0, bytes.length);
    }
  }

  private static FrontendFrames frames(byte[] bytes) {
    FrontendFrames frames = new FrontendFrames(LIMITS);
    frames.add(ByteBuffer.wrap(bytes));
    return frames;
  }

  private static Proof proof(byte[] bytes) {
    return frames(bytes).nextProof() instanceof Read.Message<Proof>(Proof proof, Slice whole)
        ? proof
        : new Proof(Slice.of("no proof"));
  }

  private static Read<?> read(FrontendType type, FrontendFrames frames) {
    return type == FrontendType.PROOF ? frames.nextProof() : frames.next();
  }

  private static WireFault.Kind fault(Read<?> read) {
    return ((Read.Broken<?>) read).fault().kind();
  }

  private static List<FrontendMessage> drain(FrontendFrames frames) {
    List<FrontendMessage> read = new ArrayList<>();
    while (frames.next()
        instanceof Read.Message<FrontendMessage>(FrontendMessage message, Slice w)) {
      read.add(message);
    }
    return read;
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  static byte[] int32(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }
}
