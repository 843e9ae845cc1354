package dev.postern.gateway.ledger.story;

import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.operation.Value;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One operation, from what was asked to how it ended.
 *
 * @param id the request id
 * @param at when it was decided
 * @param asked what was asked, by whom
 * @param decision what policy said
 * @param fate how it ended
 * @param kept what was recorded beside it
 * @param restsOn the entries that it rests on: the answers of the people who approved it
 */
public record Deed(
    EntryId id,
    Instant at,
    Leaf.Asked asked,
    Leaf.Decided decision,
    Fate fate,
    Kept kept,
    List<EntryId> restsOn) {
  public Deed {
    restsOn = List.copyOf(restsOn);
  }

  /** How an operation ended. */
  public sealed interface Fate {
    /**
     * It was let through and has ended.
     *
     * @param entry the entry of the end
     */
    record Ended(EntryId entry, Instant at, Leaf.Outcome outcome) implements Fate {}

    /** It was turned away. */
    record TurnedAway(String code, String reason) implements Fate {}

    /** It was let through and has not ended. */
    record Open() implements Fate {}

    /** It was let through and has ended, and nobody looked where. */
    record Elsewhere() implements Fate {}
  }

  /**
   * What was recorded.
   *
   * @param request what was asked: {@link Value.Null} where the target's {@code record} keeps
   *     nothing of it, empty where the recording is erased or lost
   * @param reply what the caller was shown; empty where nothing was kept
   */
  public record Kept(Optional<Value> request, Optional<Value> reply) {
    /** Nothing was looked at, or nothing is left. */
    public static final Kept NOTHING = new Kept(Optional.empty(), Optional.empty());
  }

  /** What was asked, as far as it is kept. */
  public Optional<Value> request() {
    return kept.request();
  }

  /** What the caller was shown, as far as it is kept. */
  public Optional<Value> reply() {
    return kept.reply();
  }

  /** Whether it was put before people, whatever they said. */
  public boolean held() {
    return !restsOn.isEmpty() || decision.answer().equals("hold");
  }

  /** Whether it was turned away. */
  public boolean refused() {
    return fate instanceof Fate.TurnedAway;
  }

  /** The same with another fate. */
  public Deed with(Fate other) {
    return new Deed(id, at, asked, decision, other, kept, restsOn);
  }

  /** The same with what was recorded. */
  public Deed with(Kept other) {
    return new Deed(id, at, asked, decision, fate, other, restsOn);
  }

  /**
   * Of what was asked, not ended yet where it was let through.
   *
   * @return empty for a leaf that asks nothing
   */
  public static Optional<Deed> of(Leaf leaf) {
    return switch (leaf) {
      case Leaf.Admitted admitted ->
          Optional.of(
              new Deed(
                  admitted.id(),
                  admitted.at(),
                  admitted.asked(),
                  admitted.decision(),
                  new Fate.Open(),
                  Kept.NOTHING,
                  admitted.restsOn()));
      case Leaf.Refused refused ->
          Optional.of(
              new Deed(
                  refused.id(),
                  refused.at(),
                  refused.asked(),
                  refused.decision(),
                  new Fate.TurnedAway(refused.code(), refused.reason()),
                  Kept.NOTHING,
                  List.of()));
      case Leaf.Closed closed -> Optional.empty();
      case Leaf.Noted noted -> Optional.empty();
    };
  }
}
