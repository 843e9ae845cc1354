package dev.postern.cli.policy;

import dev.postern.gateway.config.Configuration;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.masking.Masking;
import dev.postern.kernel.operation.Action;
import dev.postern.kernel.operation.Atom;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.operation.Ref;
import dev.postern.kernel.operation.Resource;
import dev.postern.kernel.operation.Value;
import dev.postern.kernel.policy.Decision;
import dev.postern.kernel.policy.Facts;
import dev.postern.kernel.policy.Policy;
import dev.postern.kernel.policy.Rules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Tries cases on the rules of a configuration, as the gate would ask them. */
final class Trials {
  private static final long EPOCH = 1;

  private final Callers callers;
  private final Rules rules;
  private final Instant now;

  Trials(Configuration configuration, Instant now) {
    this.callers = new Callers(configuration);
    this.rules = configuration.rules(EPOCH);
    this.now = now;
  }

  Trial run(Case given) {
    List<String> differences = new ArrayList<>();
    Optional<Lexicon> lexicon = rules.lexicon(given.asked().target());
    if (lexicon.isEmpty()) {
      differences.add("there is no target \"" + given.asked().target() + "\"");
    }
    Optional<Principal> caller = callers.principal(given.as(), differences);
    if (lexicon.isPresent() && caller.isPresent()) {
      compare(given, caller.get(), lexicon.get(), differences);
    }
    return new Trial(given.name(), given.place(), differences);
  }

  private void compare(Case given, Principal caller, Lexicon lexicon, List<String> differences) {
    Policy.Part part = part(given.asked(), lexicon);
    Facts facts = new Facts(given.at().orElse(now), "", false);
    Decision decision =
        rules.policy().decide(operation(given.asked(), caller, lexicon, part), facts);
    Case.Answer answer = answer(decision);
    if (answer != given.expect()) {
      differences.add("expected %s, was %s".formatted(told(given.expect()), told(decision)));
    }
    given
        .rules()
        .filter(expected -> !Set.copyOf(expected).equals(Set.copyOf(decision.rules())))
        .ifPresent(expected ->
            differences.add(
                "expected the rules %s, they were %s"
                    .formatted(new TreeSet<>(expected), new TreeSet<>(decision.rules()))));
    if (!given.masks().isEmpty()) {
      masks(given.masks(), rules.policy().masking(caller, lexicon, part, facts), differences);
    }
  }

  private static void masks(
      Map<String, String> expected, Masking masking, List<String> differences) {
    Map<String, String> hidden =
        masking.hidden().stream()
            .collect(
                Collectors.toMap(
                    Masking.Hidden::path, place -> place.mask().name().toLowerCase(Locale.ROOT)));
    expected.forEach((path, mask) -> {
      String found = hidden.getOrDefault(path, "shown");
      if (!found.equals(mask)) {
        differences.add("expected %s as %s, was %s".formatted(path, mask, found));
      }
    });
  }

  private static Policy.Part part(Case.Asked asked, Lexicon lexicon) {
    Optional<Ref> ref =
        asked
            .tool()
            .map(tool -> new Ref("Tool", lexicon.target() + "/" + tool))
            .or(() -> asked.prompt().map(name -> new Ref("Prompt", lexicon.target() + "/" + name)));
    if (ref.isEmpty()) {
      return new Policy.Part(lexicon.itself(), lexicon.term(lexicon.itself().ref()));
    }
    Lexicon.Term term = lexicon.term(ref.get());
    Set<Ref> parents = new HashSet<>(lexicon.parents());
    parents.addAll(term.tags());
    parents.add(lexicon.itself().ref());
    return new Policy.Part(new Resource(ref.get(), parents), term);
  }

  private static Operation operation(
      Case.Asked asked, Principal caller, Lexicon lexicon, Policy.Part part) {
    Action action =
        asked
            .tool()
            .map(tool -> new Action(lexicon.target(), tool, part.term().groups()))
            .or(() -> asked.prompt().map(prompt -> new Action("", "get", Set.of("read"))))
            .orElseGet(() -> Action.shared("connect"));
    Value.MapOf context =
        asked.tool().isPresent() || !asked.input().entries().isEmpty()
            ? new Value.MapOf(Map.of("input", asked.input()))
            : Value.NOTHING;
    return new Operation(
        caller,
        lexicon.target(),
        action.name(),
        List.of(new Atom(action, part.resource())),
        Effect.UNKNOWN,
        context,
        asked.input());
  }

  private static Case.Answer answer(Decision decision) {
    return switch (decision) {
      case Decision.Allow _ -> Case.Answer.ALLOW;
      case Decision.Deny _ -> Case.Answer.DENY;
      case Decision.Hold _ -> Case.Answer.HOLD;
    };
  }

  private static String told(Case.Answer answer) {
    return answer.name().toLowerCase(Locale.ROOT);
  }

  private static String told(Decision decision) {
    String by = decision.rules().isEmpty() ? "no rule" : String.join(", ", decision.rules());
    return switch (decision) {
      case Decision.Allow _, Decision.Hold _ -> told(answer(decision)) + " by " + by;
      case Decision.Deny deny -> "deny by " + by + " (" + deny.reason() + ")";
    };
  }
}
