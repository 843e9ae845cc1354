package dev.postern.gateway.credential;

import java.util.Arrays;

/** What a lease can hold: one line of printable ASCII without spaces, as a header field takes. */
public final class SecretText {
  /** The longest secret, in octets. */
  public static final int LONGEST = 16 * 1024;

  private SecretText() {}

  /**
   * The line, without its end.
   *
   * @param read overwritten
   * @return of length 0 when it is not one usable line
   */
  public static byte[] usable(byte[] read) {
    int end = read.length;
    while (end > 0 && (read[end - 1] == '\n' || read[end - 1] == '\r')) {
      end--;
    }
    boolean sound = end > 0 && end <= LONGEST;
    for (int i = 0; i < end && sound; i++) {
      sound = read[i] > ' ' && read[i] < 0x7F;
    }
    byte[] secret = sound ? Arrays.copyOf(read, end) : new byte[0];
    Arrays.fill(read, (byte) 0);
    return secret;
  }
}
