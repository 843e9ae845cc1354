package dev.postern.gateway.protocol.mcp;

import dev.postern.kernel.gate.Description;
import dev.postern.kernel.gate.Draft;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.masking.Masking;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a viewer may see of a reply: the masking, as far as it speaks of replies, and the places
 * that the operator named.
 *
 * @param hidden the places to be masked
 * @param named every path that the operator gave a class, hidden or not
 * @param rest whether content that no path names is shown
 */
record View(List<Masking.Hidden> hidden, Set<String> named, boolean rest) {
  private static final String WHOLE = "$";
  private static final View EVERYTHING = new View(List.of(), Set.of(), true);

  View {
    hidden = List.copyOf(hidden);
    named = Set.copyOf(named);
  }

  /** The view of the caller of an operation. */
  static View of(Passage passage) {
    return of(passage.masking(), passage.description());
  }

  /** The view that its caller will have. */
  static View of(Draft draft) {
    return of(draft.masking(), draft.description());
  }

  private static View of(Masking masking, Description description) {
    if (masking.none()) {
      return EVERYTHING;
    }
    List<Masking.Hidden> hidden =
        masking.hidden().stream().filter(place -> !Kept.ofInput(place.path())).toList();
    Set<String> named =
        description.part().map(part -> part.term().fields().keySet()).orElse(Set.of()).stream()
            .filter(path -> !Kept.ofInput(path))
            .collect(Collectors.toUnmodifiableSet());
    boolean whole =
        named.contains(WHOLE) && hidden.stream().noneMatch(place -> place.path().equals(WHOLE));
    return new View(hidden, named, whole || masking.unmapped() == Masking.Unmapped.SHOWN);
  }

  /** Whether a reply may pass as it came. */
  boolean everything() {
    return hidden.isEmpty() && rest;
  }

  /** The classes that hide something, for a note; empty where content is merely not named. */
  String classes() {
    return hidden.stream()
        .map(Masking.Hidden::classed)
        .distinct()
        .sorted()
        .collect(Collectors.joining(", "));
  }
}
