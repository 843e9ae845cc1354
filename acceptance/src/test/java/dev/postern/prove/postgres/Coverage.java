package dev.postern.prove.postgres;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the conversations of a run were about, so that one can see that they were about anything.
 */
final class Coverage {
  private final Map<Character, Integer> sent = new TreeMap<>();
  private final Map<Character, Integer> heard = new TreeMap<>();
  private final Map<String, Integer> states = new TreeMap<>();
  private final Map<Tolerance, Integer> tolerated = new EnumMap<>(Tolerance.class);
  private final Map<Transcript.End, Integer> ends = new EnumMap<>(Transcript.End.class);
  private int refusals;

  void count(Conversation conversation, Pair.Outcome outcome) {
    conversation.frames().forEach(frame -> sent.merge((char) frame.bytes()[0], 1, Integer::sum));
    for (Heard message : outcome.direct().messages()) {
      heard.merge(message.type(), 1, Integer::sum);
      if (message.refusal()) {
        refusals++;
      } else if (message.type() == 'E') {
        states.merge(message.field('C'), 1, Integer::sum);
      }
    }
    ends.merge(outcome.direct().end(), 1, Integer::sum);
    outcome.tolerated().forEach((rule, times) -> tolerated.merge(rule, times, Integer::sum));
  }

  int refusals() {
    return refusals;
  }

  int sent(char type) {
    return sent.getOrDefault(type, 0);
  }

  int heard(char type) {
    return heard.getOrDefault(type, 0);
  }

  int errors() {
    return states.values().stream().mapToInt(Integer::intValue).sum();
  }

  @Override
  public String toString() {
    return "sent "
        + sent
        + "\nheard "
        + heard
        + "\nerrors "
        + states
        + "\nrefusals "
        + refusals
        + "\nended "
        + ends
        + "\ntolerated "
        + tolerated;
  }
}
