package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Forms;
import dev.postern.gateway.config.yaml.Names;
import dev.postern.gateway.config.yaml.Read;
import dev.postern.gateway.config.yaml.Section;
import dev.postern.gateway.config.yaml.Units;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.policy.Assignment;
import dev.postern.kernel.policy.Assignment.Holder;
import java.time.Instant;
import java.util.Optional;

/**
 * Reads role assignments: {@code {role: runner, to: {person: ana}, on: registry, until:
 * 2026-11-30T18:00:00Z}}.
 */
final class Assignments {
  static final Form<Assignment> FORM = Forms.section(Assignments::read);
  private static final Form<Holder> HOLDER = Forms.section(Assignments::holder);

  private Assignments() {}

  private static Optional<Assignment> read(Section at) {
    Read<String> role =
        at.key(
                "role",
                Words.NAME.of(Names.Kind.ROLE),
                "The role, one of roles or of the gateway's own.")
            .required();
    Read<Holder> to =
        at.key("to", HOLDER, "Who holds it: a person, workload, agent or group.").required();
    Read<String> on =
        at.key(
                "on",
                Words.TARGET_OR_GATEWAY.of(Names.Kind.TARGET),
                "The target that it holds on; postern is the gateway itself.")
            .required();
    Read<Optional<Instant>> from =
        at.key("from", Units.moment(), "The first moment at which it holds.").optional();
    Read<Optional<Instant>> until =
        at.key("until", Units.moment(), "The moment at which it ends.").optional();
    return at.makeIf(
        () -> inOrder(from.get(), until),
        () -> new Assignment(role.get(), to.get(), on.get(), from.get(), until.get()));
  }

  private static boolean inOrder(Optional<Instant> from, Read<Optional<Instant>> until) {
    Optional<Instant> end = until.get();
    if (from.isEmpty() || end.isEmpty() || from.get().isBefore(end.get())) {
      return true;
    }
    until.spot().problem("the assignment ends before it begins", "a moment after from");
    return false;
  }

  private static Optional<Holder> holder(Section at) {
    Read<Optional<String>> person =
        at.key("person", Words.NAME.of(Names.Kind.PERSON), "A person, by name.").optional();
    Read<Optional<String>> workload =
        at.key("workload", Words.NAME.of(Names.Kind.WORKLOAD), "A workload, by name.").optional();
    Read<Optional<String>> agent =
        at.key("agent", Words.NAME.of(Names.Kind.AGENT), "An agent, by name.").optional();
    Read<Optional<String>> group =
        at.key("group", Words.NAME.of(Names.Kind.GROUP), "Everybody in a group.").optional();
    at.exactlyOne("person", "workload", "agent", "group");
    return at.make(() ->
        named(Party.Kind.PERSON, person)
            .or(() -> named(Party.Kind.WORKLOAD, workload))
            .or(() -> named(Party.Kind.AGENT, agent))
            .orElseGet(() -> new Holder.Members(group.get().orElseThrow())));
  }

  private static Optional<Holder> named(Party.Kind kind, Read<Optional<String>> name) {
    return name.get().map(known -> new Holder.Named(kind, known));
  }
}
