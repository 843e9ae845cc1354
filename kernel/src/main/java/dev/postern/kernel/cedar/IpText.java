package dev.postern.kernel.cedar;

import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The text forms of IP addresses and ranges that Cedar takes: RFC 4291 section 2.2 without the
 * mixed form, and no leading zeros in IPv4.
 */
final class IpText {
  /** Length of the longest form, eight groups and a prefix. */
  private static final int LONGEST = 43;

  private static final int GROUPS = 8;

  private IpText() {}

  static Optional<Ip> read(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    Ip single = address.indexOf(':') >= 0 ? v6(address) : v4(address);
    if (single == null || slash < 0) {
      return Optional.ofNullable(single);
    }
    int prefix = prefix(text.substring(slash + 1));
    return prefix < 0 || prefix > single.bits()
        ? Optional.empty()
        : Optional.of(new Ip(single.v6(), single.high(), single.low(), prefix));
  }

  private static int prefix(String digits) {
    return digits.length() > 3 ? -1 : decimal(digits);
  }

  /** The number that at most three digits write without leading zeros, or -1. */
  private static int decimal(String digits) {
    int length = digits.length();
    if (length == 0 || length > 3 || (length > 1 && digits.charAt(0) == '0')) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < length; i++) {
      char digit = digits.charAt(i);
      if (digit < '0' || digit > '9') {
        return -1;
      }
      value = value * 10 + (digit - '0');
    }
    return value;
  }

  private static @Nullable Ip v4(String text) {
    String[] octets = text.split("\\.", -1);
    if (octets.length != 4) {
      return null;
    }
    long address = 0;
    for (String octet : octets) {
      int value = decimal(octet);
      if (value < 0 || value > 255) {
        return null;
      }
      address = address << 8 | value;
    }
    return new Ip(false, 0, address, 32);
  }

  private static @Nullable Ip v6(String text) {
    int gap = text.indexOf("::");
    int[] head = groups(gap < 0 ? text : text.substring(0, gap));
    int[] tail = gap < 0 ? new int[0] : groups(text.substring(gap + 2));
    if (head == null || tail == null) {
      return null;
    }
    int written = head.length + tail.length;
    if (gap < 0 ? written != GROUPS : written >= GROUPS) {
      return null;
    }
    int[] all = new int[GROUPS];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(tail, 0, all, GROUPS - tail.length, tail.length);
    return new Ip(true, joined(all, 0), joined(all, 4), 128);
  }

  private static long joined(int[] groups, int from) {
    return (long) groups[from] << 48
        | (long) groups[from + 1] << 32
        | (long) groups[from + 2] << 16
        | groups[from + 3];
  }

  private static int @Nullable [] groups(String text) {
    if (text.isEmpty()) {
      return new int[0];
    }
    String[] written = text.split(":", -1);
    int[] groups = new int[written.length];
    for (int i = 0; i < written.length; i++) {
      int group = hexadecimal(written[i]);
      if (group < 0) {
        return null;
      }
      groups[i] = group;
    }
    return groups;
  }

  /** The number that one to four hexadecimal digits write, or -1. */
  private static int hexadecimal(String digits) {
    if (digits.isEmpty() || digits.length() > 4) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  static String write(Ip ip) {
    StringJoiner text = new StringJoiner(ip.v6() ? ":" : ".", "", "/" + ip.prefix());
    if (ip.v6()) {
      for (int group = 0; group < GROUPS; group++) {
        long half = group < 4 ? ip.high() : ip.low();
        text.add(Long.toHexString(half >>> (48 - 16 * (group % 4)) & 0xffff));
      }
    } else {
      for (int octet = 0; octet < 4; octet++) {
        text.add(Long.toString(ip.low() >>> (24 - 8 * octet) & 0xff));
      }
    }
    return text.toString();
  }
}
