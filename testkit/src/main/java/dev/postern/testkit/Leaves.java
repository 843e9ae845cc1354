package dev.postern.testkit;

import dev.postern.kernel.audit.Commitment;
import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.audit.Recording;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.operation.Action;
import dev.postern.kernel.operation.Atom;
import dev.postern.kernel.operation.Digests;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.operation.Ref;
import dev.postern.kernel.operation.Resource;
import dev.postern.kernel.operation.Value;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Entries as the gate makes them, with commitments that open, for tests of ledgers. */
public final class Leaves {
  /** When the first of them happens. */
  public static final Instant START = Instant.parse("2026-11-21T14:02:11.000123Z");

  private Leaves() {}

  /** Ana, a person in two groups. */
  public static Principal ana() {
    return Principal.of(
        new Party(
            Party.Kind.PERSON,
            new Identity("https://issuer.test", "5f2c"),
            "ana",
            Set.of("scientists", "staff"),
            Optional.empty()));
  }

  /** The assistant that acts for Ana. */
  public static Principal assistant() {
    Party agent =
        new Party(
            Party.Kind.AGENT,
            new Identity("https://issuer.test", "agent-7"),
            "assistant",
            Set.of(),
            Optional.of("ana"));
    return new Principal(List.of(agent, ana().subject()));
  }

  /** What Ana asks of the registry: to run a model. */
  public static Operation operation(String model) {
    Ref registry = new Ref("McpServer", "registry");
    Resource tool = new Resource(new Ref("Tool", "registry/run_model"), Set.of(registry));
    return new Operation(
        ana(),
        "registry",
        "tools/call run_model",
        List.of(new Atom(new Action("registry", "run_model", Set.of("write")), tool)),
        Effect.WRITE,
        Value.NOTHING,
        new Value.MapOf(Map.of("model", new Value.Text(model))));
  }

  /** An admitted operation, with what was asked and what was sent recorded beside it. */
  public static Entry admitted(Ledger.Segment segment, Instant at, String model) {
    return admitted(segment, at, "s-1", operation(model));
  }

  /** The same for any operation in any session. */
  public static Entry admitted(
      Ledger.Segment segment, Instant at, String session, Operation operation) {
    EntryId id = segment.next();
    Recording asked =
        recorded(segment, id, Recording.Side.ASKED, operation.digest(), operation.payload());
    byte[] bytes = operation.label().getBytes(StandardCharsets.UTF_8);
    Recording sent =
        recorded(segment, id, Recording.Side.SENT, Digests.of(bytes), new Value.Null());
    Leaf leaf =
        new Leaf.Admitted(
            id,
            at,
            asked(session, operation, Commitment.of(asked.salt(), asked.digest())),
            new Leaf.Decided("allow", List.of("scientists-run-churn"), 3),
            Commitment.of(sent.salt(), sent.digest()),
            List.of());
    return new Entry(leaf, List.of(asked, sent));
  }

  /** An admitted operation under a name that was taken before, resting on other entries. */
  public static Entry of(
      EntryId id, Instant at, String session, Operation operation, List<EntryId> restsOn) {
    byte[] salt = new byte[16];
    Commitment asked = Commitment.of(salt, operation.digest());
    Commitment sent = Commitment.of(salt, Digests.of(new byte[0]));
    Leaf leaf =
        new Leaf.Admitted(
            id,
            at,
            asked(session, operation, asked),
            new Leaf.Decided("allow", List.of("scientists-run-churn"), 3),
            sent,
            restsOn);
    return new Entry(
        leaf,
        List.of(
            new Recording(id, Recording.Side.ASKED, salt, operation.digest(), operation.payload()),
            new Recording(
                id, Recording.Side.SENT, salt, Digests.of(new byte[0]), new Value.Null())));
  }

  /** Rita's answer to a request for approval, as REST puts it. */
  public static Operation answering(String request, String comment) {
    Principal rita =
        Principal.of(
            new Party(
                Party.Kind.PERSON,
                new Identity("https://issuer.test", "r1"),
                "rita",
                Set.of("release-managers"),
                Optional.empty()));
    return new Operation(
        rita,
        "postern",
        "POST /api/v1/requests/{id}/approve",
        List.of(
            new Atom(
                new Action("postern", "approve-request", Set.of("write")),
                new Resource(new Ref("Gateway", "postern"), Set.of()))),
        Effect.WRITE,
        Value.NOTHING,
        new Value.MapOf(Map.of("id", new Value.Text(request), "comment", new Value.Text(comment))));
  }

  /** A refused operation, with what was asked recorded beside it. */
  public static Entry refused(
      Ledger.Segment segment, Instant at, String session, Operation operation) {
    EntryId id = segment.next();
    Recording asked =
        recorded(segment, id, Recording.Side.ASKED, operation.digest(), operation.payload());
    Leaf leaf =
        new Leaf.Refused(
            id,
            at,
            asked(session, operation, Commitment.of(asked.salt(), asked.digest())),
            new Leaf.Decided("deny", List.of(), 3),
            "denied",
            "no rule permits this");
    return new Entry(leaf, List.of(asked));
  }

  /** The end of an admitted operation: answered after 12 ms, two values masked. */
  public static Entry closed(Ledger.Segment segment, Instant at, EntryId of) {
    return closed(segment, at, of, new Value.Text("score 0.93"));
  }

  /** The same, with what was shown recorded beside it. */
  public static Entry closed(Ledger.Segment segment, Instant at, EntryId of, Value shown) {
    Leaf.Outcome outcome =
        new Leaf.Outcome(
            Leaf.End.ANSWERED,
            Optional.of(200),
            Optional.empty(),
            false,
            new Leaf.Counts(310, 1024, 2, 0),
            Duration.ofMillis(12));
    return new Entry(
        new Leaf.Closed(segment.next(), at, of, outcome),
        List.of(new Recording(of, Recording.Side.SHOWN, new byte[0], new byte[0], shown)));
  }

  /** Something that happened to the gateway. */
  public static Entry noted(Ledger.Segment segment, Instant at, String what) {
    return Entry.of(
        new Leaf.Noted(segment.next(), at, "postern", what, Map.of("why", "a test", "by", "hand")));
  }

  private static Leaf.Asked asked(String session, Operation operation, Commitment commitment) {
    return new Leaf.Asked(
        session,
        operation.caller(),
        operation.target(),
        operation.label(),
        operation.atoms(),
        operation.effect(),
        commitment);
  }

  private static Recording recorded(
      Ledger.Segment segment, EntryId id, Recording.Side side, byte[] digest, Value content) {
    return new Recording(id, side, segment.salt(), digest, content);
  }
}
