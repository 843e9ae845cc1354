package dev.postern.kernel.policy;

import dev.postern.kernel.cedar.Answer;
import dev.postern.kernel.cedar.Effect;
import dev.postern.kernel.cedar.Entities;
import dev.postern.kernel.cedar.Entity;
import dev.postern.kernel.cedar.EntityUid;
import dev.postern.kernel.cedar.PolicySet;
import dev.postern.kernel.cedar.Request;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.masking.Mask;
import dev.postern.kernel.masking.Masking;
import dev.postern.kernel.operation.Action;
import dev.postern.kernel.operation.Atom;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.operation.Ref;
import dev.postern.kernel.operation.Resource;
import dev.postern.kernel.operation.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

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

  /** Masks the classes that the configuration gives no mask. */
  private static final Mask UNLESS_CONFIGURED = Mask.REDACT;

  /** The class of content that no path names. */
  private static final Ref UNMAPPED = new Ref("Class", "unmapped");

  private static final Action REVEAL = Action.shared("reveal");

  private final PolicySet policies;
  private final List<Assignment> assignments;
  private final Map<String, Mask> masks;

  /**
   * A policy.
   *
   * @param policies the rules
   * @param assignments who holds which role where, perhaps for a time
   * @param masks how each class is masked
   */
  public CedarPolicy(PolicySet policies, List<Assignment> assignments, Map<String, Mask> masks) {
    this.policies = policies;
    this.assignments = List.copyOf(assignments);
    this.masks = Map.copyOf(masks);
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
    Set<String> permits = new LinkedHashSet<>();
    Set<String> holds = new LinkedHashSet<>();
    List<Decision.Approval> approvals = new ArrayList<>();
    for (Party link : operation.caller().chain()) {
      for (Atom atom : operation.atoms()) {
        switch (ask(
            link, operation.caller(), operation.target(), atom, operation.context(), facts)) {
          case Decision.Allow(List<String> rules) -> permits.addAll(rules);
          case Decision.Hold hold -> {
            holds.addAll(hold.rules());
            hold.approvals().stream()
                .filter(one -> !approvals.contains(one))
                .forEach(approvals::add);
          }
          case Decision.Deny deny -> {
            return deny;
          }
        }
      }
    }
    return approvals.isEmpty()
        ? new Decision.Allow(List.copyOf(permits))
        : new Decision.Hold(List.copyOf(holds), approvals);
  }

  @Override
  public Masking masking(Principal viewer, Lexicon lexicon, Part part, Facts facts) {
    List<Masking.Hidden> hidden = new ArrayList<>();
    new TreeMap<>(part.term().fields())
        .forEach((path, classed) -> {
          Mask usual = masks.getOrDefault(classed, UNLESS_CONFIGURED);
          reveal(viewer, lexicon, part.resource(), path, new Ref("Class", classed), usual, facts)
              .ifPresent(mask -> hidden.add(new Masking.Hidden(path, classed, mask)));
        });
    boolean withheld =
        switch (part.term().unmapped()) {
          case CLEAR -> false;
          case BY_TARGET -> lexicon.classed();
          case WITHHELD -> true;
        };
    boolean shown =
        !withheld
            || reveal(viewer, lexicon, part.resource(), "*", UNMAPPED, UNLESS_CONFIGURED, facts)
                .isEmpty();
    return new Masking(hidden, shown ? Masking.Unmapped.SHOWN : Masking.Unmapped.WITHHELD);
  }

  @Override
  public Optional<Instant> turnsAt(Instant now) {
    return assignments.stream()
        .flatMap(assignment -> assignment.turnsAt(now).stream())
        .min(Comparator.naturalOrder());
  }

  /**
   * Whether a place stays hidden.
   *
   * @param usual how it is masked where no rule says
   * @return empty when every link of the viewer's chain may see it; otherwise the strictest mask
   *     that any link gets
   */
  private Optional<Mask> reveal(
      Principal viewer,
      Lexicon lexicon,
      Resource part,
      String path,
      Ref classed,
      Mask usual,
      Facts facts) {
    Set<Ref> parents = new HashSet<>(part.parents());
    parents.add(part.ref());
    parents.add(classed);
    Atom atom =
        new Atom(REVEAL, new Resource(new Ref("Field", part.ref().name() + "#" + path), parents));
    Optional<Mask> strictest = Optional.empty();
    for (Party link : viewer.chain()) {
      Mask mask = usual;
      try {
        Answer answer = answer(link, viewer, lexicon.target(), atom, Value.NOTHING, facts);
        if (answer.allowed() && !erringForbid(answer)) {
          continue;
        }
        mask = wanted(answer).orElse(usual);
      } catch (RuntimeException | StackOverflowError broken) {
        mask = Mask.WITHHOLD;
      }
      strictest = Optional.of(Mask.stricter(strictest.orElse(mask), mask));
    }
    return strictest;
  }

  private static Optional<Mask> wanted(Answer answer) {
    return answer.determining().stream()
        .filter(policy -> policy.effect() == Effect.FORBID)
        .flatMap(policy -> policy.annotation("mask").flatMap(Mask::named).stream())
        .reduce(Mask::stricter);
  }

  private Decision ask(
      Party link, Principal caller, String target, Atom atom, Value.MapOf context, Facts facts) {
    Answer answer = answer(link, caller, target, atom, context, facts);
    if (erringForbid(answer)) {
      return new Decision.Deny(
          erring(answer), "a rule that forbids could not be evaluated on this");
    }
    List<String> rules =
        answer.determining().stream().map(dev.postern.kernel.cedar.Policy::id).toList();
    if (answer.allowed()) {
      return new Decision.Allow(rules);
    }
    if (rules.isEmpty()) {
      return new Decision.Deny(List.of(), NO_RULE);
    }
    List<Decision.Approval> approvals =
        answer.determining().stream().flatMap(policy -> approval(policy).stream()).toList();
    boolean onlyApprovals = approvals.size() == rules.size() && !facts.approved();
    if (onlyApprovals && wouldPass(link, caller, target, atom, context, facts)) {
      return new Decision.Hold(rules, approvals);
    }
    return new Decision.Deny(rules, reason(answer));
  }

  private boolean wouldPass(
      Party link, Principal caller, String target, Atom atom, Value.MapOf context, Facts facts) {
    Facts approved = new Facts(facts.now(), facts.session(), true);
    Answer answer = answer(link, caller, target, atom, context, approved);
    return answer.allowed() && !erringForbid(answer);
  }

  private Answer answer(
      Party link, Principal caller, String target, Atom atom, Value.MapOf context, Facts facts) {
    List<EntityUid> chain = caller.chain().stream().map(CedarNames::uid).toList();
    EntityUid action = CedarNames.uid(atom.action());
    EntityUid resource = CedarNames.uid(atom.resource().ref());
    Map<EntityUid, Entity> entities = new HashMap<>();
    for (Party party : caller.chain()) {
      entities.put(
          CedarNames.uid(party), CedarNames.entity(party, assignments, target, facts.now()));
    }
    entities.putIfAbsent(action, new Entity(action, CedarNames.groups(atom.action())));
    entities.putIfAbsent(
        resource, new Entity(resource, CedarNames.uids(atom.resource().parents())));
    return policies.answer(
        new Request(CedarNames.uid(link), action, resource, CedarContext.of(context, facts, chain)),
        Entities.of(entities.values()));
  }

  private static boolean erringForbid(Answer answer) {
    return answer.faults().stream().anyMatch(fault -> fault.policy().effect() == Effect.FORBID);
  }

  private static List<String> erring(Answer answer) {
    return answer.faults().stream()
        .filter(fault -> fault.policy().effect() == Effect.FORBID)
        .map(fault -> fault.policy().id())
        .toList();
  }

  /**
   * What {@code @approval("group") @quorum("n")} asks for; a quorum that is no number asks for what
   * nobody can give.
   */
  private static Optional<Decision.Approval> approval(dev.postern.kernel.cedar.Policy policy) {
    return policy
        .annotation("approval")
        .filter(group -> !group.isEmpty())
        .flatMap(group -> {
          String quorum = policy.annotation("quorum").orElse("1");
          return quorum.matches("[1-9][0-9]?")
              ? Optional.of(new Decision.Approval(policy.id(), group, Integer.parseInt(quorum)))
              : Optional.empty();
        });
  }

  /** What a forbid's {@code @reason} tells the caller; the first one that has any. */
  private static String reason(Answer answer) {
    return answer.determining().stream()
        .flatMap(policy -> policy.annotation("reason").stream())
        .filter(reason -> !reason.isEmpty())
        .findFirst()
        .orElse("a rule forbids this");
  }
}
