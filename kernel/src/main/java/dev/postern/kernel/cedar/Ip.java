package dev.postern.kernel.cedar;

import java.util.Optional;

/**
 * A Cedar ipaddr: an address, or a range of addresses by its prefix.
 *
 * @param v6 whether this is IPv6
 * @param high the upper 64 bits of an IPv6 address, else 0
 * @param low the lower 64 bits, or the 32 bits of an IPv4 address
 * @param prefix how many leading bits count; 32 or 128 for a single address
 */
public record Ip(boolean v6, long high, long low, int prefix) implements CedarValue {
  /**
   * The address or range that {@code text} writes, {@code 10.0.0.0/8} or {@code ::1}; IPv4 inside
   * IPv6 is refused, as in Cedar.
   */
  public static Optional<Ip> parse(String text) {
    return IpText.read(text);
  }

  int bits() {
    return v6 ? 128 : 32;
  }

  boolean loopback() {
    return v6 ? high == 0 && low == 1 && prefix == 128 : low >>> 24 == 127 && prefix >= 8;
  }

  boolean multicast() {
    return v6 ? high >>> 56 == 0xff && prefix >= 8 : low >>> 28 == 0xe && prefix >= 4;
  }

  /**
   * Whether every address of this range lies in {@code range}; an IPv4 range never lies in an IPv6
   * one.
   */
  boolean within(Ip range) {
    if (v6 != range.v6 || prefix < range.prefix) {
      return false;
    }
    int shared = range.prefix + (v6 ? 0 : 96);
    long upper = v6 ? mask(Math.min(shared, 64)) : 0;
    long lower = mask(Math.max(shared - 64, 0));
    return (high & upper) == (range.high & upper) && (low & lower) == (range.low & lower);
  }

  /** The mask of the {@code bits} leading bits of 64. */
  private static long mask(int bits) {
    return bits == 0 ? 0 : -1L << (64 - bits);
  }

  @Override
  public String kind() {
    return "ipaddr";
  }

  @Override
  public String toString() {
    return "ip(\"" + IpText.write(this) + "\")";
  }
}
