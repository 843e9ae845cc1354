package dev.postern.gateway.ledger.story;

import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.operation.Action;
import java.time.Duration;
import java.util.List;

/** What happened to an operation, as a person would say it. */
final class Sentence {
  private Sentence() {}

  static String of(Deed deed) {
    return asked(deed.asked()) + " \u2014 " + ruled(deed) + ended(deed.fate());
  }

  private static String asked(Leaf.Asked asked) {
    String who = Paragraph.safe(asked.caller().told());
    String target = Paragraph.safe(asked.target());
    Action action = asked.atoms().getFirst().action();
    boolean named = asked.atoms().size() == 1 && !action.namespace().isEmpty();
    return named
        ? who + " asked " + target + " to " + words(action.name())
        : who + " asked " + target + " for " + Paragraph.safe(asked.label());
  }

  private static String words(String name) {
    return Paragraph.safe(name.replace('_', ' ').replace('-', ' '));
  }

  private static String ruled(Deed deed) {
    String by = by(deed.decision().rules());
    return switch (deed.fate()) {
      case Deed.Fate.TurnedAway(String code, String reason) -> {
        String why = reason.isEmpty() ? Paragraph.safe(code) : Paragraph.safe(reason);
        yield (code.equals("denied") ? "refused" : "refused (" + Paragraph.safe(code) + ")")
            + by
            + ": "
            + why;
      }
      case Deed.Fate.Ended ended -> "allowed" + by;
      case Deed.Fate.Open open -> "allowed" + by;
      case Deed.Fate.Elsewhere elsewhere -> "allowed" + by;
    };
  }

  private static String by(List<String> rules) {
    String names = Paragraph.safe(String.join(" and ", rules));
    return switch (rules.size()) {
      case 0 -> "";
      case 1 -> " by rule " + names;
      default -> " by rules " + names;
    };
  }

  private static String ended(Deed.Fate fate) {
    return switch (fate) {
      case Deed.Fate.TurnedAway away -> "";
      case Deed.Fate.Open open -> "; it has not ended";
      case Deed.Fate.Elsewhere elsewhere -> "; it has ended";
      case Deed.Fate.Ended ended -> "; " + ended(ended.outcome());
    };
  }

  private static String ended(Leaf.Outcome outcome) {
    String after = Durations.after(outcome.took());
    String end =
        switch (outcome.end()) {
          case ANSWERED ->
              outcome.failed() || outcome.error().isPresent()
                  ? "answered in " + after + " with a failure"
                  : "answered in " + after;
          case WITHHELD -> "answered in " + after + ", but the answer was withheld";
          case FAILED -> "the target failed after " + after;
          case CANCELLED -> "the caller left after " + after;
          case REVOKED -> "taken back after " + after;
          case UNKNOWN -> "the gateway stopped meanwhile, and nobody knows how it ended";
        };
    StringBuilder told = new StringBuilder(end);
    outcome.error().ifPresent(error -> told.append(" (").append(Paragraph.safe(error)).append(')'));
    if (outcome.counts().masked() > 0) {
      told.append("; ").append(counted(outcome.counts().masked(), "value")).append(" masked");
    }
    if (outcome.counts().withheld() > 0) {
      told.append("; ").append(counted(outcome.counts().withheld(), "value")).append(" withheld");
    }
    return told.toString();
  }

  /** {@code 1 value}, {@code 2 values}. */
  static String counted(long count, String thing) {
    return count + " " + thing + (count == 1 ? "" : "s");
  }

  /** Durations as people say them. */
  static final class Durations {
    private Durations() {}

    static String after(Duration took) {
      long micros = took.toNanos() / 1000;
      if (micros < 1000) {
        return "less than a millisecond";
      }
      if (micros < 10_000_000) {
        return micros / 1000 + " ms";
      }
      long seconds = took.toSeconds();
      return seconds < 120 ? seconds + " s" : seconds / 60 + " min " + seconds % 60 + " s";
    }
  }
}
