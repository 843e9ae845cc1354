package dev.postern.cli.connect;

import dev.postern.cli.Trouble;
import java.util.List;
import java.util.Optional;

/**
 * What somebody asked to open.
 *
 * @param target a server
 * @param database empty where none was named
 * @param account empty where none was named
 */
record Wanted(String target, Optional<String> database, Optional<String> account) {
  /** What the wish came to. */
  sealed interface Found {
    /** This one. */
    record One(Place place) implements Found {}

    /** Any of these: which is for the user to say. */
    record Several(List<Place> places) implements Found {}
  }

  /** From the command line's words: {@code TARGET} or {@code TARGET/DATABASE}. */
  static Wanted of(String words, Optional<String> account) {
    int slash = words.indexOf('/');
    return slash < 0
        ? new Wanted(words, Optional.empty(), account)
        : new Wanted(words.substring(0, slash), Optional.of(words.substring(slash + 1)), account);
  }

  /**
   * Chooses. A database that the gateway does not list is asked for all the same: it lists those
   * that its files name, and policy may let more be opened.
   *
   * @throws Trouble when nothing fits
   */
  Found among(List<Place> places) throws Trouble {
    List<Place> fitting = fitting(places, database);
    if (fitting.isEmpty() && database.isPresent()) {
      fitting =
          account.isPresent()
              ? List.of(new Place(target, database.get(), account.get()))
              : fitting(places, Optional.empty()).stream()
                  .map(place -> new Place(target, database.get(), place.account()))
                  .distinct()
                  .toList();
    }
    return switch (fitting.size()) {
      case 0 ->
          throw new Trouble(
              "there is no such target or account that you may open; 'postern connect' alone"
                  + " lists what you may");
      case 1 -> new Found.One(fitting.getFirst());
      default -> new Found.Several(fitting);
    };
  }

  private List<Place> fitting(List<Place> places, Optional<String> named) {
    return places.stream()
        .filter(place -> place.target().equals(target))
        .filter(place -> named.isEmpty() || place.database().equals(named.get()))
        .filter(place -> account.isEmpty() || place.account().equals(account.get()))
        .toList();
  }
}
