package dev.postern.gateway.ledger;

import dev.postern.gateway.ledger.story.Deed;
import dev.postern.kernel.audit.EntryId;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds the first or the last operations that fit, block by block in the order of time, whatever
 * the order of the entries within them: it stops when no other block can hold an earlier one.
 */
final class Searching {
  private static final EntryId FIRST = new EntryId(0, 0);
  private static final EntryId LAST = new EntryId(-1, -1);

  private final Search search;
  private final int most;
  private final TreeMap<Search.Place, Hit> hits;

  /** An operation and where its entry stands. */
  record Hit(Deed deed, Extent extent) {}

  Searching(Search search, int most) {
    this.search = search;
    this.most = most;
    this.hits =
        new TreeMap<>(
            search.newest()
                ? Comparator.<Search.Place>reverseOrder()
                : Comparator.<Search.Place>naturalOrder());
  }

  /** What was found, and where to go on. */
  record Result(List<Hit> hits, Optional<Search.Place> next) {}

  Result in(List<Extent> extents) throws IOException {
    List<Extent> sorted =
        extents.stream()
            .filter(this::ahead)
            .sorted(Comparator.comparing(this::beginning, order()))
            .toList();
    int read = 0;
    for (Extent extent : sorted) {
      boolean enough = hits.size() > search.most();
      if (enough && order().compare(beginning(extent), hits.lastKey().at()) > 0) {
        break;
      }
      if (read >= most && beyondStart(beginning(extent))) {
        return cut(beginning(extent));
      }
      read += extent.weight();
      extent.each(leaf -> Deed.of(leaf).ifPresent(deed -> take(deed, extent)));
    }
    if (hits.size() <= search.most()) {
      return new Result(List.copyOf(hits.values()), Optional.empty());
    }
    hits.pollLastEntry();
    return new Result(List.copyOf(hits.values()), Optional.of(hits.lastKey()));
  }

  /** Not all was read: only what lies before the rest is sure to be complete. */
  private Result cut(Instant at) {
    while (!hits.isEmpty() && order().compare(hits.lastKey().at(), at) >= 0) {
      hits.pollLastEntry();
    }
    while (hits.size() > search.most()) {
      hits.pollLastEntry();
    }
    boolean whole = hits.size() < search.most();
    Search.Place next =
        whole ? new Search.Place(at, search.newest() ? LAST : FIRST) : hits.lastKey();
    return new Result(List.copyOf(hits.values()), Optional.of(next));
  }

  private void take(Deed deed, Extent extent) {
    Search.Place place = Search.Place.of(deed);
    boolean inside =
        !deed.at().isBefore(search.window().since())
            && !deed.at().isAfter(search.window().until())
            && search.after().map(after -> places().compare(place, after) > 0).orElse(true);
    boolean hopeless = hits.size() > search.most() && places().compare(place, hits.lastKey()) > 0;
    if (inside
        && !hopeless
        && search.cast().test(Cast.of(deed.asked()))
        && search.fits().test(deed)) {
      hits.put(place, new Hit(deed, extent));
      if (hits.size() > search.most() + 1) {
        hits.pollLastEntry();
      }
    }
  }

  private boolean ahead(Extent extent) {
    Instant end = search.newest() ? extent.first() : extent.last();
    return search.after().map(after -> order().compare(end, after.at()) >= 0).orElse(true);
  }

  /** Whether a look that ends here came further than the one before it. */
  private boolean beyondStart(Instant at) {
    return search.after().map(after -> order().compare(at, after.at()) > 0).orElse(true);
  }

  private Instant beginning(Extent extent) {
    return search.newest() ? extent.last() : extent.first();
  }

  private Comparator<Instant> order() {
    return search.newest() ? Comparator.reverseOrder() : Comparator.naturalOrder();
  }

  private Comparator<Search.Place> places() {
    return search.newest() ? Comparator.reverseOrder() : Comparator.naturalOrder();
  }
}
