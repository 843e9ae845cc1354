package dev.postern.gateway.config.check;

import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.config.Vocabulary;
import dev.postern.gateway.config.yaml.Nearest;
import dev.postern.gateway.config.yaml.Place;
import dev.postern.gateway.signin.AgentSettings;
import dev.postern.gateway.signin.PersonSettings;
import dev.postern.kernel.cedar.Effect;
import dev.postern.kernel.cedar.EntityUid;
import dev.postern.kernel.cedar.Policy;
import dev.postern.kernel.cedar.Position;
import dev.postern.kernel.policy.Assignment;
import dev.postern.kernel.policy.GatewayRole;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names of parties, roles and classes that nobody has or nothing uses. */
final class LooseNames {
  private static final EntityUid REQUEST =
      new EntityUid(Vocabulary.GATEWAY + "::Action", "request-role");

  private final Configuration configuration;
  private final List<Policy> policies;
  private final Notes notes;
  private final Place main;
  private final Set<EntityUid> named;

  /** Looks for those of a configuration whose main file is {@code main}. */
  LooseNames(Configuration configuration, Place main, Notes notes) {
    this.configuration = configuration;
    this.policies = configuration.policies().policies();
    this.main = main;
    this.notes = notes;
    this.named =
        policies.stream()
            .flatMap(policy -> Paths.named(policy).keySet().stream())
            .collect(Collectors.toSet());
  }

  void look() {
    Set<String> people =
        configuration.signIn().people().stream()
            .map(PersonSettings::name)
            .collect(Collectors.toSet());
    Set<String> agents =
        configuration.signIn().agents().stream()
            .map(AgentSettings::name)
            .collect(Collectors.toSet());
    for (Policy policy : policies) {
      Paths.named(policy)
          .forEach((uid, at) -> {
            if (uid.type().equals("Agent") && !agents.contains(uid.id())) {
              notes.add(
                  Code.UNKNOWN_PARTY,
                  policy,
                  at,
                  "there is no agent \"" + uid.id() + "\"",
                  Nearest.expectation(uid.id(), agents)
                      + " is meant; agents are listed in the main file");
            } else if (uid.type().equals("Person") && !people.contains(uid.id())) {
              Nearest.to(uid.id(), people)
                  .ifPresent(meant ->
                      notes.add(
                          Code.UNKNOWN_PARTY,
                          policy,
                          at,
                          "nobody in people is called \"" + uid.id() + "\"",
                          "is \"" + meant + "\" meant?"));
            } else if (uid.type().equals("Role")) {
              held(policy, uid, at);
            }
          });
    }
    unused();
  }

  private void held(Policy policy, EntityUid role, Position at) {
    boolean held =
        configuration.assignments().stream()
            .map(Assignment::role)
            .anyMatch(name -> name.equals(role.id()));
    if (!held && !GatewayRole.words().contains(role.id()) && !grantable()) {
      notes.add(
          Code.UNHELD_ROLE,
          policy,
          at,
          "nobody holds the role \"" + role.id() + "\", and no rule lets anybody ask for it",
          "assign it, or permit " + REQUEST);
    }
  }

  private boolean grantable() {
    return policies.stream()
        .filter(policy -> policy.effect() == Effect.PERMIT)
        .anyMatch(policy ->
            policy
                .head()
                .action()
                .holds(
                    REQUEST,
                    Set.of(
                        REQUEST,
                        new EntityUid("Action", "read"),
                        new EntityUid("Action", "write"))));
  }

  private void unused() {
    Set<String> classes = new HashSet<>();
    configuration
        .lexicons(0)
        .values()
        .forEach(words ->
            words.terms().values().forEach(term -> classes.addAll(term.fields().values())));
    tell(
        Code.UNUSED_CLASS,
        configuration.classes().keySet().stream().filter(name -> !classes.contains(name)),
        "no target has content of the class \"%s\"");
    tell(
        Code.UNUSED_ROLE,
        configuration.roles().stream().filter(name -> !named.contains(new EntityUid("Role", name))),
        "no rule names the role \"%s\"");
  }

  private void tell(Code code, Stream<String> names, String what) {
    names
        .sorted()
        .forEach(name ->
            notes.add(
                new Finding(
                    code,
                    main,
                    Optional.empty(),
                    what.formatted(name),
                    "use it, or take it out",
                    Optional.empty())));
  }
}
