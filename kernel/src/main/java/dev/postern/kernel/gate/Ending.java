package dev.postern.kernel.gate;

import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.operation.Value;
import java.util.Optional;

/**
 * How a passage ended, as its session says it.
 *
 * @param end for the gateway
 * @param status the transport's status; empty where there was none
 * @param error the protocol's error code; empty where there was none
 * @param failed whether the application said that it failed
 * @param counts what passed
 * @param shown what the client was shown, for the recording; {@link Value.Null} where nothing is
 *     kept
 */
public record Ending(
    Leaf.End end,
    Optional<Integer> status,
    Optional<String> error,
    boolean failed,
    Leaf.Counts counts,
    Value shown) {
  /** An ending of which nothing is known but how it ended. */
  public static Ending of(Leaf.End end) {
    return new Ending(
        end,
        Optional.empty(),
        Optional.empty(),
        false,
        new Leaf.Counts(0, 0, 0, 0),
        new Value.Null());
  }
}
