package dev.postern.gateway.json;

/**
 * Keys of ASCII without an escape, which nearly all are: folded and hashed where they lie, eight
 * bytes at once.
 */
final class PlainKey {
  /** What {@link #scan} says of a key that is not plain, or not complete. */
  static final long OTHER = -1;

  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private PlainKey() {}

  /**
   * Scans the key whose opening quote is at {@code start}.
   *
   * @return the offset after the closing quote and the hash of the folded key, to be taken apart by
   *     {@link #end} and {@link #hash(long)}; or {@link #OTHER}
   */
  static long scan(byte[] in, int start) {
    long hash = 0;
    int i = start + 1;
    while (true) {
      long word = Swar.word(in, i);
      int plain = Swar.plainBytes(word);
      if (plain == Long.BYTES) {
        hash = mix(hash, Swar.lowerCase(word));
        i += Long.BYTES;
      } else {
        int quote = i + plain;
        if (quote >= in.length || in[quote] != '"') {
          return OTHER;
        }
        hash = mix(hash, Swar.lowerCase(Swar.first(word, plain)));
        return (long) (quote + 1) << 32 | (hash & 0xffff_ffffL);
      }
    }
  }

  static int end(long outcome) {
    return (int) (outcome >>> 32);
  }

  static int hash(long outcome) {
    return (int) outcome;
  }

  /** The hash of an ASCII key that is folded already. */
  static int hash(byte[] folded) {
    long hash = 0;
    int i = 0;
    for (; folded.length - i >= Long.BYTES; i += Long.BYTES) {
      hash = mix(hash, Swar.word(folded, i));
    }
    return (int) mix(hash, Swar.word(folded, i));
  }

  static long mix(long hash, long word) {
    long mixed = (hash ^ word) * SPREAD;
    return mixed ^ mixed >>> 32;
  }
}
