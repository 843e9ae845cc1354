package dev.postern.kernel.cedar;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The policies of a set whose heads fit one principal, action and resource: all that can count for
 * them, whatever the context. Immutable; may be asked by many threads at once.
 */
public final class Slice {
  private static final Comparator<Compiled> AS_WRITTEN =
      Comparator.comparingInt(compiled -> compiled.policy().ordinal());

  private final Request.Head head;
  private final Entities entities;
  private final Compiled[] policies;
  private final @Nullable Answer fixed;

  private Slice(Request.Head head, Entities entities, Compiled[] policies) {
    this.head = head;
    this.entities = entities;
    this.policies = policies;
    boolean conditions = false;
    for (Compiled policy : policies) {
      conditions |= !policy.unconditional();
    }
    this.fixed = conditions ? null : evaluate(RecordOf.empty());
  }

  static Slice of(ScopeIndex index, Request.Head head, Entities entities) {
    List<Compiled> fitting = new ArrayList<>();
    index.candidates(
        head,
        entities,
        compiled -> {
          if (compiled.fits(head, entities)) {
            fitting.add(compiled);
          }
        });
    fitting.sort(AS_WRITTEN);
    return new Slice(head, entities, fitting.toArray(Compiled[]::new));
  }

  /** Whether the answer is the same for every context, because no policy here has a condition. */
  public boolean fixed() {
    return fixed != null;
  }

  /** Cedar's answer. Total: what a policy cannot evaluate is a fault in the answer. */
  public Answer answer(RecordOf context) {
    return fixed != null ? fixed : evaluate(context);
  }

  private Answer evaluate(RecordOf context) {
    Tally tally = new Tally(new Env(head.with(context), entities));
    for (Compiled policy : policies) {
      tally.ask(policy);
    }
    return tally.answer();
  }
}
