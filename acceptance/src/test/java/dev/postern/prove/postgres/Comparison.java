package dev.postern.prove.postgres;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Holds what was heard on both ways against each other, message by message. */
final class Comparison {
  private final Mode mode;
  private final Transcript direct;
  private final Transcript through;
  private final Map<Tolerance, Integer> tolerated = new EnumMap<>(Tolerance.class);

  Comparison(Mode mode, Transcript direct, Transcript through) {
    this.mode = mode;
    this.direct = direct;
    this.through = through;
  }

  /** How often which tolerance was needed. */
  Map<Tolerance, Integer> tolerated() {
    return tolerated;
  }

  /** The first difference that nothing allows. */
  Optional<String> difference() {
    if (!direct.greeting().equals(through.greeting())) {
      return Optional.of("the greeting: " + direct.greeting() + " and " + through.greeting());
    }
    Rest left = new Rest(direct, 0);
    Rest right = new Rest(through, 0);
    while (left.message(0).isPresent() || right.message(0).isPresent()) {
      int here = 1;
      int there = 1;
      if (!left.message(0).equals(right.message(0))) {
        Optional<Tolerance.Explained> why = Tolerance.of(left, right, mode);
        if (why.isEmpty()) {
          return Optional.of(
              "message %d: directly %s, through %s"
                  .formatted(right.from() + 1, words(left.message(0)), words(right.message(0))));
        }
        tolerated.merge(why.get().by(), 1, Integer::sum);
        if (why.get().last()) {
          return Optional.empty();
        }
        here = why.get().direct();
        there = why.get().through();
      }
      left = left.behind(here);
      right = right.behind(there);
    }
    return direct.end() == through.end()
        ? Optional.empty()
        : Optional.of("it ended " + direct.end() + " and " + through.end());
  }

  private static String words(Optional<Heard> heard) {
    return heard.map(Heard::toString).orElse("nothing");
  }
}
