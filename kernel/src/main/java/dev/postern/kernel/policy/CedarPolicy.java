package dev.postern.kernel.policy;

import dev.postern.kernel.cedar.Answer;
import dev.postern.kernel.cedar.PolicySet;
import dev.postern.kernel.cedar.RecordOf;
import dev.postern.kernel.cedar.Slice;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.masking.Mask;
import dev.postern.kernel.masking.Masking;
import dev.postern.kernel.operation.Atom;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.operation.Resource;
import dev.postern.kernel.operation.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Policy in Cedar. Each link of the caller's chain is asked about each atom, {@link
 * PolicySet#answer} being exactly Cedar; around it stands what a gateway needs and Cedar leaves
 * open: the strictest answer wins, a forbid that errs denies, and a denial by nothing but {@code
 * @approval} forbids is a hold.
 */
public final class CedarPolicy implements Policy {
  /**
   * What a caller is told where no rule speaks; the same for what is hidden and what is unknown.
   */
  public static final String NO_RULE = "no rule permits this";

  private final PolicySet policies;
  private final List<Assignment> assignments;
  private final Stage stage;

  /**
   * A policy.
   *
   * @param policies the rules
   * @param assignments who holds which role where, perhaps for a time
   * @param masks how each class is masked
   */
  public CedarPolicy(PolicySet policies, List<Assignment> assignments, Map<String, Mask> masks) {
    this(policies, assignments, masks, Stage.Bounds.STANDARD);
  }

  CedarPolicy(
      PolicySet policies,
      List<Assignment> assignments,
      Map<String, Mask> masks,
      Stage.Bounds remembered) {
    this.policies = policies;
    this.assignments = List.copyOf(assignments);
    this.stage = new Stage(policies, assignments, masks, remembered);
  }

  @Override
  public Decision decide(Operation operation, Facts facts) {
    try {
      return decided(operation, facts);
    } catch (RuntimeException | StackOverflowError broken) {
      // A defect of ours must not open the door.
      return new Decision.Deny(List.of(), "the rules could not be evaluated");
    }
  }

  private Decision decided(Operation operation, Facts facts) {
    Scene scene = stage.scene(operation.caller(), operation.target(), facts);
    Circumstances circumstances = new Circumstances(operation.context(), facts, scene);
    RecordOf context = circumstances.context();
    Optional<Decision> all = Optional.empty();
    for (int link = 0; link < scene.length(); link++) {
      for (Atom atom : operation.atoms()) {
        Decision one = ask(stage.slices(scene, atom).get(link), context, circumstances);
        if (one instanceof Decision.Deny) {
          return one;
        }
        all = Optional.of(all.isEmpty() ? one : both(all.get(), one));
      }
    }
    return all.orElseThrow(() -> new IllegalStateException("nothing was asked"));
  }

  /** The decision on an operation, told part by part. For people who ask why: it is slow. */
  public Explanation explain(Operation operation, Facts facts) {
    Scene scene = stage.scene(operation.caller(), operation.target(), facts);
    return Explanation.of(decide(operation, facts), policies, scene, operation, facts);
  }

  /** What conditions may look at. */
  private record Circumstances(Value.MapOf described, Facts facts, Scene scene) {
    RecordOf context() {
      return CedarContext.of(described, facts, scene.chain());
    }

    RecordOf onceApproved() {
      return new Circumstances(described, facts.onceApproved(), scene).context();
    }
  }

  private static Decision ask(Slice slice, RecordOf context, Circumstances circumstances) {
    Answer answer = slice.answer(context);
    if (Answers.forbidErred(answer)) {
      return new Decision.Deny(
          Answers.erring(answer), "a rule that forbids could not be evaluated on this");
    }
    List<String> rules = Answers.rules(answer);
    if (answer.allowed()) {
      return new Decision.Allow(rules);
    }
    if (rules.isEmpty()) {
      return new Decision.Deny(List.of(), NO_RULE);
    }
    List<Decision.Approval> approvals = Answers.approvals(answer);
    boolean onlyApprovals = approvals.size() == rules.size() && !circumstances.facts().approved();
    if (onlyApprovals && passes(slice.answer(circumstances.onceApproved()))) {
      return new Decision.Hold(rules, approvals, Answers.life(answer));
    }
    return new Decision.Deny(rules, Answers.reason(answer));
  }

  private static boolean passes(Answer answer) {
    return answer.allowed() && !Answers.forbidErred(answer);
  }

  /** The stricter of two that do not deny; of the same kind, both. */
  private static Decision both(Decision one, Decision other) {
    return switch (one) {
      case Decision.Allow allow ->
          other instanceof Decision.Allow more
              ? new Decision.Allow(union(allow.rules(), more.rules()))
              : other;
      case Decision.Hold hold ->
          other instanceof Decision.Hold more
              ? new Decision.Hold(
                  union(hold.rules(), more.rules()),
                  union(hold.approvals(), more.approvals()),
                  shorter(hold.life(), more.life()))
              : hold;
      case Decision.Deny deny -> deny;
    };
  }

  private static Optional<Duration> shorter(Optional<Duration> one, Optional<Duration> other) {
    return Stream.concat(one.stream(), other.stream()).min(Comparator.naturalOrder());
  }

  private static <T> List<T> union(List<T> some, List<T> more) {
    Set<T> all = new LinkedHashSet<>(some);
    all.addAll(more);
    return List.copyOf(all);
  }

  @Override
  public Masking masking(Principal viewer, Lexicon lexicon, Part part, Facts facts) {
    try {
      Scene scene = stage.scene(viewer, lexicon.target(), facts);
      RecordOf context = CedarContext.of(Value.NOTHING, facts, scene.chain());
      return stage.masking(scene, part, lexicon.classed(), context);
    } catch (RuntimeException | StackOverflowError broken) {
      return nothingShown(part);
    }
  }

  /** What is left where the rules could not be asked: a defect of ours must reveal nothing. */
  private static Masking nothingShown(Part part) {
    List<Masking.Hidden> hidden = new ArrayList<>();
    part.term()
        .fields()
        .forEach((path, classed) -> hidden.add(new Masking.Hidden(path, classed, Mask.WITHHOLD)));
    return new Masking(hidden, Masking.Unmapped.WITHHELD);
  }

  @Override
  public Reach reach(Principal viewer, Lexicon lexicon, Resource resource) {
    return new Reaching(policies, assignments, lexicon, resource).of(viewer);
  }

  @Override
  public Optional<Instant> turnsAt(Instant now) {
    return assignments.stream()
        .flatMap(assignment -> assignment.turnsAt(now).stream())
        .min(Comparator.naturalOrder());
  }
}
