package dev.postern.gateway.ledger;

import dev.postern.kernel.audit.Leaf;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Merges the leaves of all segments by time. A segment's files are opened when its time comes, so
 * that a ledger of many starts needs few at once.
 */
final class LeafMerge {
  private final Queue<Map.Entry<Long, List<Path>>> coming;
  private final PriorityQueue<At> open =
      new PriorityQueue<>(Comparator.comparing(at -> at.leaf().at()));

  private record At(Leaf leaf, SegmentCursor cursor) {}

  LeafMerge(Layout layout) throws IOException {
    // Names begin with the time of opening, so this order is that of time.
    Map<Long, List<Path>> segments = new TreeMap<>(Long::compareUnsigned);
    for (Path file : layout.allSegments()) {
      segments.computeIfAbsent(Layout.segmentOf(file), none -> new ArrayList<>()).add(file);
    }
    this.coming = new ArrayDeque<>(segments.entrySet());
  }

  void each(Consumer<Leaf> leaf) throws IOException {
    try {
      while (!open.isEmpty() || !coming.isEmpty()) {
        At first = open.peek();
        Map.Entry<Long, List<Path>> next = coming.peek();
        if (next != null && (first == null || !openedAfter(next.getKey(), first.leaf()))) {
          coming.remove();
          put(new SegmentCursor(next.getValue()));
        } else if (first != null) {
          open.remove();
          leaf.accept(first.leaf());
          first.cursor().advance();
          put(first.cursor());
        }
      }
    } finally {
      for (At left : open) {
        left.cursor().close();
      }
    }
  }

  private void put(SegmentCursor cursor) throws IOException {
    Leaf leaf = cursor.leaf();
    if (leaf == null) {
      cursor.close();
    } else {
      open.add(new At(leaf, cursor));
    }
  }

  /** A segment that was opened after a leaf was made has nothing to say before it. */
  private static boolean openedAfter(long segment, Leaf leaf) {
    return segment >>> 12 > ChronoUnit.MICROS.between(Instant.EPOCH, leaf.at());
  }
}
