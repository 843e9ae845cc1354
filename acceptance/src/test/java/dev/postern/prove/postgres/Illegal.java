package dev.postern.prove.postgres;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Messages that are wrong in their frame or in their content. */
final class Illegal {
  /** Longer by this than it is, a message still ends within a conversation. */
  private static final int LIE = 60;

  private final Random random;
  private final boolean lies;

  /**
   * @param lies whether lengths may be a little wrong: what comes behind must be the same bytes on
   *     both ways then
   */
  Illegal(Random random, boolean lies) {
    this.random = random;
    this.lies = lies;
  }

  /** One of them. */
  Frame one(Generator generator) {
    return switch (random.nextInt(12)) {
      case 0 -> unknown();
      case 1 -> length();
      case 2, 3 -> lies ? lie(generator) : content();
      default -> content();
    };
  }

  private Frame unknown() {
    int type = "\0yZRp\377TW ".charAt(random.nextInt(9));
    return Frame.of("type " + type, Wire.message(type, new byte[0], 4));
  }

  private Frame length() {
    char type = "QPBEDCHSFdcfX".charAt(random.nextInt(13));
    int length =
        List.of(0, 3, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 0x4000_0001).get(random.nextInt(6));
    return Frame.of("a " + type + " of length " + length, Wire.message(type, new byte[0], length));
  }

  /** A Sync or a Flush that is none. */
  Frame structure() {
    char type = random.nextBoolean() ? 'S' : 'H';
    return Frame.of(type + " of 1 byte", new Wire().int8(0).as(type));
  }

  /** A good message whose length is a little wrong. */
  private Frame lie(Generator generator) {
    byte[] good =
        switch (random.nextInt(3)) {
          case 0 -> new Wire().string("select 1").as('Q');
          case 1 -> generator.bind("", "").bytes();
          default -> new Wire().string("c1").int32(0).as('E');
        };
    int by = random.nextInt(3) > 0 ? 1 + random.nextInt(LIE) : -1 - random.nextInt(6);
    int length = Math.max(0, good.length - 1 + by);
    return Frame.of(
        "a " + (char) good[0] + " longer by " + by,
        Wire.message(good[0], Arrays.copyOfRange(good, 5, good.length), length));
  }

  /** The frame is right, the content is not. */
  private Frame content() {
    Wire wire = new Wire();
    char type = "QPBEDCFfcX".charAt(random.nextInt(random.nextInt(6) == 0 ? 10 : 7));
    switch (random.nextInt(7)) {
      case 0 -> {}
      case 1 -> wire.string("a").string("b").string("c");
      case 2 -> wire.bytes(new byte[] {'s', 'e', 'l'});
      case 3 -> wire.int8('X').string("");
      case 4 -> wire.string("").string("").int16(-1);
      case 5 -> wire.string("").string("").int16(0).int16(1).int32(-2).int16(0);
      default -> {
        byte[] any = new byte[random.nextInt(20)];
        random.nextBytes(any);
        wire.bytes(any);
      }
    }
    byte[] bytes = wire.as(type);
    return Frame.of(
        type + " of " + Arrays.toString(Arrays.copyOfRange(bytes, 5, bytes.length)), bytes);
  }
}
