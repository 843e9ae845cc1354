package dev.postern.gateway.simulator;

import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Recording;
import dev.postern.kernel.audit.Report;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.operation.Digests;
import dev.postern.kernel.operation.Durability;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What must hold in every world, looked at when something happens that could break it. */
final class Watch {
  /** Stands in everything that nobody may see. */
  static final String CANARY = "CANARY";

  private static final Pattern TAG = Pattern.compile("tag-\\d{6}");
  private static final Pattern REPLY = Pattern.compile("for-(tag-\\d{6})");

  private final LongFunction<SimulatedPolicy> policies;
  private final Map<String, Asked> asked = new HashMap<>();
  private final Map<EntryId, Leaf.Admitted> admitted = new LinkedHashMap<>();
  private final Set<EntryId> closed = new HashSet<>();
  private final Set<EntryId> closings = new HashSet<>();
  private final Map<String, Integer> unsent = new HashMap<>();
  private final Map<EntryId, Ballots.Cast> ballots = new HashMap<>();
  private final Set<EntryId> spent = new HashSet<>();
  private final Map<String, Leaf.Admitted> byTag = new HashMap<>();
  private final Set<String> locked = new HashSet<>();
  private final Set<EntryId> revoked = new HashSet<>();
  private final Set<String> takenBack = new HashSet<>();
  private final Map<EntryId, Passage> passages = new HashMap<>();
  private final Set<String> secrets = new HashSet<>();
  private final Lent lent = new Lent();
  private final Kept kept = new Kept();
  private final InstantSource clock;
  private String session = "";
  private int awaits;

  /**
   * @param policies the rules of an epoch
   */
  Watch(LongFunction<SimulatedPolicy> policies, InstantSource clock) {
    this.policies = policies;
    this.clock = clock;
  }

  /** What was granted. */
  Lent lent() {
    return lent;
  }

  /** A client asks something, or is about to. */
  void asks(Asked what) {
    asked.put(what.tag(), what);
  }

  /** A secret of a target's, which no client may ever see. */
  void secret(String text) {
    secrets.add(text);
  }

  /** A reviewer's answer was taken. */
  void counted(EntryId entry, Ballots.Cast cast) {
    ballots.put(entry, cast);
  }

  /** An answer was not taken after all. */
  void uncounted(EntryId entry) {
    ballots.remove(entry);
  }

  /** A session hears that a passage was taken back: what was shown of it and not sent is not. */
  void revoked(Passage passage) {
    revoked.add(passage.id());
  }

  /** A lock on a person, a target or a session has returned. */
  void locked(String name) {
    locked.add(name);
    byTag.forEach((tag, leaf) -> {
      if (revoked.contains(leaf.id()) && concerns(name, leaf)) {
        takenBack.add(tag);
      }
    });
  }

  private static boolean concerns(String name, Leaf.Admitted leaf) {
    return leaf.asked().target().equals(name)
        || leaf.asked().session().equals(name)
        || leaf.asked().caller().subject().name().equals(name);
  }

  /** It is about to be lifted. */
  void unlocking(String name) {
    locked.remove(name);
  }

  /** The gateway's process is dead: nobody waits for anything, nothing more is sent. */
  void died() {
    awaits = 0;
    passages.clear();
    unsent.clear();
    lent.died();
  }

  /** A ledger has recovered: from here on that is what was admitted, and all of it has ended. */
  void recovered(List<Leaf> leaves, boolean powerWent) {
    kept.recovered(leaves, powerWent);
    admitted.clear();
    closed.clear();
    for (Leaf leaf : leaves) {
      if (leaf instanceof Leaf.Admitted let) {
        admitted.put(let.id(), let);
        closed.add(let.id());
      }
    }
  }

  /** An auditor has looked at the ledger. */
  void audited(Report report, boolean ended) {
    kept.audited(report, ended);
  }

  /** The ledger was ended in order. */
  void ended(List<Leaf> leaves) {
    kept.ended(leaves);
  }

  /** An entry is durable. */
  void durable(Entry entry, Durability level) {
    kept.took(entry.leaf().id(), level);
    switch (entry.leaf()) {
      case Leaf.Admitted leaf -> admitted(leaf, entry.recordings());
      case Leaf.Closed leaf -> {
        if (!admitted.containsKey(leaf.of())) {
          throw new Broken("an end of what was never admitted: " + leaf.of());
        }
        if (!closed.add(leaf.of())) {
          throw new Broken("closed twice: " + leaf.of());
        }
      }
      case Leaf.Refused leaf -> {}
      case Leaf.Noted leaf -> lent.noted(leaf);
    }
  }

  private void admitted(Leaf.Admitted leaf, List<Recording> recordings) {
    if (admitted.put(leaf.id(), leaf) != null) {
      throw new Broken("two entries of one name");
    }
    String about = "";
    for (Recording recording : recordings) {
      switch (recording.side()) {
        case SENT -> unsent.merge(hex(recording.digest()), 1, Integer::sum);
        case ASKED -> {
          Matcher tag = TAG.matcher(recording.content().toString());
          if (tag.find()) {
            about = tag.group();
            byTag.put(about, leaf);
            session = leaf.asked().session();
          }
        }
        case SHOWN -> {}
      }
    }
    if (leaf.asked().target().equals("postern")) {
      return;
    }
    SimulatedPolicy policy = policies.apply(leaf.decision().epoch());
    String label = leaf.asked().label();
    String person = leaf.asked().caller().subject().name();
    if (policy.denies(person, label)) {
      throw new Broken("admitted what the rules deny: " + label);
    }
    if (SimulatedPolicy.lent(label)) {
      lent.admitted(leaf);
    }
    if (policy.holds(label) && !leaf.decision().answer().equals("prepare")) {
      approved(leaf, about, policy.quorum());
    }
  }

  private void approved(Leaf.Admitted leaf, String about, int quorum) {
    Set<String> people = new HashSet<>();
    for (EntryId answer : leaf.restsOn()) {
      Ballots.Cast cast = ballots.get(answer);
      if (cast == null || !cast.approves()) {
        throw new Broken("rests on an answer that nobody gave: " + answer);
      }
      if (!spent.add(answer)) {
        throw new Broken("one approval was used twice: " + answer);
      }
      if (cast.reviewer().equals(leaf.asked().caller().subject().name())) {
        throw new Broken("somebody approved their own: " + cast.reviewer());
      }
      if (!cast.text().contains(leaf.asked().label()) || !cast.text().contains(about)) {
        throw new Broken("approved was something else: " + cast.text());
      }
      people.add(cast.reviewer());
    }
    if (people.size() < quorum) {
      throw new Broken(leaf.asked().label() + " ran with the answers of " + people);
    }
  }

  /** A session was given a passage. */
  void given(Passage passage) {
    if (!admitted.containsKey(passage.id())) {
      throw new Broken("a passage was given before its entry was durable: " + passage.id());
    }
    passages.put(passage.id(), passage);
  }

  /** A session closes a passage. */
  void closing(Passage passage) {
    if (!closings.add(passage.id())) {
      throw new Broken("a session closes a passage twice: " + passage.id());
    }
  }

  /**
   * A target's socket has taken bytes of a message.
   *
   * @param target its name
   * @param soFar the message as far as it has come
   * @param closing whether it only cancels or ends what was begun
   * @param atOnce whether it is whole, and was taken in one piece
   */
  void moves(String target, byte[] soFar, boolean closing, boolean atOnce) {
    Matcher tag = TAG.matcher(text(soFar));
    if (closing || !tag.find()) {
      return;
    }
    goesOn(target, tag.group(), atOnce);
  }

  /**
   * A target's socket has taken bytes of an operation, or of what follows it.
   *
   * @param tag its name
   * @param atOnce whether the message is whole, and was taken in one piece
   */
  void goesOn(String target, String tag, boolean atOnce) {
    Asked what = asked.get(tag);
    if (what == null) {
      throw new Broken("sent what nobody asked");
    }
    Leaf.Admitted leaf = byTag.get(what.about());
    if (leaf != null) {
      lent.moves(leaf, clock.instant());
    }
    if (locked.contains(what.person())
        || locked.contains(target)
        || leaf != null && locked.contains(leaf.asked().session())) {
      throw new Broken("sent after the lock had returned: " + what);
    }
    Passage passage = leaf == null ? null : passages.get(leaf.id());
    if (atOnce && passage != null && !passage.live()) {
      throw new Broken("sent on a passage that holds no more: " + what);
    }
  }

  /** A target was sent a whole message that is an operation of its own. */
  void sent(byte[] message) {
    String digest = hex(Digests.of(message));
    int left = unsent.getOrDefault(digest, 0);
    if (left == 0) {
      throw new Broken("sent without an entry of exactly these bytes: " + text(message));
    }
    unsent.put(digest, left - 1);
  }

  /** A target was sent a message that cancels another. */
  void cancels(String tag) {
    Asked what = asked.get(tag);
    if (what == null || !byTag.containsKey(what.about())) {
      throw new Broken("cancelled what was never admitted: " + tag);
    }
  }

  /** Somebody was shown so much of a reply. */
  void shown(String tag, int rows, int bytes) {
    Asked what = asked.get(tag);
    Leaf.Admitted leaf = what == null ? null : byTag.get(what.about());
    if (leaf != null) {
      lent.shown(leaf, rows, bytes);
    }
  }

  /** A client's socket has taken this: nobody can hold it back any more. */
  void leaves(byte[] bytes) {
    Matcher reply = REPLY.matcher(text(bytes));
    while (reply.find()) {
      if (takenBack.contains(reply.group(1))) {
        throw new Broken("shown after the lock had returned: " + reply.group());
      }
    }
  }

  /** A client of a person has been sent this. */
  void heard(String person, byte[] bytes) {
    String text = text(bytes);
    if (text.contains(CANARY)) {
      throw new Broken("a masked value was shown: " + text);
    }
    for (String secret : secrets) {
      if (text.contains(secret)) {
        throw new Broken("a target's secret was shown");
      }
    }
    Matcher reply = REPLY.matcher(text);
    while (reply.find()) {
      Asked what = asked.get(reply.group(1));
      if (what == null || !what.person().equals(person)) {
        throw new Broken(person + " was shown another's reply: " + reply.group());
      }
    }
  }

  /** The name of the session that was used last. */
  Optional<String> lastSession() {
    return Optional.of(session).filter(name -> !name.isEmpty());
  }

  /** A session begins or ends to wait for a verdict. */
  void awaits(int more) {
    awaits += more;
  }

  /** How many verdicts are waited for. */
  int awaits() {
    return awaits;
  }

  /** How many operations were admitted. */
  int admissions() {
    return admitted.size();
  }

  /** The operations of which the ledger does not say yet how they ended. */
  List<Leaf.Admitted> open() {
    return admitted.values().stream().filter(leaf -> !closed.contains(leaf.id())).toList();
  }

  /** How many they are. */
  int opened() {
    return admitted.size() - closed.size();
  }

  private static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
