package dev.postern.kernel.audit;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * How far a segment has come.
 *
 * @param segment the first half of its entries' names
 * @param records how many leaves it has
 * @param head the head of its chain behind them, 32 octets
 */
public record Tip(long segment, long records, byte[] head) {
  @Override
  public boolean equals(Object other) {
    return other instanceof Tip(long high, long count, byte[] held)
        && segment == high
        && records == count
        && Arrays.equals(head, held);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(segment) * 31 + Long.hashCode(records);
  }

  @Override
  public String toString() {
    return Long.toHexString(segment) + " " + records + " " + HexFormat.of().formatHex(head);
  }
}
