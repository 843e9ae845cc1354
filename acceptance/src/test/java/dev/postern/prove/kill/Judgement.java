package dev.postern.prove.kill;

import dev.postern.kernel.audit.Leaf;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the journals of clients and targets say against a ledger.
 *
 * @param wrong each contradiction in a sentence
 * @param answered how many operations were answered
 * @param doubted how many were sent and not answered
 * @param recovered how many of all were closed as unknown by a recovery
 * @param late how many of those had been answered: their end was not on the ledger yet
 */
record Judgement(List<String> wrong, long answered, long doubted, long recovered, long late) {
  /**
   * Judges.
   *
   * @param executed what the targets executed, each as the name of the operation
   * @param refusals whether there was a reason to refuse anything
   */
  static Judgement of(Trail trail, Book book, List<String> executed, boolean refusals) {
    List<String> wrong = new ArrayList<>();
    long late = 0;
    for (List<String> operations : book.answered().values()) {
      int before = -1;
      for (String operation : operations) {
        Optional<Trail.Told> told = trail.of(operation);
        int place = told.map(Trail.Told::admitted).orElse(-1);
        if (place < 0) {
          wrong.add(operation + " was answered and has no admitted leaf");
          continue;
        }
        if (place < before) {
          wrong.add(operation + " stands before what its client was answered earlier");
        }
        before = place;
        Optional<Leaf.End> end = told.flatMap(Trail.Told::worst);
        if (end.equals(Optional.of(Leaf.End.UNKNOWN))) {
          late++;
        } else if (!end.equals(Optional.of(Leaf.End.ANSWERED))) {
          wrong.add(operation + " was answered and the ledger says " + end);
        }
      }
    }
    Set<String> once = new HashSet<>();
    for (String operation : executed) {
      if (!once.add(operation)) {
        wrong.add(operation + " was executed twice");
      }
      if (trail.of(operation).filter(told -> told.admitted() >= 0).isEmpty()) {
        wrong.add(operation + " was executed and has no admitted leaf");
      }
    }
    for (String operation : book.refused()) {
      if (once.contains(operation)) {
        wrong.add(operation + " was refused and executed all the same");
      } else if (!refusals) {
        wrong.add(operation + " was refused, though everything is permitted");
      }
    }
    trail
        .all()
        .forEach((operation, told) -> {
          if (told.worst().isEmpty()) {
            wrong.add(operation + " was admitted and never closed");
          }
        });
    return new Judgement(
        List.copyOf(wrong), book.answers(), book.doubted().size(), trail.unknown(), late);
  }
}
