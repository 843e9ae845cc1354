package dev.postern.kernel.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PartScanTest {
  @Test
  void version_1_of_a_part_stays_as_the_golden_file_has_it() throws IOException {
    byte[] golden;
    try (InputStream file =
        Objects.requireNonNull(PartScanTest.class.getResourceAsStream("segment-v1.hex"))) {
      String text = new String(file.readAllBytes(), StandardCharsets.US_ASCII);
      golden = HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }
    assertThat(part()).isEqualTo(golden);
    PartScan scan = PartScan.of(new Octets(golden));
    assertThat(scan.next())
        .isInstanceOfSatisfying(
            PartScan.Found.Turn.class,
            turn -> assertThat(turn.leaves()).isEqualTo(List.copyOf(Samples.all().values())));
    assertThat(scan.next()).isEqualTo(new PartScan.Found.End(true, 3));
    assertThat(scan.next()).isEqualTo(new PartScan.Found.Nothing());
    assertThat(PartScan.ending(new Octets(golden)).orElseThrow().tip()).isEqualTo(scan.tip());
  }

  @Test
  void a_flipped_bit_never_passes_and_never_throws() throws IOException {
    byte[] whole = part();
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] changed = whole.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      if (bit / 8 < SegmentHeader.LENGTH) {
        assertThatThrownBy(() -> PartScan.of(new Octets(changed))).isInstanceOf(Malformed.class);
      } else {
        assertThat(reachesItsEnd(changed)).as("bit %d", bit).isFalse();
      }
    }
  }

  @Test
  void hostile_frames_behind_a_good_header_never_throw() throws IOException {
    Random random = new Random(3);
    byte[] header = Arrays.copyOf(part(), SegmentHeader.LENGTH);
    for (int i = 0; i < 20_000; i++) {
      byte[] hostile = Arrays.copyOf(header, header.length + random.nextInt(200));
      for (int at = header.length; at < hostile.length; at++) {
        hostile[at] = (byte) random.nextInt(256);
      }
      if (hostile.length > header.length + 16) {
        hostile[header.length] = (byte) (random.nextBoolean() ? 'T' : 'E');
        hostile[header.length + 1] = 1;
        hostile[header.length + 2] = 0;
        hostile[header.length + 3] = 0;
        int held = hostile.length - header.length - Frames.PREFIX;
        ByteBuffer.wrap(hostile).putInt(header.length + 8, held);
        ByteBuffer.wrap(hostile)
            .putInt(header.length + 12, Frames.crc(hostile, header.length, held));
      }
      assertThat(reachesItsEnd(hostile)).isFalse();
    }
  }

  private static boolean reachesItsEnd(byte[] part) throws IOException {
    PartScan scan = PartScan.of(new Octets(part));
    PartScan.Found found = scan.next();
    while (found instanceof PartScan.Found.Turn) {
      found = scan.next();
    }
    return found instanceof PartScan.Found.End && scan.at() == part.length;
  }

  static byte[] part() throws IOException {
    SegmentHeader header = SegmentHeader.first("0123456789abcdef".repeat(2), 7, Samples.SEGMENT);
    Chain chain = new Chain(header.tip());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(header.encode());
    add(out, chain.turn(Samples.all().values().stream().map(Entry::of).toList()));
    chain.keep();
    add(out, chain.end(true, 3));
    return out.toByteArray();
  }

  private static void add(ByteArrayOutputStream out, ByteBuffer frame) {
    byte[] octets = new byte[frame.remaining()];
    frame.get(octets);
    out.writeBytes(octets);
  }
}
