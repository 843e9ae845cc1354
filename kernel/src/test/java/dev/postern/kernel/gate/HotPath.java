package dev.postern.kernel.gate;

import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.cedar.PolicySet;
import dev.postern.kernel.cedar.Source;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.LiveStanding;
import dev.postern.kernel.identity.Locks;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.identity.SignIn;
import dev.postern.kernel.identity.Standing;
import dev.postern.kernel.masking.Mask;
import dev.postern.kernel.operation.Action;
import dev.postern.kernel.operation.Atom;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.operation.Forwarded;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.operation.Ref;
import dev.postern.kernel.operation.Resource;
import dev.postern.kernel.operation.Value;
import dev.postern.kernel.policy.Assignment;
import dev.postern.kernel.policy.CedarPolicy;
import dev.postern.kernel.policy.Decision;
import dev.postern.kernel.policy.Facts;
import dev.postern.kernel.policy.Policy;
import dev.postern.kernel.policy.Rules;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One small call of a tool, over and over on a real gate: twenty rules, of which some look into its
 * arguments, a role with an end, and a classed field in the reply. Its ledger takes entries and
 * forgets them.
 */
final class HotPath {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final byte[] BYTES =
      "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{}}"
          .repeat(5)
          .getBytes(StandardCharsets.UTF_8);

  private final Gate gate;
  private final Lane lane;
  private final Standing.Visit visit;
  private final Last last = new Last();
  private Instant now = NOON;

  /** A caller in their own name, or an agent that acts for them. */
  HotPath(boolean delegated) {
    Party ana =
        party(Party.Kind.PERSON, "ana", Set.of("data-scientists", "staff", "oslo", "vpn-users"));
    Party assistant = party(Party.Kind.AGENT, "assistant", Set.of("agents"));
    Principal caller =
        delegated ? new Principal(List.of(assistant, ana)) : new Principal(List.of(ana));
    gate =
        new Gate(
            new Rules(1, policy(), Map.of("registry", lexicon())),
            new LiveStanding(Locks.NONE),
            () -> now,
            GateLimits.DEFAULT);
    lane = gate.open(new Forgetful(), Runnable::run, () -> {});
    SignIn signIn = new SignIn(caller, NOON, NOON.plusSeconds(3600), "00");
    visit = new Standing.Visit(signIn, "registry", "s1", NOON, Duration.ofHours(8));
  }

  /** Moves the clock. */
  void tick() {
    now = now.plusNanos(1000);
  }

  /** What a protocol describes: every text and record anew, as parsing makes them. */
  Description describe() {
    Map<String, Value> job = new LinkedHashMap<>();
    job.put("model", new Value.Text(fresh("churn-v3")));
    job.put("rows", new Value.Numeral(fresh("1200")));
    job.put("regions", new Value.ListOf(List.of(new Value.Text("eu"), new Value.Text("no"))));
    Map<String, Value> input = new LinkedHashMap<>();
    input.put("job", new Value.MapOf(job));
    input.put("note", new Value.Text(fresh("the nightly run, asked for by the desk")));
    input.put("dry_run", new Value.Bool(false));
    Map<String, Value> context = new LinkedHashMap<>();
    context.put("method", new Value.Text("tools/call"));
    context.put("input", new Value.MapOf(input));
    Lexicon lexicon = gate.rules().lexicon("registry").orElseThrow();
    Ref tool = new Ref("Tool", fresh("registry/run_model"));
    Lexicon.Term term = lexicon.term(tool);
    Resource resource = new Resource(tool, parents());
    Operation operation =
        new Operation(
            visit.signIn().principal(),
            "registry",
            "tools/call run_model",
            List.of(new Atom(new Action("registry", fresh("run_model"), term.groups()), resource)),
            Effect.WRITE,
            new Value.MapOf(context),
            new Value.MapOf(
                Map.of(
                    "method", new Value.Text("tools/call"),
                    "name", new Value.Text(fresh("run_model")),
                    "arguments", new Value.MapOf(input))));
    return new Description(
        operation,
        visit,
        Optional.of(new Policy.Part(resource, term)),
        new Value.Null(),
        lexicon.epoch());
  }

  /** Drafts, admits and closes, in a turn for the admission and one for the ending. */
  Verdict call(Description description) {
    lane.admit(lane.draft(description), Forwarded.of(BYTES), last, 7);
    lane.turn();
    Verdict verdict = last.verdict.getFirst();
    last.verdict.clear();
    if (verdict instanceof Passage passage) {
      lane.close(passage, Ending.of(Leaf.End.ANSWERED));
      lane.turn();
    }
    return verdict;
  }

  /** Policy alone. */
  Decision decide(Description description) {
    return gate.rules().policy().decide(description.operation(), new Facts(now, "s1", false));
  }

  /** What the viewer must not see, alone. */
  Draft draft(Description description) {
    return lane.draft(description);
  }

  private static CedarPolicy policy() {
    try (InputStream text = HotPath.class.getResourceAsStream("hot-path.cedar")) {
      PolicySet.Parsed parsed =
          PolicySet.parse(
              List.of(
                  new Source(
                      "hot-path.cedar", new String(text.readAllBytes(), StandardCharsets.UTF_8))));
      return switch (parsed) {
        case PolicySet.Accepted accepted ->
            new CedarPolicy(accepted.policies(), List.of(runner()), Map.of("pii", Mask.LAST4));
        case PolicySet.Rejected rejected -> throw new AssertionError(rejected.problems());
      };
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Assignment runner() {
    return new Assignment(
        "runner",
        new Assignment.Holder.Members("data-scientists"),
        "registry",
        Optional.empty(),
        Optional.of(NOON.plusSeconds(3000)));
  }

  private static Lexicon lexicon() {
    Lexicon.Term run =
        new Lexicon.Term(
            Set.of("write"),
            Set.of(new Ref("Tag", "models")),
            Map.of("$.owner.email", "pii"),
            Lexicon.Unmapped.CLEAR);
    return new Lexicon(
        "registry",
        "McpServer",
        Set.of(new Ref("Environment", "production")),
        true,
        Map.of(new Ref("Tool", "registry/run_model"), run),
        1);
  }

  private static Set<Ref> parents() {
    return Set.of(
        new Ref("McpServer", "registry"),
        new Ref("Environment", "production"),
        new Ref("Tag", "models"));
  }

  private static Party party(Party.Kind kind, String name, Set<String> groups) {
    return new Party(
        kind, new Identity("https://idp.example", name), name, groups, Optional.empty());
  }

  /** A text that is equal to another and not the same, its hash not yet computed. */
  private static String fresh(String text) {
    return new String(text.toCharArray());
  }

  /** Keeps the last verdict. */
  private static final class Last implements Asker {
    private final List<Verdict> verdict = new ArrayList<>(1);

    @Override
    public void decided(long ticket, Verdict given) {
      verdict.add(given);
    }

    @Override
    public void revoked(Passage passage, Revocation why) {
      throw new AssertionError("nothing is taken back here: " + why);
    }
  }

  /** A segment that takes everything and keeps nothing. */
  private static final class Forgetful implements Ledger.Segment {
    private long low;

    @Override
    public EntryId next() {
      return new EntryId(1, ++low);
    }

    @Override
    public byte[] salt() {
      return new byte[16];
    }

    @Override
    public void append(List<Entry> entries) {}

    @Override
    public void close() {}
  }
}
