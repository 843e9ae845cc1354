package dev.postern.kernel.cedar;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/** Asks policies one by one and counts what they say. */
final class Tally implements Consumer<Compiled> {
  private static final Comparator<Policy> AS_WRITTEN = Comparator.comparingInt(Policy::ordinal);

  private final Env env;
  private final List<Policy> permits = new ArrayList<>(2);
  private final List<Policy> forbids = new ArrayList<>(0);
  private final List<Fault> faults = new ArrayList<>(0);

  Tally(Env env) {
    this.env = env;
  }

  Env env() {
    return env;
  }

  @Override
  public void accept(Compiled compiled) {
    Policy policy = compiled.policy();
    try {
      if (compiled.satisfied(env)) {
        (policy.effect() == Effect.FORBID ? forbids : permits).add(policy);
      }
    } catch (EvaluationException fault) {
      faults.add(new Fault(policy, fault.reason(), fault.at()));
    }
  }

  Answer answer() {
    List<Policy> determining = forbids.isEmpty() ? permits : forbids;
    determining.sort(AS_WRITTEN);
    faults.sort(Comparator.comparing(Fault::policy, AS_WRITTEN));
    return new Answer(forbids.isEmpty() && !permits.isEmpty(), determining, faults);
  }
}
