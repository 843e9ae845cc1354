package dev.postern.gateway.config.explain;

import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.ledger.Found;
import dev.postern.gateway.ledger.Replay;
import dev.postern.gateway.ledger.Search;
import dev.postern.gateway.ledger.story.Deed;
import dev.postern.kernel.audit.EntryId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What the ledger tells of rules: why something was decided, and which rules it never names. */
public final class FromLedger {
  /** The most decisions that are counted at once. */
  public static final int MOST_COUNTED = 1_000_000;

  private static final int PAGE = 5_000;

  private final Configuration configuration;
  private final Replay replay;

  /** Tells of a ledger under the rules of a configuration. */
  public FromLedger(Configuration configuration, Replay replay) {
    this.configuration = configuration;
    this.replay = replay;
  }

  /**
   * Why an operation was decided as it was.
   *
   * @param content whether what was asked of it may be told
   * @return empty where the ledger has no such operation
   */
  public Optional<Map<String, Object>> why(EntryId id, Predicate<Deed> content) throws IOException {
    Optional<Deed> found = replay.operation(id);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Deed deed = found.get();
    boolean told = content.test(deed);
    Deed known = told ? deed : deed.with(Deed.Kept.NOTHING);
    return Optional.of(new WhyRefused(configuration).answer(known, opening(deed), told));
  }

  /** The opening of an operation's session as an account; empty where there was none. */
  private Optional<Deed> opening(Deed deed) throws IOException {
    if (deed.asked().session().isEmpty()) {
      return Optional.empty();
    }
    Found found =
        replay.find(
            new Search(
                cast -> true,
                each ->
                    each.asked().session().equals(deed.asked().session())
                        && each.asked().atoms().stream()
                            .anyMatch(atom -> atom.resource().ref().type().equals("Account")),
                Search.Window.ALL,
                Optional.empty(),
                false,
                1));
    return found.deeds().stream().findFirst();
  }

  /**
   * Which rules no decision of the last time names.
   *
   * @param last how far back
   */
  public Map<String, Object> unused(Duration last, Instant now) throws IOException {
    Unused unused = new Unused(configuration, now.minus(last));
    find(Search.Window.ALL, Optional.empty(), 1).deeds().stream()
        .findFirst()
        .ifPresent(first -> unused.keptSince(first.at()));
    Search.Window window = new Search.Window(now.minus(last), now);
    Optional<Search.Place> after = Optional.empty();
    int counted = 0;
    do {
      Found found = find(window, after, PAGE);
      found.deeds().forEach(unused::saw);
      counted += Math.max(1, found.deeds().size());
      after = found.next();
    } while (after.isPresent() && counted < MOST_COUNTED);
    Map<String, Object> told = unused.answer();
    told.put("whole", after.isEmpty());
    return told;
  }

  private Found find(Search.Window window, Optional<Search.Place> after, int most)
      throws IOException {
    return replay.find(new Search(cast -> true, deed -> true, window, after, false, most));
  }
}
