package dev.postern.gateway.http;

/** The classes of octets that a head is made of (RFC 9110, 5.5 and 5.6.2), as tables. */
final class Octets {
  private static final int OCTETS = 256;
  private static final boolean[] VALUE = new boolean[OCTETS];
  private static final byte[] NAME = new byte[OCTETS];

  static {
    for (int octet = ' '; octet < OCTETS; octet++) {
      VALUE[octet] = octet != 0x7F;
    }
    VALUE['\t'] = true;
    for (char c : "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz".toCharArray()) {
      NAME[c] = (byte) c;
    }
    for (char c = 'A'; c <= 'Z'; c++) {
      NAME[c] = (byte) (c + ('a' - 'A'));
    }
  }

  private Octets() {}

  /** Whether a field's value may have it: visible, space, tab, or above ASCII. */
  static boolean ofValue(byte octet) {
    return VALUE[octet & 0xFF];
  }

  /** An octet of a field's name in lower case; 0 for one that a name cannot have. */
  static byte ofName(byte octet) {
    return NAME[octet & 0xFF];
  }

  static boolean digit(byte octet) {
    return octet >= '0' && octet <= '9';
  }

  static boolean blank(byte octet) {
    return octet == ' ' || octet == '\t';
  }
}
