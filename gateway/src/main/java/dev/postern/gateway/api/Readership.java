package dev.postern.gateway.api;

import dev.postern.gateway.ledger.Cast;
import dev.postern.kernel.gate.Description;
import dev.postern.kernel.gate.Gate;
import dev.postern.kernel.identity.SignIn;
import dev.postern.kernel.identity.Standing;
import dev.postern.kernel.operation.Action;
import dev.postern.kernel.operation.Atom;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.operation.Ref;
import dev.postern.kernel.operation.Resource;
import dev.postern.kernel.operation.Value;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Who may read what was recorded: the rules say, with the facts of the recording as {@code
 * context.recording}. A listing asks for each of its lines what a reading would be asked, so that
 * neither shows what the other hides.
 */
public final class Readership {
  /** Reads that something happened, and how it was decided. */
  static final String STRUCTURE = "read-session";

  /** Reads what was asked and shown, too. */
  static final String CONTENT = "read-recording";

  private static final Duration VISIT = Duration.ofMinutes(1);

  private final Gate gate;
  private final InstantSource clock;
  private final Function<String, Optional<String>> levels;

  /**
   * The readership that the rules in force say.
   *
   * @param levels how much of a target's content is recorded now, by its name
   */
  public Readership(Gate gate, InstantSource clock, Function<String, Optional<String>> levels) {
    this.gate = gate;
    this.clock = clock;
    this.levels = levels;
  }

  /** What rules may know of a recording. */
  Value.MapOf facts(String session, Cast cast) {
    Map<String, Value> facts = new TreeMap<>();
    facts.put("session", new Value.Text(session));
    facts.put("target", new Value.Text(cast.target()));
    facts.put("people", names(cast.people()));
    facts.put("agents", names(cast.agents()));
    facts.put("workloads", names(cast.workloads()));
    facts.put("environment", new Value.Text(environment(cast.target())));
    facts.put("record", new Value.Text(levels.apply(cast.target()).orElse("")));
    return new Value.MapOf(facts);
  }

  /** Whether somebody may do this with a recording now. */
  boolean may(SignIn by, String action, Value.MapOf recording) {
    Operation operation =
        new Operation(
            by.principal(),
            Api.TARGET,
            action,
            List.of(
                new Atom(
                    new Action(Api.TARGET, action, Set.of("read")),
                    new Resource(Api.GATEWAY, Set.of()))),
            Effect.READ,
            new Value.MapOf(Map.of("input", Value.NOTHING, "recording", recording)),
            Value.NOTHING);
    Standing.Visit visit = new Standing.Visit(by, Api.TARGET, "", clock.instant(), VISIT);
    return gate.foreseen(
            new Description(
                operation, visit, Optional.empty(), new Value.Null(), gate.rules().epoch()))
        .isEmpty();
  }

  private String environment(String target) {
    return gate.rules().lexicon(target).map(Lexicon::parents).orElse(Set.of()).stream()
        .filter(parent -> parent.type().equals("Env"))
        .map(Ref::name)
        .findFirst()
        .orElse("");
  }

  private static Value names(Set<String> names) {
    return new Value.ListOf(new TreeSet<>(names).stream().<Value>map(Value.Text::new).toList());
  }
}
