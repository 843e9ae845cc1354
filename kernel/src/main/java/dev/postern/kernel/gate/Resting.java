package dev.postern.kernel.gate;

import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.policy.Grant;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The grants that something was decided with.
 *
 * @param given those that were in force
 */
record Resting(List<Given> given) {
  static final Resting NOTHING = new Resting(List.of());

  Resting {
    given = List.copyOf(given);
  }

  /** What is looked at beside them. */
  record At(Resting resting, boolean approved, Instant now) {
    /** The same once people have approved. */
    At onceApproved() {
      return new At(resting, true, now);
    }
  }

  /** At a moment, nobody having approved anything. */
  At at(Instant now) {
    return new At(this, false, now);
  }

  /** The grants as rules see them. */
  List<Grant> grants() {
    return given.isEmpty() ? List.of() : given.stream().map(Given::grant).toList();
  }

  /** Those whose budget has bounds. */
  List<Given> bounded() {
    return given.isEmpty()
        ? List.of()
        : given.stream().filter(one -> one.purse().bounds()).toList();
  }

  /** Why the first of them that holds no longer does not, as its holder is told. */
  Optional<Revocation> over(Instant now) {
    return given.stream()
        .filter(one -> !one.holds(now))
        .findFirst()
        .map(one ->
            new Revocation(
                Refusal.Code.DENIED, "your " + one.grant().told() + " has ended: " + one.why(now)));
  }

  /** Why the first of them that is of no more use is not. */
  Optional<Revocation> lapsed(Instant now) {
    return over(now)
        .or(() ->
            given.stream()
                .filter(one -> !one.purse().affords())
                .findFirst()
                .map(one ->
                    new Revocation(
                        Refusal.Code.DENIED,
                        "your " + one.grant().told() + " has no operations left")));
  }

  /** Reserves an operation in each purse, or in none. What does nothing costs nothing. */
  boolean take(Effect effect) {
    if (effect == Effect.NONE) {
      return true;
    }
    for (int i = 0; i < given.size(); i++) {
      if (!given.get(i).purse().take()) {
        given.subList(0, i).forEach(taken -> taken.purse().giveBack());
        return false;
      }
    }
    return true;
  }

  /** What was reserved does not run. */
  void giveBack(Effect effect) {
    if (effect != Effect.NONE) {
      given.forEach(one -> one.purse().giveBack());
    }
  }

  /** What was reserved has ended. */
  void ended(Effect effect) {
    if (effect != Effect.NONE) {
      given.forEach(one -> one.purse().ended());
    }
  }
}
