package dev.postern.gateway.vault.server;

import dev.postern.gateway.json.JsonValue;
import java.io.IOException;
import java.util.Arrays;

/** A string of JSON as octets, without a {@code String} on the way. */
final class SecretOctets {
  private SecretOctets() {}

  /**
   * The octets of a string, decoded; the caller overwrites them.
   *
   * @throws IOException when it holds an escape of anything but ASCII: no lease could hold it
   */
  static byte[] of(JsonValue string) throws IOException {
    byte[] raw = string.raw();
    byte[] octets = new byte[raw.length];
    int length = 0;
    try {
      for (int i = 1; i < raw.length - 1; i++) {
        byte octet = raw[i];
        if (octet == '\\') {
          i++;
          octet = raw[i];
          if (octet == 'u') {
            octet = unicode(raw, i + 1);
            i += 4;
          } else {
            octet = escaped(octet);
          }
        }
        octets[length++] = octet;
      }
      return Arrays.copyOf(octets, length);
    } finally {
      Arrays.fill(raw, (byte) 0);
      Arrays.fill(octets, (byte) 0);
    }
  }

  private static byte escaped(byte letter) {
    return switch (letter) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> letter;
    };
  }

  private static byte unicode(byte[] raw, int at) throws IOException {
    int code = 0;
    for (int i = at; i < at + 4; i++) {
      code = code << 4 | Character.digit(raw[i], 16);
    }
    if (code > 0x7f) {
      throw new IOException("the secret is not ASCII");
    }
    return (byte) code;
  }
}
