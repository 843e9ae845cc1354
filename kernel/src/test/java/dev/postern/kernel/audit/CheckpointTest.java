package dev.postern.kernel.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CheckpointTest {
  // RFC 8032, 7.1, test 1, in PKCS #8 and X.509.
  private static final String SECRET =
      "302e020100300506032b657004220420"
          + "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
  private static final String OPEN =
      "302a300506032b6570032100"
          + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

  private static PublicKey open() throws Exception {
    return KeyFactory.getInstance("Ed25519")
        .generatePublic(new X509EncodedKeySpec(HexFormat.of().parseHex(OPEN)));
  }

  static Checkpoint signed() throws Exception {
    PrivateKey secret =
        KeyFactory.getInstance("Ed25519")
            .generatePrivate(new PKCS8EncodedKeySpec(HexFormat.of().parseHex(SECRET)));
    Tip tip = new Tip(Samples.SEGMENT, 5, new byte[32]);
    return new Checkpoint(
            Checkpoint.ledger(open()),
            1,
            Samples.AT,
            Checkpoint.NONE,
            List.of(new Checkpoint.Covered(tip, true)),
            new byte[0])
        .signedWith(secret);
  }

  @Test
  void version_1_stays_as_the_golden_file_has_it() throws Exception {
    String golden;
    try (InputStream file =
        Objects.requireNonNull(CheckpointTest.class.getResourceAsStream("checkpoint-v1.txt"))) {
      golden = new String(file.readAllBytes(), StandardCharsets.US_ASCII);
    }
    assertThat(signed().text()).isEqualTo(golden);
    assertThat(Checkpoint.parse(golden)).isEqualTo(signed());
    assertThat(Checkpoint.parse(golden).signedBy(open())).isTrue();
  }

  @Test
  void every_changed_character_is_refused_or_not_signed() throws Exception {
    String text = signed().text();
    PublicKey key = open();
    for (int i = 0; i < text.length(); i++) {
      for (char other : new char[] {'0', 'f', ' ', '\n', 'A'}) {
        if (text.charAt(i) != other) {
          String changed = text.substring(0, i) + other + text.substring(i + 1);
          assertThat(passes(changed, key)).as("character %d", i).isFalse();
        }
      }
    }
  }

  @Test
  void what_is_no_checkpoint_is_malformed() {
    for (String text : List.of("", "\n", "postern-checkpoint/1\n", "postern-checkpoint/2\n", "x")) {
      assertThatThrownBy(() -> Checkpoint.parse(text)).isInstanceOf(Malformed.class);
    }
  }

  private static boolean passes(String text, PublicKey key) {
    try {
      return Checkpoint.parse(text).signedBy(key);
    } catch (IOException malformed) {
      return false;
    }
  }
}
