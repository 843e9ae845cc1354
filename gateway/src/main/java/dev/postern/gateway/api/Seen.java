package dev.postern.gateway.api;

import dev.postern.gateway.ledger.story.Moment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How far a reader who follows a session has seen it: the last entry of each segment of the ledger.
 * Whatever somebody else makes of it, it gives no right to see anything.
 *
 * @param last the second halves of entries' names by the first
 */
record Seen(Map<Long, Long> last) {
  private static final int MOST = 64;
  private static final String FORM = "[0-9a-f]{1,16}-[0-9a-f]{1,16}";

  Seen {
    last = Map.copyOf(last);
  }

  /**
   * Reads what an answer said as {@code tail}.
   *
   * @throws Fault when it is not one
   */
  static Optional<Seen> of(Optional<String> said) throws Fault {
    if (said.isEmpty()) {
      return Optional.empty();
    }
    Map<Long, Long> last = new TreeMap<>();
    String[] places = said.get().split(",", MOST + 1);
    for (String place : places) {
      if (places.length > MOST || !place.matches(FORM)) {
        throw new Fault(400, "'tail' must be what an answer said as 'tail'");
      }
      int dash = place.indexOf('-');
      last.put(
          Long.parseUnsignedLong(place.substring(0, dash), 16),
          Long.parseUnsignedLong(place.substring(dash + 1), 16));
    }
    return Optional.of(new Seen(last));
  }

  /** All of these were seen. */
  static Seen of(List<Tellings.Numbered> moments) {
    Map<Long, Long> last = new TreeMap<>();
    moments.forEach(each -> last.merge(place(each.moment()), low(each.moment()), Math::max));
    return new Seen(last);
  }

  boolean isNew(Moment moment) {
    Long before = last.get(place(moment));
    return before == null || low(moment) > before;
  }

  /** Both. */
  Seen merged(Optional<Seen> other) {
    Map<Long, Long> all = new TreeMap<>(last);
    other.ifPresent(seen -> seen.last().forEach((high, low) -> all.merge(high, low, Math::max)));
    return new Seen(all);
  }

  private static long place(Moment moment) {
    return shownBy(moment).high();
  }

  private static long low(Moment moment) {
    return shownBy(moment).low();
  }

  /** An approval is told with what rests on it, not when it is given. */
  private static dev.postern.kernel.audit.EntryId shownBy(Moment moment) {
    return switch (moment) {
      case Moment.Approved approved -> approved.of();
      case Moment.Opened opened -> opened.entry();
      case Moment.Held held -> held.entry();
      case Moment.Admitted admitted -> admitted.entry();
      case Moment.Refused refused -> refused.entry();
      case Moment.Ended ended -> ended.entry();
      case Moment.Closed closed -> closed.entry();
      case Moment.Gap gap -> gap.entry();
    };
  }

  @Override
  public String toString() {
    return last.entrySet().stream()
        .map(each -> Long.toHexString(each.getKey()) + "-" + Long.toHexString(each.getValue()))
        .sorted()
        .collect(Collectors.joining(","));
  }
}
