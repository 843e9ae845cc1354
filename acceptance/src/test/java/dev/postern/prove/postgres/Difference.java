package dev.postern.prove.postgres;

import java.util.List;

/** Where the two ways of one conversation parted. */
record Difference(Conversation conversation, String what, Both both) {
  /** What was heard on both ways. */
  record Both(Transcript direct, Transcript through) {}

  @Override
  public String toString() {
    return what
        + "\n"
        + conversation
        + "\n directly:\n"
        + lines(both.direct())
        + " through:\n"
        + lines(both.through());
  }

  private static String lines(Transcript transcript) {
    StringBuilder lines = new StringBuilder();
    List<Heard> messages = transcript.messages();
    messages.forEach(heard -> lines.append("  ").append(heard).append('\n'));
    return lines.append("  ").append(transcript.end()).append('\n').toString();
  }
}
