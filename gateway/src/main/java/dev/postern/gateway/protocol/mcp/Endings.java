package dev.postern.gateway.protocol.mcp;

import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Ending;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.operation.Value;
import java.util.Optional;

/** How passages end, as the ledger is told. */
final class Endings {
  private Endings() {}

  /** The target answered and nothing needs to be said of the content. */
  static Ending answered(Passage passage, int status) {
    return ending(
        Leaf.End.ANSWERED,
        status,
        Optional.empty(),
        false,
        passage,
        new Value.Null(),
        0,
        Tally.NONE);
  }

  /** The target answered with a status that is a failure. */
  static Ending failed(Passage passage, int status) {
    return ending(
        Leaf.End.FAILED, status, Optional.empty(), true, passage, new Value.Null(), 0, Tally.NONE);
  }

  /** A reply was settled. */
  static Ending of(Settled settled, Passage passage, Value shown, int bytes) {
    return ending(
        settled.withheld() ? Leaf.End.WITHHELD : Leaf.End.ANSWERED,
        200,
        settled.error(),
        settled.failed(),
        passage,
        shown,
        bytes,
        settled.tally());
  }

  /** Nothing was heard of the target. */
  static Ending unheard(Leaf.End end, Passage passage) {
    return new Ending(
        end,
        Optional.empty(),
        Optional.empty(),
        false,
        new Leaf.Counts(passage.forwarded().length(), 0, 0, 0),
        new Value.Null());
  }

  private static Ending ending(
      Leaf.End end,
      int status,
      Optional<String> error,
      boolean failed,
      Passage passage,
      Value shown,
      int bytes,
      Tally tally) {
    return new Ending(
        end,
        Optional.of(status),
        error,
        failed,
        new Leaf.Counts(passage.forwarded().length(), bytes, tally.masked(), tally.withheld()),
        shown);
  }
}
