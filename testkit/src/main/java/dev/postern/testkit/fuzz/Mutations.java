package dev.postern.testkit.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Inputs made from others by chance; the same seed makes the same. For one thread. */
public final class Mutations {
  private static final List<byte[]> ODD =
      List.of(
          new byte[] {0},
          new byte[] {(byte) 0xff},
          new byte[] {(byte) 0x80},
          new byte[] {0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff},
          new byte[] {(byte) 0x80, 0, 0, 0},
          new byte[] {0, 0, 0, 4},
          new byte[] {'\r', '\n'});

  private final Random random;
  private final List<byte[]> inputs;
  private final List<byte[]> words;
  private final int longest;

  /** Makes them of these inputs, of which there is at least one, and of the target's words. */
  public Mutations(FuzzTarget target, List<byte[]> inputs, long seed) {
    this.random = new Random(seed);
    this.inputs = inputs;
    this.words = target.words().stream().map(FuzzInput::bytes).toList();
    this.longest = target.longest();
  }

  /** The next input. */
  public byte[] next() {
    byte[] input = one(inputs);
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      input = changed(input);
    }
    return input.length > longest ? Arrays.copyOf(input, longest) : input;
  }

  private byte[] changed(byte[] input) {
    int at = random.nextInt(input.length + 1);
    int some = Math.min(input.length, at + 1 + random.nextInt(random.nextBoolean() ? 2 : 24));
    return switch (random.nextInt(7)) {
      case 0 -> spliced(input, at, some, new byte[0]);
      case 1 -> spliced(input, at, at, new byte[] {(byte) random.nextInt(256)});
      case 2 -> spliced(input, at, Math.min(input.length, at + 1), flipped(input, at));
      case 3 -> spliced(input, at, at, Arrays.copyOfRange(input, at, some));
      case 4 -> spliced(input, at, random.nextBoolean() ? at : some, word());
      case 5 -> spliced(input, at, input.length, tail(one(inputs)));
      default -> spliced(input, at, at, span(one(inputs)));
    };
  }

  private byte[] flipped(byte[] input, int at) {
    return at == input.length
        ? new byte[0]
        : new byte[] {(byte) (input[at] ^ 1 << random.nextInt(8))};
  }

  private byte[] word() {
    return words.isEmpty() || random.nextInt(4) == 0 ? one(ODD) : one(words);
  }

  private byte[] tail(byte[] of) {
    return Arrays.copyOfRange(of, random.nextInt(of.length + 1), of.length);
  }

  private byte[] span(byte[] of) {
    int from = random.nextInt(of.length + 1);
    return Arrays.copyOfRange(of, from, Math.min(of.length, from + random.nextInt(32)));
  }

  private byte[] one(List<byte[]> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static byte[] spliced(byte[] input, int from, int to, byte[] put) {
    byte[] made = Arrays.copyOf(input, from + put.length + input.length - to);
    System.arraycopy(put, 0, made, from, put.length);
    System.arraycopy(input, to, made, from + put.length, input.length - to);
    return made;
  }
}
