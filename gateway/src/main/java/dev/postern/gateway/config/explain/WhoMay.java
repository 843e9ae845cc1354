package dev.postern.gateway.config.explain;

import dev.postern.gateway.config.Configuration;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.masking.Masking;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.operation.Value;
import dev.postern.kernel.policy.Assignment;
import dev.postern.kernel.policy.CedarPolicy;
import dev.postern.kernel.policy.Decision;
import dev.postern.kernel.policy.Facts;
import dev.postern.kernel.policy.Policy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Who may do something under a configuration. Asks the rules themselves, once for everybody whom
 * the configuration names and once for a stand-in of each group and role.
 */
public final class WhoMay {
  private final Configuration configuration;

  /** Asks under a configuration. */
  public WhoMay(Configuration configuration) {
    this.configuration = configuration;
  }

  /** Everybody who may, at once or after an approval, and how many may not. */
  public Map<String, Object> answer(Question question) {
    List<Map<String, Object>> may = new ArrayList<>();
    int refused = 0;
    for (Roll.Caller caller : Roll.of(configuration, question.target(), question.at())) {
      Optional<Map<String, Object>> one = answer(caller, question);
      one.ifPresent(may::add);
      refused += one.isEmpty() ? 1 : 0;
    }
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("action", question.atom().action().toString());
    told.put("resource", question.atom().resource().ref().toString());
    told.put("at", question.at().toString());
    told.put("may", may);
    told.put("refused", refused);
    return told;
  }

  private Optional<Map<String, Object>> answer(Roll.Caller caller, Question question) {
    List<Assignment> assignments = new ArrayList<>(configuration.assignments());
    caller.holds().ifPresent(assignments::add);
    CedarPolicy policy =
        new CedarPolicy(configuration.policies(), assignments, configuration.classes());
    Principal principal = Principal.of(caller.party());
    Facts facts = new Facts(question.at(), "", false);
    Operation operation =
        new Operation(
            principal,
            question.target(),
            question.atom().action().name(),
            List.of(question.atom()),
            Effect.UNKNOWN,
            question.context(),
            Value.NOTHING);
    Decision decision = policy.decide(operation, facts);
    if (decision instanceof Decision.Deny) {
      return Optional.empty();
    }
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("kind", caller.kind());
    told.put("name", caller.name());
    told.put("in", caller.told());
    told.put("answer", Told.answer(decision));
    told.put("rules", Told.rules(configuration, decision.rules()));
    if (decision instanceof Decision.Hold hold) {
      told.put(
          "approval",
          hold.approvals().stream()
              .map(one -> Map.of("reviewers", one.reviewers(), "quorum", one.quorum()))
              .toList());
    }
    told.put("masked", masked(policy, principal, question, facts));
    return Optional.of(told);
  }

  private List<Map<String, Object>> masked(
      CedarPolicy policy, Principal viewer, Question question, Facts facts) {
    Lexicon words = configuration.lexicons(0).get(question.target());
    if (words == null) {
      return List.of();
    }
    Policy.Part part =
        new Policy.Part(question.atom().resource(), words.term(question.atom().resource().ref()));
    Masking masking = policy.masking(viewer, words, part, facts);
    List<Map<String, Object>> hidden = new ArrayList<>();
    masking
        .hidden()
        .forEach(place -> {
          Map<String, Object> told = new LinkedHashMap<>();
          told.put("path", place.path());
          told.put("class", place.classed());
          told.put("mask", place.mask().name().toLowerCase(Locale.ROOT));
          hidden.add(told);
        });
    if (masking.unmapped() == Masking.Unmapped.WITHHELD) {
      hidden.add(Map.of("path", "*", "class", "unmapped", "mask", "withhold"));
    }
    return hidden;
  }
}
