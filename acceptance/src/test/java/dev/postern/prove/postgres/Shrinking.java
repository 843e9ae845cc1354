package dev.postern.prove.postgres;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Drops messages of a conversation as long as the two ways still differ. */
final class Shrinking {
  private static final int MOST_TRIES = 200;

  private Shrinking() {}

  static Difference of(Pair pair, Difference found) throws IOException {
    Difference shortest = found;
    int tries = 0;
    for (int size = found.conversation().frames().size() / 2; size > 0; size /= 2) {
      for (int at = 0; at + size <= shortest.conversation().frames().size(); ) {
        if (++tries > MOST_TRIES) {
          return shortest;
        }
        List<Frame> frames = new ArrayList<>(shortest.conversation().frames());
        frames.subList(at, at + size).clear();
        Optional<Difference> still = pair.have(shortest.conversation().with(frames)).difference();
        if (still.isPresent()) {
          shortest = still.get();
        } else {
          at += size;
        }
      }
    }
    return shortest;
  }
}
