package dev.postern.cli.vault;

import dev.postern.cli.Trouble;
import dev.postern.gateway.credential.SecretText;
import java.io.Console;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Takes a secret from who types it, without showing it, or from standard input; no argument. */
final class SecretInput {
  private SecretInput() {}

  /** One line of printable ASCII; the caller overwrites it. */
  static byte[] read(String name) throws IOException, Trouble {
    Console console = System.console();
    byte[] read =
        console != null && console.isTerminal()
            ? typed(console, name)
            : System.in.readNBytes(SecretText.LONGEST + 2);
    byte[] secret = SecretText.usable(read);
    if (secret.length == 0) {
      throw new Trouble(
          "a secret is one line of 1 to "
              + SecretText.LONGEST
              + " printable ASCII characters without spaces");
    }
    return secret;
  }

  private static byte[] typed(Console console, String name) throws Trouble {
    char[] once = console.readPassword("%s: ", name);
    char[] twice = console.readPassword("%s again: ", name);
    try {
      if (once == null || twice == null || !Arrays.equals(once, twice)) {
        throw new Trouble("the two are not the same");
      }
      ByteBuffer octets = StandardCharsets.UTF_8.encode(CharBuffer.wrap(once));
      byte[] secret = Arrays.copyOf(octets.array(), octets.limit());
      Arrays.fill(octets.array(), (byte) 0);
      return secret;
    } finally {
      wipe(once);
      wipe(twice);
    }
  }

  private static void wipe(char @Nullable [] typed) {
    if (typed != null) {
      Arrays.fill(typed, '\0');
    }
  }
}
