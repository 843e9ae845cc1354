package dev.postern.gateway.ledger.story;

import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.operation.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A session as one line of moments, the same for every protocol.
 *
 * @param story what was asked
 * @param answers the answers of people that operations rest on, by their entries
 * @param notes what was noted of the session
 * @param holes what of the ledger cannot be read; empty for one that is whole
 * @param cut where the line was cut because it is too long: what comes from here on is missing
 */
public record Timeline(
    SessionStory story,
    Map<EntryId, Answer> answers,
    List<Leaf.Noted> notes,
    List<String> holes,
    Optional<Instant> cut) {
  private static final String ERASED = "what was asked here is erased or lost";

  public Timeline {
    answers = Map.copyOf(answers);
    notes = List.copyOf(notes);
    holes = List.copyOf(holes);
  }

  /** All moments, in the order of time. */
  public List<Moment> moments() {
    List<Moment> moments = new ArrayList<>();
    for (Leaf.Noted note : notes) {
      if (note.what().equals("approval-requested")) {
        moments.add(held(note));
      }
    }
    story.deeds().forEach(deed -> add(deed, moments));
    moments.sort(
        Comparator.comparing(Moment::at)
            .thenComparing(Timeline::rank)
            .thenComparing(moment -> moment.entry().high(), Long::compareUnsigned)
            .thenComparing(moment -> moment.entry().low(), Long::compareUnsigned));
    Moment first = moments.getFirst();
    moments.addFirst(new Moment.Opened(first.at(), first.entry(), story.who(), story.target()));
    Moment last = moments.getLast();
    holes.forEach(hole ->
        moments.add(new Moment.Gap(last.at(), last.entry(), "the ledger has a hole: " + hole)));
    return moments;
  }

  /** When people were asked for what an answer answers; empty where that is not known. */
  Optional<Instant> asked(Answer answer) {
    return notes.stream()
        .filter(note -> note.what().equals("approval-requested"))
        .filter(note -> Optional.ofNullable(note.about().get("request")).equals(answer.request()))
        .map(Leaf.Noted::at)
        .findFirst();
  }

  private static Moment held(Leaf.Noted note) {
    Map<String, String> about = note.about();
    return new Moment.Held(
        note.at(),
        note.id(),
        about.getOrDefault("request", ""),
        about.getOrDefault("operation", ""),
        about.getOrDefault("reviewers", ""),
        about.getOrDefault("until", ""));
  }

  private void add(Deed deed, List<Moment> moments) {
    for (EntryId vote : deed.restsOn()) {
      Answer answer = answers.get(vote);
      if (answer != null) {
        moments.add(new Moment.Approved(answer.at(), vote, deed.id(), answer));
      } else {
        moments.add(
            new Moment.Gap(
                deed.at(), deed.id(), "it rests on " + vote + ", which cannot be read here"));
      }
    }
    if (deed.request().isEmpty()) {
      moments.add(new Moment.Gap(deed.at(), deed.id(), ERASED));
    }
    switch (deed.fate()) {
      case Deed.Fate.TurnedAway away -> moments.add(new Moment.Refused(deed.at(), deed.id(), deed));
      case Deed.Fate.Open open -> moments.add(new Moment.Admitted(deed.at(), deed.id(), deed));
      case Deed.Fate.Elsewhere elsewhere -> {
        moments.add(new Moment.Admitted(deed.at(), deed.id(), deed));
        moments.add(new Moment.Gap(deed.at(), deed.id(), "it has ended, and its end is not here"));
      }
      case Deed.Fate.Ended ended -> {
        moments.add(new Moment.Admitted(deed.at(), deed.id(), deed));
        moments.add(
            new Moment.Ended(ended.at(), ended.entry(), deed, ended.outcome(), rows(deed.reply())));
        if (Protocol.of(deed.asked()).opens(deed.asked())) {
          moments.add(new Moment.Closed(ended.at(), ended.entry()));
        }
      }
    }
  }

  /** At one time a beginning comes before what follows from it. */
  private static int rank(Moment moment) {
    return switch (moment) {
      case Moment.Opened opened -> 0;
      case Moment.Held held -> 1;
      case Moment.Approved approved -> 2;
      case Moment.Admitted admitted -> 3;
      case Moment.Refused refused -> 3;
      case Moment.Gap gap -> 4;
      case Moment.Ended ended -> 5;
      case Moment.Closed closed -> 6;
    };
  }

  /** How many rows passed, where the protocol counts them. */
  static Optional<Long> rows(Optional<Value> reply) {
    return reply.isPresent()
            && reply.get() instanceof Value.MapOf(Map<String, Value> entries)
            && List.of("rows", "tags").containsAll(entries.keySet())
            && entries.get("rows") instanceof Value.Numeral(String rows)
        ? Optional.of(Long.parseLong(rows))
        : Optional.empty();
  }
}
