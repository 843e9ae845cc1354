package dev.postern.gateway.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a reader of a ledger cannot be told, because it cannot be read: places that are damaged, and
 * parts that are gone. What it proves is the verifier's matter.
 */
final class LedgerHoles {
  private LedgerHoles() {}

  static List<String> of(Collection<IndexedPart> parts) {
    List<String> holes = new ArrayList<>();
    Map<Long, List<IndexedPart>> segments = new TreeMap<>(Long::compareUnsigned);
    for (IndexedPart part : parts) {
      segments.computeIfAbsent(Layout.segmentOf(part.file()), none -> new ArrayList<>()).add(part);
    }
    for (List<IndexedPart> segment : segments.values()) {
      segment.sort(Comparator.comparing(IndexedPart::file));
      long expected = 0;
      for (int i = 0; i < segment.size(); i++) {
        IndexedPart part = segment.get(i);
        long begins = part.header().map(header -> header.records()).orElse(expected);
        if (begins != expected) {
          holes.add("a part is missing before " + part.file().getFileName());
        }
        Optional<String> trouble = part.trouble();
        boolean live = i == segment.size() - 1 && !part.segmentOver();
        if (trouble.isPresent() && !live) {
          holes.add(part.file().getFileName() + " cannot be read from octet " + part.at() + " on");
        }
        expected = part.tip().map(tip -> tip.records()).orElse(begins);
      }
    }
    return holes;
  }
}
