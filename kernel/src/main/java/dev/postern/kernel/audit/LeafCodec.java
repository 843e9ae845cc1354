package dev.postern.kernel.audit;

import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.operation.Action;
import dev.postern.kernel.operation.Atom;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.operation.Ref;
import dev.postern.kernel.operation.Resource;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The bytes of a leaf, version 1: what is hashed, chained, and one day a leaf of a Merkle log.
 *
 * <p>A version octet, a kind octet ({@code A}dmitted, {@code R}efused, {@code C}losed, {@code
 * N}oted), then the record's components in the order of their declaration. Every item carries a tag
 * octet: {@code s} text and {@code b} octets with a four-octet length, {@code i} an eight-octet
 * number, {@code e} an entry's name in sixteen octets, {@code l} and {@code m} lists and maps with
 * a four-octet count, {@code t} and {@code f} truth, {@code n} absence, {@code u} in the place of
 * {@code s} a text with half a surrogate pair, which UTF-8 cannot say, in UTF-16. Numbers are
 * big-endian, texts UTF-8, times microseconds since the epoch, durations nanoseconds, constants
 * their names. Sets and the keys of maps stand in rising UTF-16 order, so that a leaf has one form
 * only; the decoder takes no other. Golden files stand beside the test.
 */
public final class LeafCodec {
  /** The version that is written. A reader of a later version still reads this one. */
  public static final int VERSION = 1;

  /** The longest leaf, in octets; a longer one cannot be written, so its operation is refused. */
  public static final int LONGEST = 1 << 20;

  private static final Comparator<Ref> BY_NAME =
      (one, other) -> {
        int types = one.type().compareTo(other.type());
        return types != 0 ? types : one.name().compareTo(other.name());
      };

  private LeafCodec() {}

  /**
   * The leaf's canonical bytes.
   *
   * @throws Malformed when it would be longer than {@link #LONGEST}
   */
  public static byte[] encode(Leaf leaf) throws Malformed {
    Encoder out = new Encoder();
    encode(leaf, out);
    return out.taken();
  }

  /**
   * Reads canonical bytes.
   *
   * @throws Malformed when they are anything else
   */
  public static Leaf decode(byte[] bytes) throws Malformed {
    return decode(bytes, 0, bytes.length);
  }

  static Leaf decode(byte[] bytes, int from, int to) throws Malformed {
    if (to - from > LONGEST) {
      throw new Malformed("a leaf of " + (to - from) + " octets");
    }
    Decoder in = new Decoder(bytes, from, to);
    int version = in.octet();
    if (version != VERSION) {
      throw new Malformed("a leaf of version " + version);
    }
    Leaf leaf = leaf(in);
    in.finish();
    return leaf;
  }

  static void encode(Leaf leaf, Encoder out) throws Malformed {
    int start = out.length();
    out.octet(VERSION);
    switch (leaf) {
      case Leaf.Admitted admitted -> {
        begin(out, 'A', leaf);
        asked(out, admitted.asked());
        decided(out, admitted.decision());
        out.octets(admitted.sent().bytes());
        out.count('l', admitted.restsOn().size());
        admitted.restsOn().forEach(out::id);
      }
      case Leaf.Refused refused -> {
        begin(out, 'R', leaf);
        asked(out, refused.asked());
        decided(out, refused.decision());
        out.text(refused.code());
        out.text(refused.reason());
      }
      case Leaf.Closed closed -> {
        begin(out, 'C', leaf);
        out.id(closed.of());
        outcome(out, closed.outcome());
      }
      case Leaf.Noted noted -> {
        begin(out, 'N', leaf);
        out.text(noted.by());
        out.text(noted.what());
        out.sorted(noted.about());
      }
    }
    if (out.length() - start > LONGEST) {
      throw new Malformed("a leaf of " + (out.length() - start) + " octets");
    }
  }

  private static Leaf leaf(Decoder in) throws Malformed {
    int kind = in.octet();
    EntryId id = in.id();
    Instant at = Instant.EPOCH.plus(in.number(), ChronoUnit.MICROS);
    return switch (kind) {
      case 'A' ->
          new Leaf.Admitted(
              id, at, asked(in), decided(in), new Commitment(in.octets(32)), restsOn(in));
      case 'R' -> new Leaf.Refused(id, at, asked(in), decided(in), in.text(), in.text());
      case 'C' -> new Leaf.Closed(id, at, in.id(), outcome(in));
      case 'N' -> new Leaf.Noted(id, at, in.text(), in.text(), in.sortedMap());
      default -> throw new Malformed("a leaf of kind " + kind);
    };
  }

  private static void begin(Encoder out, char kind, Leaf leaf) {
    out.octet(kind);
    out.id(leaf.id());
    out.number(ChronoUnit.MICROS.between(Instant.EPOCH, leaf.at()));
  }

  private static List<EntryId> restsOn(Decoder in) throws Malformed {
    int count = in.count('l');
    List<EntryId> found = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      found.add(in.id());
    }
    return found;
  }

  private static void asked(Encoder out, Leaf.Asked asked) {
    out.text(asked.session());
    out.count('l', asked.caller().chain().size());
    for (Party party : asked.caller().chain()) {
      out.text(party.kind().name());
      out.text(party.identity().issuer());
      out.text(party.identity().subject());
      out.text(party.name());
      out.sorted(party.groups());
      out.maybe(party.owner());
    }
    out.text(asked.target());
    out.text(asked.label());
    out.count('l', asked.atoms().size());
    for (Atom atom : asked.atoms()) {
      out.text(atom.action().namespace());
      out.text(atom.action().name());
      out.sorted(atom.action().groups());
      ref(out, atom.resource().ref());
      parents(out, atom.resource().parents());
    }
    out.text(asked.effect().name());
    out.octets(asked.commitment().bytes());
  }

  private static Leaf.Asked asked(Decoder in) throws Malformed {
    return new Leaf.Asked(
        in.text(),
        principal(in),
        in.text(),
        in.text(),
        atoms(in),
        in.named(Effect.class),
        new Commitment(in.octets(32)));
  }

  private static Principal principal(Decoder in) throws Malformed {
    int links = in.count('l');
    List<Party> chain = new ArrayList<>();
    try {
      for (int i = 0; i < links; i++) {
        Party.Kind kind = in.named(Party.Kind.class);
        Identity identity = new Identity(in.text(), in.text());
        chain.add(new Party(kind, identity, in.text(), Set.copyOf(in.sorted()), in.maybe()));
      }
      return new Principal(chain);
    } catch (IllegalArgumentException wrong) {
      throw new Malformed("not a principal");
    }
  }

  private static List<Atom> atoms(Decoder in) throws Malformed {
    int count = in.count('l');
    List<Atom> atoms = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Action action = new Action(in.text(), in.text(), Set.copyOf(in.sorted()));
      atoms.add(new Atom(action, new Resource(ref(in), parents(in))));
    }
    return atoms;
  }

  private static void parents(Encoder out, Set<Ref> parents) {
    out.count('l', parents.size());
    if (parents.size() == 1) {
      ref(out, parents.iterator().next());
    } else {
      Ref[] sorted = parents.toArray(Ref[]::new);
      Arrays.sort(sorted, BY_NAME);
      for (Ref parent : sorted) {
        ref(out, parent);
      }
    }
  }

  private static Set<Ref> parents(Decoder in) throws Malformed {
    int count = in.count('l');
    Set<Ref> parents = new HashSet<>();
    Ref before = null;
    for (int i = 0; i < count; i++) {
      Ref parent = ref(in);
      if (before != null && BY_NAME.compare(before, parent) >= 0) {
        throw new Malformed("parents are not in rising order");
      }
      parents.add(parent);
      before = parent;
    }
    return parents;
  }

  private static void ref(Encoder out, Ref ref) {
    out.text(ref.type());
    out.text(ref.name());
  }

  private static Ref ref(Decoder in) throws Malformed {
    return new Ref(in.text(), in.text());
  }

  private static void decided(Encoder out, Leaf.Decided decided) {
    out.text(decided.answer());
    out.texts(decided.rules());
    out.number(decided.epoch());
  }

  private static Leaf.Decided decided(Decoder in) throws Malformed {
    return new Leaf.Decided(in.text(), in.texts(), in.number());
  }

  private static void outcome(Encoder out, Leaf.Outcome outcome) {
    out.text(outcome.end().name());
    out.count('l', outcome.status().isPresent() ? 1 : 0);
    outcome.status().ifPresent(out::number);
    out.maybe(outcome.error());
    out.truth(outcome.failed());
    out.number(outcome.counts().sent());
    out.number(outcome.counts().shown());
    out.number(outcome.counts().masked());
    out.number(outcome.counts().withheld());
    out.number(Math.max(0, outcome.took().toNanos()));
  }

  private static Leaf.Outcome outcome(Decoder in) throws Malformed {
    Leaf.End end = in.named(Leaf.End.class);
    Optional<Integer> status = status(in);
    Optional<String> error = in.maybe();
    boolean failed = in.truth();
    Leaf.Counts counts = new Leaf.Counts(in.amount(), in.amount(), in.amount(), in.amount());
    return new Leaf.Outcome(end, status, error, failed, counts, Duration.ofNanos(in.amount()));
  }

  private static Optional<Integer> status(Decoder in) throws Malformed {
    int count = in.count('l');
    if (count == 0) {
      return Optional.empty();
    }
    long status = in.number();
    if (count != 1 || status != (int) status) {
      throw new Malformed("not a status");
    }
    return Optional.of((int) status);
  }
}
