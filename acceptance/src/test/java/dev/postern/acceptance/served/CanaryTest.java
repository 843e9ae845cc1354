package dev.postern.acceptance.served;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A secret that is looked for everywhere: in memory, on the disk, in what the gateway says. */
@Timeout(240)
class CanaryTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir private Path folder;

  @Test
  void a_credential_is_in_no_live_object_once_its_lease_has_closed_and_nowhere_on_the_disk()
      throws Exception {
    String first = canary();
    String second = canary();
    Path file = Files.writeString(folder.resolve("credential"), first + "\n");
    try (SeenTarget target = new SeenTarget();
        ServedGateway gateway = new ServedGateway(folder, target.uri())) {
      String token = gateway.token("ana");
      gateway.initialize(token);
      gateway.call(token, "run");
      assertThat(target.authorization()).isEqualTo("Bearer " + first);
      // That the search finds what is there is shown before it is trusted to find nothing.
      assertThat(found(gateway.heap(), first)).isTrue();

      Files.writeString(file, second + "\n");
      do {
        gateway.call(token, "run");
      } while (!target.authorization().equals("Bearer " + second));
      byte[] rotated = gateway.heap();
      assertThat(found(rotated, second)).isTrue();
      assertThat(found(rotated, first)).isFalse();

      Files.delete(file);
      String refused;
      do {
        refused = gateway.call(token, "run");
      } while (!refused.contains("no credential"));
      byte[] closed = gateway.heap();
      assertThat(found(closed, second)).isFalse();
      assertThat(found(closed, first)).isFalse();

      List<String> said = gateway.stop();
      for (String secret : List.of(first, second, token)) {
        assertThat(said).noneMatch(line -> line.contains(secret));
        assertThat(holding(gateway.data(), secret)).isEmpty();
      }
    }
  }

  /** The files below a folder that hold a secret, plain or in a usual coat. */
  private static List<Path> holding(Path folder, String secret) throws IOException {
    List<Path> holding = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> files = all.filter(Files::isRegularFile).toList();
      assertThat(files).isNotEmpty();
      for (Path file : files) {
        if (found(Files.readAllBytes(file), secret)) {
          holding.add(file);
        }
      }
    }
    return holding;
  }

  private static boolean found(byte[] where, String secret) {
    byte[] plain = secret.getBytes(StandardCharsets.US_ASCII);
    return has(where, plain)
        || has(where, secret.getBytes(StandardCharsets.UTF_16BE))
        || has(where, secret.getBytes(StandardCharsets.UTF_16LE))
        || has(where, HexFormat.of().formatHex(plain).getBytes(StandardCharsets.US_ASCII))
        || has(where, Base64.getEncoder().withoutPadding().encode(plain));
  }

  private static boolean has(byte[] where, byte[] what) {
    outer:
    for (int at = 0; at <= where.length - what.length; at++) {
      for (int i = 0; i < what.length; i++) {
        if (where[at + i] != what[i]) {
          continue outer;
        }
      }
      return true;
    }
    return false;
  }

  /** Long enough to stand nowhere by accident. */
  private static String canary() {
    byte[] random = new byte[24];
    RANDOM.nextBytes(random);
    return "canary" + HexFormat.of().formatHex(random);
  }
}
