package dev.postern.kernel.audit;

import java.io.IOException;

/** Room that was made ahead and that nobody has written to. */
final class Zeros {
  private static final int CHUNK = 1 << 16;

  private Zeros() {}

  /** Whether nothing but zeros stands at a place and behind it. */
  static boolean from(ByteSource source, long at) throws IOException {
    byte[] room = new byte[CHUNK];
    long place = at;
    while (true) {
      int got = source.read(place, room, 0, room.length);
      if (got <= 0) {
        return true;
      }
      for (int i = 0; i < got; i++) {
        if (room[i] != 0) {
          return false;
        }
      }
      place += got;
    }
  }
}
