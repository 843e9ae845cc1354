package dev.postern.testkit;

import dev.postern.kernel.gate.Description;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.identity.SignIn;
import dev.postern.kernel.identity.Standing;
import dev.postern.kernel.masking.Masking;
import dev.postern.kernel.operation.Action;
import dev.postern.kernel.operation.Atom;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.operation.Value;
import dev.postern.kernel.policy.Decision;
import dev.postern.kernel.policy.Facts;
import dev.postern.kernel.policy.Policy;
import dev.postern.kernel.policy.Rules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Rules of one line: everything is held for the group {@code dba}, or denied. */
final class ModelRules implements Policy {
  private final int quorum;

  private ModelRules(int quorum) {
    this.quorum = quorum;
  }

  static Rules asking(long epoch, int quorum) {
    return new Rules(epoch, new ModelRules(quorum), Map.of("registry", words(epoch)));
  }

  static Rules denying(long epoch) {
    return asking(epoch, 0);
  }

  @Override
  public Decision decide(Operation operation, Facts facts) {
    if (quorum == 0) {
      return new Decision.Deny(List.of("none"), "no");
    }
    return facts.approved()
        ? new Decision.Allow(List.of("people"))
        : new Decision.Hold(
            List.of("risky"), List.of(new Decision.Approval("risky", "dba", quorum)));
  }

  @Override
  public Masking masking(Principal viewer, Lexicon lexicon, Part part, Facts facts) {
    return Masking.NONE;
  }

  @Override
  public Optional<Instant> turnsAt(Instant now) {
    return Optional.empty();
  }

  private static Lexicon words(long epoch) {
    return new Lexicon("registry", "McpServer", Set.of(), false, Map.of(), epoch);
  }

  /** What ana asks of the registry. */
  static Description description(String what, long epoch) {
    Instant start = ScriptedLoop.START;
    Principal caller = Principal.of(DeskWorld.person("ana"));
    SignIn signIn = new SignIn(caller, start, start.plus(Duration.ofHours(8)), "proof");
    Operation operation =
        new Operation(
            caller,
            "registry",
            what,
            List.of(new Atom(new Action("registry", "drop", Set.of()), words(epoch).itself())),
            Effect.WRITE,
            Value.NOTHING,
            new Value.Text(what));
    return new Description(
        operation,
        new Standing.Visit(signIn, "registry", "s-1", start, Duration.ofHours(8)),
        Optional.empty(),
        new Value.Null(),
        epoch);
  }
}
