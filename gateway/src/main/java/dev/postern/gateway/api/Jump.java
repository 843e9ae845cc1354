package dev.postern.gateway.api;

import dev.postern.kernel.audit.EntryId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Where a reader begins: at a moment's number ({@code #12}), a time, or a request id.
 *
 * @param reached whether a moment is the place, or behind it
 */
record Jump(Predicate<Tellings.Numbered> reached) {
  /**
   * Reads what a reader says.
   *
   * @throws Fault when it is none of the three
   */
  static Jump of(Optional<String> said) throws Fault {
    if (said.isEmpty()) {
      return new Jump(each -> true);
    }
    String place = said.get();
    if (place.matches("#[0-9]{1,9}")) {
      int number = Integer.parseInt(place.substring(1));
      return new Jump(each -> each.number() >= number);
    }
    try {
      Instant at = Instant.parse(place);
      return new Jump(each -> !each.moment().at().isBefore(at));
    } catch (DateTimeException noTime) {
      try {
        EntryId entry = EntryId.parse(place);
        return new Jump(each ->
            each.moment().entry().equals(entry)
                || each.moment().about().map(deed -> deed.id().equals(entry)).orElse(false));
      } catch (IllegalArgumentException wrong) {
        throw new Fault(400, "'from' must be #NUMBER, a time, or a request id");
      }
    }
  }

  /** The moments from the place on. */
  List<Tellings.Numbered> from(List<Tellings.Numbered> all) throws Fault {
    for (int i = 0; i < all.size(); i++) {
      if (reached.test(all.get(i))) {
        return all.subList(i, all.size());
      }
    }
    return List.of();
  }
}
