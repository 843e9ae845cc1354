package dev.postern.cli.policy;

import dev.postern.gateway.config.yaml.AnyValue;
import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Forms;
import dev.postern.gateway.config.yaml.Place;
import dev.postern.gateway.config.yaml.Read;
import dev.postern.gateway.config.yaml.Scalars;
import dev.postern.gateway.config.yaml.Section;
import dev.postern.gateway.config.yaml.Units;
import dev.postern.kernel.operation.Value;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One case: somebody asks for something at a moment, and what should come of it.
 *
 * @param name what it shows
 * @param place where it stands
 * @param as who asks
 * @param asked what they ask for
 * @param at when; empty for now
 * @param expect the answer
 * @param rules the rules that should give it, all of them; empty when that is not said
 * @param masks how places of the reply should be shown
 */
record Case(
    String name,
    Place place,
    As as,
    Asked asked,
    Optional<Instant> at,
    Answer expect,
    Optional<List<String>> rules,
    Map<String, String> masks) {
  /** The answers that policy gives. */
  enum Answer {
    ALLOW,
    DENY,
    HOLD
  }

  /**
   * Who asks.
   *
   * @param agent the agent that acts for the other; empty when they act themselves
   * @param groups groups that the token gives, beside those of the configuration; empty when that
   *     is not said
   */
  record As(
      Optional<String> agent,
      Optional<String> person,
      Optional<String> workload,
      Optional<List<String>> groups) {}

  /** What is asked for: a tool with its input, a prompt, or to connect. */
  record Asked(String target, Optional<String> tool, Optional<String> prompt, Value.MapOf input) {}

  private static final int MOST = 10_000;

  private static final Form<String> TEXT = Scalars.text();

  private static final Form<List<String>> TEXTS = Forms.list(TEXT, MOST);

  private static final Form<Answer> ANSWER =
      Scalars.choice(Map.of("allow", Answer.ALLOW, "deny", Answer.DENY, "hold", Answer.HOLD));

  private static final Form<Case> FORM = Forms.section(Case::read);

  /** A file of cases. */
  static final Form<List<Case>> FILE =
      Forms.section(at -> {
        Read<List<Case>> cases = at.key("cases", Forms.some(FORM, MOST), "The cases.").required();
        return at.make(cases::get);
      });

  private static Optional<Case> read(Section at) {
    Read<String> name = at.key("name", TEXT, "What the case shows.").required();
    Read<As> as = at.key("as", Forms.section(Case::as), "Who asks.").required();
    Read<String> target = at.key("target", TEXT, "The target's name.").required();
    Read<Optional<String>> tool = at.key("tool", TEXT, "The tool that is called.").optional();
    Read<Optional<String>> prompt = at.key("prompt", TEXT, "The prompt that is got.").optional();
    Read<Optional<Boolean>> connect =
        at.key("connect", Scalars.truth(), "Whether the case only opens a session.").optional();
    Read<Value.MapOf> input =
        at.key("input", AnyValue.MAP, "The arguments of the call.").or(Value.NOTHING);
    Read<Optional<Instant>> moment =
        at.key("at", Units.moment(), "When it is asked; now without it.").optional();
    Read<Answer> expect = at.key("expect", ANSWER, "The answer that should come.").required();
    Read<Optional<List<String>>> rules =
        at.key("rules", TEXTS, "The ids of the rules that should give it, all of them.").optional();
    Read<Map<String, String>> masks =
        at.key("masks", Forms.map(TEXT, TEXT, MOST), "Path to its mask, or to shown.").or(Map.of());
    at.exactlyOne("tool", "prompt", "connect");
    return at.make(() ->
        new Case(
            name.get(),
            at.spot().place(),
            as.get(),
            new Asked(target.get(), tool.get(), prompt.get(), input.get()),
            moment.get(),
            expect.get(),
            rules.get(),
            masks.get()));
  }

  private static Optional<As> as(Section at) {
    Read<Optional<String>> person = at.key("person", TEXT, "A person, by name.").optional();
    Read<Optional<String>> workload = at.key("workload", TEXT, "A workload, by name.").optional();
    Read<Optional<String>> agent =
        at.key("agent", TEXT, "An agent that acts for the person or workload.").optional();
    Read<Optional<List<String>>> groups =
        at.key("groups", TEXTS, "Groups that the person's or workload's token gives.").optional();
    at.exactlyOne("person", "workload");
    return at.make(() -> new As(agent.get(), person.get(), workload.get(), groups.get()));
  }
}
