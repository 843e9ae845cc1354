package dev.postern.kernel.policy;

import dev.postern.kernel.cedar.Answer;
import dev.postern.kernel.cedar.Effect;
import dev.postern.kernel.cedar.RecordOf;
import dev.postern.kernel.cedar.Slice;
import dev.postern.kernel.masking.Mask;
import dev.postern.kernel.masking.Masking;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is asked before a reply of one part is shown to one caller. Immutable.
 *
 * @param places where classed content stands
 * @param unmapped what is asked about content that no place names; empty where it is clear
 */
record View(List<Place> places, Optional<Place> unmapped) {
  View {
    places = List.copyOf(places);
  }

  /**
   * Content of one class at one path.
   *
   * @param usual how it is masked where no rule says
   * @param links what is asked for each link of the viewer's chain
   */
  record Place(String path, String classed, Mask usual, List<Slice> links) {
    /**
     * How it is hidden: empty when every link may see it, otherwise the strictest mask that any
     * link gets.
     */
    Optional<Mask> mask(RecordOf context) {
      Optional<Mask> strictest = Optional.empty();
      for (Slice link : links) {
        Optional<Mask> mask = mask(link, context);
        if (mask.isPresent()) {
          strictest = Optional.of(Mask.stricter(strictest.orElse(mask.get()), mask.get()));
        }
      }
      return strictest;
    }

    private Optional<Mask> mask(Slice link, RecordOf context) {
      try {
        Answer answer = link.answer(context);
        return answer.allowed() && !Answers.forbidErred(answer)
            ? Optional.empty()
            : Optional.of(wanted(answer).orElse(usual));
      } catch (RuntimeException | StackOverflowError broken) {
        return Optional.of(Mask.WITHHOLD);
      }
    }

    private boolean fixed() {
      return links.stream().allMatch(Slice::fixed);
    }

    private static Optional<Mask> wanted(Answer answer) {
      return answer.determining().stream()
          .filter(policy -> policy.effect() == Effect.FORBID)
          .flatMap(policy -> policy.annotation("mask").flatMap(Mask::named).stream())
          .reduce(Mask::stricter);
    }
  }

  /** What is hidden in these circumstances. */
  Masking masking(RecordOf context) {
    List<Masking.Hidden> hidden = new ArrayList<>();
    for (Place place : places) {
      place
          .mask(context)
          .ifPresent(mask -> hidden.add(new Masking.Hidden(place.path(), place.classed(), mask)));
    }
    boolean withheld = unmapped.isPresent() && unmapped.get().mask(context).isPresent();
    return new Masking(hidden, withheld ? Masking.Unmapped.WITHHELD : Masking.Unmapped.SHOWN);
  }

  /** Whether it hides the same in all circumstances. */
  boolean fixed() {
    return places.stream().allMatch(Place::fixed) && unmapped.map(Place::fixed).orElse(true);
  }
}
