package dev.postern.kernel.cedar;

import java.util.List;

/**
 * What Cedar answers: allowed when a permit is satisfied and no forbid is.
 *
 * @param determining the satisfied forbids if there are any, else the satisfied permits, in the
 *     set's order
 * @param faults the policies that could not be evaluated, which count as not satisfied, in the
 *     set's order
 */
public record Answer(boolean allowed, List<Policy> determining, List<Fault> faults) {
  public Answer {
    determining = List.copyOf(determining);
    faults = List.copyOf(faults);
  }
}
