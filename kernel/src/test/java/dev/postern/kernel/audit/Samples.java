package dev.postern.kernel.audit;

import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.operation.Action;
import dev.postern.kernel.operation.Atom;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.operation.Ref;
import dev.postern.kernel.operation.Resource;
import dev.postern.kernel.operation.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Leaves with every kind of content, the ones that the golden files hold. */
final class Samples {
  static final long SEGMENT = EntryId.high(1_795_269_731_000_123L, 3);
  static final Instant AT = Instant.parse("2026-11-21T14:02:11.000123Z");

  private Samples() {}

  static Map<String, Leaf> all() {
    Map<String, Leaf> all = new LinkedHashMap<>();
    all.put("admitted", admitted(1));
    all.put("refused", refused(2));
    all.put("closed", closed(3, 1));
    all.put("closed-unknown", unknown(4, 1));
    all.put("noted", noted(5));
    return all;
  }

  static Leaf admitted(long low) {
    return new Leaf.Admitted(
        new EntryId(SEGMENT, low),
        AT,
        asked(),
        new Leaf.Decided("allow", List.of("scientists-run-churn", "agents-read"), 7),
        new Commitment(filled(0x5E)),
        List.of(new EntryId(SEGMENT, 0), new EntryId(EntryId.high(77, 4095), 12)));
  }

  static Leaf refused(long low) {
    return new Leaf.Refused(
        new EntryId(SEGMENT, low),
        AT.plusNanos(1000),
        asked(),
        new Leaf.Decided("none", List.of(), 0),
        "locked",
        "ana is locked: off-boarded \u2014 ask \ud83d\udd10");
  }

  static Leaf closed(long low, long of) {
    return new Leaf.Closed(
        new EntryId(SEGMENT, low),
        AT.plusMillis(12),
        new EntryId(SEGMENT, of),
        new Leaf.Outcome(
            Leaf.End.ANSWERED,
            Optional.of(200),
            Optional.of("-32603"),
            true,
            new Leaf.Counts(310, 1024, 2, 1),
            Duration.ofNanos(12_345_678)));
  }

  static Leaf unknown(long low, long of) {
    return new Leaf.Closed(
        new EntryId(SEGMENT, low),
        AT.plusMillis(12),
        new EntryId(SEGMENT, of),
        new Leaf.Outcome(
            Leaf.End.UNKNOWN,
            Optional.empty(),
            Optional.empty(),
            false,
            new Leaf.Counts(0, 0, 0, 0),
            Duration.ZERO));
  }

  static Leaf noted(long low) {
    return new Leaf.Noted(
        new EntryId(SEGMENT, low),
        AT,
        "root",
        "locked",
        Map.of("name", "ana", "scope", "person", "odd", "\ud800 half"));
  }

  static Recording recording() {
    Map<String, Value> map = new LinkedHashMap<>();
    map.put("z", new Value.Text("first on the wire"));
    map.put("a", new Value.Numeral("1.50"));
    map.put("\udc00", new Value.Bytes(new byte[] {0, -1}));
    map.put("?", new Value.ListOf(List.of(new Value.Null(), new Value.Bool(true))));
    return new Recording(
        new EntryId(SEGMENT, 1),
        Recording.Side.ASKED,
        new byte[16],
        filled(7),
        new Value.MapOf(map));
  }

  private static Leaf.Asked asked() {
    Party agent =
        new Party(
            Party.Kind.AGENT,
            new Identity("https://issuer.test", "agent-7"),
            "assistant",
            Set.of(),
            Optional.of("ana"));
    Party ana =
        new Party(
            Party.Kind.PERSON,
            new Identity("https://issuer.test", "5f2c"),
            "ana",
            Set.of("staff", "scientists", "\u00e9quipe"),
            Optional.empty());
    Ref registry = new Ref("McpServer", "registry");
    Resource tool =
        new Resource(
            new Ref("Tool", "registry/run_model"), Set.of(registry, new Ref("Tag", "models")));
    return new Leaf.Asked(
        "s-1",
        new Principal(List.of(agent, ana)),
        "registry",
        "tools/call run_model",
        List.of(new Atom(new Action("registry", "run_model", Set.of("write", "read")), tool)),
        Effect.WRITE,
        new Commitment(filled(0xC0)));
  }

  private static byte[] filled(int with) {
    byte[] octets = new byte[32];
    Arrays.fill(octets, (byte) with);
    return octets;
  }
}
