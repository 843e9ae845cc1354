package dev.postern.kernel.cedar;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks policies one by one, in the set's order, and counts what they say. */
final class Tally {
  private final Env env;
  private @Nullable List<Policy> permits;
  private @Nullable List<Policy> forbids;
  private @Nullable List<Fault> faults;

  Tally(Env env) {
    this.env = env;
  }

  /** Asks a policy whose head fits. */
  void ask(Compiled compiled) {
    Policy policy = compiled.policy();
    try {
      if (!compiled.fulfilled(env)) {
        return;
      }
    } catch (EvaluationException fault) {
      faults = and(faults, new Fault(policy, fault.reason(), fault.at()));
      return;
    } catch (Unsayable value) {
      faults = and(faults, new Fault(policy, String.valueOf(value.getMessage()), policy.at()));
      return;
    }
    if (policy.effect() == Effect.FORBID) {
      forbids = and(forbids, policy);
    } else {
      permits = and(permits, policy);
    }
  }

  Answer answer() {
    List<Policy> determining = forbids == null ? permits : forbids;
    return new Answer(
        forbids == null && permits != null,
        determining == null ? List.of() : determining,
        faults == null ? List.of() : faults);
  }

  private static <T> List<T> and(@Nullable List<T> some, T more) {
    List<T> all = some == null ? new ArrayList<>(2) : some;
    all.add(more);
    return all;
  }
}
