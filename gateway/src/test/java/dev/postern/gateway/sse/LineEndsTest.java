package dev.postern.gateway.sse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Eight bytes at once find what one byte after the other finds. */
class LineEndsTest {
  @Test
  void finds_the_first_end_whatever_stands_around_it() {
    Random random = new Random(11);
    byte[] near = {'\n', '\r', 0x0B, 0x0C, 0x0E, 0x09, (byte) 0x8A, (byte) 0x8D, 0, 'a', -1};
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(40)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = near[random.nextInt(4) == 0 ? random.nextInt(near.length) : 9];
      }
      int from = random.nextInt(bytes.length + 1);
      int to = from + random.nextInt(bytes.length - from + 1);

      assertThat(LineEnds.next(bytes, from, to)).isEqualTo(plainly(bytes, from, to));
    }
  }

  private static int plainly(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && bytes[i] != '\n' && bytes[i] != '\r') {
      i++;
    }
    return i;
  }
}
