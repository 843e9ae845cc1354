package dev.postern.gateway.ledger;

import dev.postern.kernel.audit.ByteSource;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Malformed;
import dev.postern.kernel.audit.PartScan;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the leaves of one segment, part by part, as far as they can be read. What cannot be
 * read is the verifier's matter; a story goes on with the next part.
 */
final class SegmentCursor implements Closeable {
  private final Iterator<Path> parts;
  private final Queue<Leaf> ahead = new ArrayDeque<>();
  private @Nullable ByteSource source;
  private @Nullable PartScan scan;

  SegmentCursor(List<Path> parts) throws IOException {
    this.parts = parts.iterator();
    fill();
  }

  /** The leaf at hand; null behind the last. */
  @Nullable Leaf leaf() {
    return ahead.peek();
  }

  /** Goes on to the next leaf. */
  void advance() throws IOException {
    ahead.poll();
    fill();
  }

  private void fill() throws IOException {
    while (ahead.isEmpty() && (scan != null || nextPart())) {
      PartScan current = scan;
      if (current != null && current.next() instanceof PartScan.Found.Turn turn) {
        ahead.addAll(turn.leaves());
      } else {
        close();
      }
    }
  }

  private boolean nextPart() throws IOException {
    while (parts.hasNext()) {
      ByteSource next = new FileSource(parts.next());
      try {
        scan = PartScan.of(next);
        source = next;
        return true;
      } catch (Malformed unreadable) {
        next.close();
      }
    }
    return false;
  }

  @Override
  public void close() throws IOException {
    scan = null;
    ByteSource open = source;
    source = null;
    if (open != null) {
      open.close();
    }
  }
}
