package dev.postern.kernel.policy;

import dev.postern.kernel.operation.Durability;
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
 * @param durabilities what the entries of a target survive, where it says so itself
 */
public record Rules(
    long epoch,
    Policy policy,
    Map<String, Lexicon> lexicons,
    Map<String, Durability> durabilities) {
  public Rules {
    lexicons = Map.copyOf(lexicons);
    durabilities = Map.copyOf(durabilities);
  }

  /** A snapshot where no target says what its entries survive. */
  public Rules(long epoch, Policy policy, Map<String, Lexicon> lexicons) {
    this(epoch, policy, lexicons, Map.of());
  }

  /** The words of a target; empty when there is no such target. */
  public Optional<Lexicon> lexicon(String target) {
    return Optional.ofNullable(lexicons.get(target));
  }

  /** What a target's entries must survive; empty where the ledger's own level holds. */
  public Optional<Durability> durability(String target) {
    return Optional.ofNullable(durabilities.get(target));
  }
}
