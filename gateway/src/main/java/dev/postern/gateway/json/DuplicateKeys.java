package dev.postern.gateway.json;

import dev.postern.gateway.json.JsonFault.Reason;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * The check that no two keys of an object fold to the same.
 *
 * <p>Equal folded keys have equal hashes, so only keys of equal hash are looked at again. Hostile
 * keys that all have one hash end in a {@link HashSet} of strings, which stays O(n log n) for
 * colliding strings; nothing here is quadratic in the size of the object.
 */
final class DuplicateKeys {
  private static final int PAIRWISE = 32;

  private DuplicateKeys() {}

  /** Refuses an object, closed on the tape, at the later of two keys that count as one. */
  static void refuse(byte[] in, Tape tape, int object) throws Malformed {
    if (tape.count(object) <= PAIRWISE) {
      pairwise(in, tape, object);
    } else {
      sorted(in, tape, object);
    }
  }

  private static void pairwise(byte[] in, Tape tape, int object) throws Malformed {
    int end = tape.after(object);
    for (int key = object + 1; key < end; key = tape.after(key + 1)) {
      int hash = tape.hash(key);
      for (int before = object + 1; before < key; before = tape.after(before + 1)) {
        if (tape.hash(before) == hash) {
          sorted(in, tape, object);
          return;
        }
      }
    }
  }

  /** Brings equal hashes together, earlier keys first, and compares within each group. */
  private static void sorted(byte[] in, Tape tape, int object) throws Malformed {
    long[] keys = new long[tape.count(object)];
    int key = object + 1;
    for (int i = 0; i < keys.length; i++) {
      keys[i] = (long) tape.hash(key) << 32 | key;
      key = tape.after(key + 1);
    }
    Arrays.sort(keys);
    int from = 0;
    for (int i = 1; i <= keys.length; i++) {
      if (i == keys.length || keys[i] >> 32 != keys[from] >> 32) {
        if (i - from > 1) {
          group(in, tape, keys, from, i);
        }
        from = i;
      }
    }
  }

  private static void group(byte[] in, Tape tape, long[] keys, int from, int to) throws Malformed {
    Set<String> folded = new HashSet<>();
    for (int i = from; i < to; i++) {
      int key = (int) keys[i];
      int start = tape.start(key);
      String text = JsonStrings.decode(in, start + 1, tape.end(key) - 1, tape.flags(key));
      if (!folded.add(KeyFold.of(text))) {
        throw new Malformed(start, Reason.AMBIGUOUS_KEY);
      }
    }
  }
}
