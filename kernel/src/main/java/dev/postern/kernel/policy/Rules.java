package dev.postern.kernel.policy;

import dev.postern.kernel.operation.Lexicon;
import java.util.Map;
import java.util.Optional;

/**
 * One snapshot of everything that decisions are made on. An operation is described, masked and
 * decided on one snapshot.
 *
 * @param epoch rises with every snapshot
 * @param policy the rules
 * @param lexicons the words of each target, by its name
 */
public record Rules(long epoch, Policy policy, Map<String, Lexicon> lexicons) {
  public Rules {
    lexicons = Map.copyOf(lexicons);
  }

  /** The words of a target; empty when there is no such target. */
  public Optional<Lexicon> lexicon(String target) {
    return Optional.ofNullable(lexicons.get(target));
  }
}
