package dev.postern.kernel.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.kernel.operation.Value;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LeafCodecTest {
  @Test
  void version_1_stays_as_the_golden_files_have_it() throws IOException {
    for (Map.Entry<String, Leaf> sample : Samples.all().entrySet()) {
      byte[] golden = golden("leaf-v1-" + sample.getKey());
      assertThat(LeafCodec.encode(sample.getValue())).as(sample.getKey()).isEqualTo(golden);
      assertThat(LeafCodec.decode(golden)).isEqualTo(sample.getValue());
    }
  }

  @Test
  void recordings_of_version_1_stay_as_the_golden_file_has_them() throws IOException {
    byte[] golden = golden("recording-v1");
    assertThat(RecordingCodec.encode(Samples.recording())).isEqualTo(golden);
    Recording read = RecordingCodec.decode(golden);
    assertThat(read.content()).isEqualTo(Samples.recording().content());
    assertThat(((Value.MapOf) read.content()).entries().keySet())
        .containsExactly("z", "a", "\udc00", "?");
    assertThat(read.digest()).isEqualTo(Samples.recording().digest());
  }

  @Test
  void a_leaf_cut_anywhere_is_malformed() throws IOException {
    for (Leaf leaf : Samples.all().values()) {
      byte[] whole = LeafCodec.encode(leaf);
      for (int length = 0; length < whole.length; length++) {
        byte[] cut = Arrays.copyOf(whole, length);
        assertThatThrownBy(() -> LeafCodec.decode(cut)).isInstanceOf(Malformed.class);
      }
      byte[] longer = Arrays.copyOf(whole, whole.length + 1);
      assertThatThrownBy(() -> LeafCodec.decode(longer)).isInstanceOf(Malformed.class);
    }
  }

  @Test
  void whatever_decodes_has_no_second_form() throws IOException {
    Random random = new Random(7);
    for (Leaf leaf : Samples.all().values()) {
      byte[] whole = LeafCodec.encode(leaf);
      int decoded = 0;
      for (int i = 0; i < 20_000; i++) {
        byte[] changed = whole.clone();
        for (int flips = random.nextInt(3); flips >= 0; flips--) {
          changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        }
        try {
          Leaf read = LeafCodec.decode(changed);
          assertThat(LeafCodec.encode(read)).isEqualTo(changed);
          decoded++;
        } catch (Malformed expected) {
          assertThat(expected).hasMessageNotContaining("ana");
        }
      }
      assertThat(decoded).isPositive();
    }
  }

  @Test
  void a_length_that_lies_costs_no_memory() {
    byte[] lie = new byte[LeafCodec.LONGEST];
    lie[0] = LeafCodec.VERSION;
    lie[1] = 'N';
    Arrays.fill(lie, 2, lie.length, (byte) 0x7F);
    lie[2] = 'e';
    lie[19] = 'i';
    lie[28] = 's';
    assertThatThrownBy(() -> LeafCodec.decode(lie))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("beyond the end");
  }

  @Test
  void a_later_version_is_refused_by_name() throws IOException {
    byte[] later = LeafCodec.encode(Samples.noted(1));
    later[0] = 2;
    assertThatThrownBy(() -> LeafCodec.decode(later)).hasMessageContaining("version 2");
  }

  @Test
  void texts_of_every_length_and_kind_are_read_back() throws IOException {
    String kinds = "aZ?\u007f\u0080\u00e9\u20ac\ud83d\ude00\udc00";
    Random random = new Random(7);
    Encoder reused = new Encoder();
    for (int length = 0; length < 700; length++) {
      for (int kind = 1; kind <= kinds.length(); kind += 3) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
          text.append(kinds.charAt(random.nextInt(kind)));
        }
        Leaf leaf =
            new Leaf.Noted(new EntryId(1, 1), Samples.AT, "postern", text.toString(), Map.of());
        reused.clear();
        LeafCodec.encode(leaf, reused);
        assertThat(LeafCodec.decode(reused.taken())).isEqualTo(leaf);
      }
    }
  }

  @Test
  void a_leaf_that_is_too_long_cannot_be_written() {
    Leaf leaf =
        new Leaf.Noted(
            new EntryId(1, 1), Samples.AT, "postern", "x".repeat(LeafCodec.LONGEST), Map.of());
    assertThatThrownBy(() -> LeafCodec.encode(leaf)).isInstanceOf(Malformed.class);
  }

  @Test
  void a_leafs_hash_is_the_one_of_rfc_6962() throws IOException {
    // RFC 6962, 2.1: the hash of a leaf is SHA-256 of 0x00 and the leaf. Here of the leaf "a".
    byte[] head = new byte[32];
    byte[] leaf = new byte[32];
    new Hashes().link(head, leaf, "a".getBytes(StandardCharsets.US_ASCII), 0, 1);
    assertThat(HexFormat.of().formatHex(leaf))
        .isEqualTo("022a6979e6dab7aa5ae4c3e5e45f7e977112a7e63593820dbec1ec738a24f93c");
  }

  private static byte[] golden(String name) throws IOException {
    try (InputStream file =
        Objects.requireNonNull(LeafCodecTest.class.getResourceAsStream(name + ".hex"), name)) {
      String text = new String(file.readAllBytes(), StandardCharsets.US_ASCII);
      return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }
  }
}
