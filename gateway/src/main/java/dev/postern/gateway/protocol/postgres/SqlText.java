package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.sql.Fingerprint;
import dev.postern.gateway.sql.Naming;
import dev.postern.gateway.sql.Reading;
import dev.postern.gateway.sql.Secrets;
import dev.postern.gateway.sql.Verb;
import dev.postern.kernel.operation.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A statement's text and what could be read in it, once, when it was parsed.
 *
 * @param text as the client sent it
 * @param verbs all that it may do; never empty
 * @param statements how many statements it has
 * @param namings what it does to names and runs by name; once that is known, what it does so too
 * @param kept the text with its secrets hidden
 * @param aboutSecrets whether the values bound to it may be secrets
 * @param sense what policy is told of it
 * @param runs what it runs by name, as people are told of it; empty until {@link ByName} has looked
 * @param types the numbers of the types that its values were declared to have, when it was parsed
 */
record SqlText(
    Slice text,
    Set<Verb> verbs,
    int statements,
    List<Naming> namings,
    byte[] kept,
    boolean aboutSecrets,
    Sense sense,
    List<Value> runs,
    List<Integer> types) {
  /** How much of the fingerprint's form stands in a label. */
  private static final int LABEL = 140;

  private static final Set<String> SETTLING =
      Set.of("begin", "start", "savepoint", "release", "show", "close", "deallocate");

  private static final byte[] NOT_KEPT =
      "not kept: the server may read it in two ways, and a secret would show in one"
          .getBytes(StandardCharsets.US_ASCII);

  /**
   * Reads a text.
   *
   * @param settled whether the target has told all that it may have changed of its settings
   */
  static SqlText read(Slice text, ServerSettings settings, boolean settled) {
    // Its own bytes: what arrived with it is not held for as long as a statement is prepared.
    return read(text.copy(), settings, settled);
  }

  /**
   * Reads a text.
   *
   * @param bytes the text; handed over
   */
  static SqlText read(byte[] bytes, ServerSettings settings, boolean settled) {
    Reading reading =
        settled ? Reading.of(bytes, settings.rules()) : Reading.unsettled(bytes, settings.rules());
    EnumSet<Verb> verbs = EnumSet.noneOf(Verb.class);
    verbs.addAll(reading.verbs());
    boolean foreign = !settings.readable() || !settled;
    List<Naming> namings = new ArrayList<>(reading.namings());
    if (!Texts.ascii(bytes) && (foreign || !namings.isEmpty() && !settings.comparesNames())) {
      // In some encodings a quote is half of a letter; and the server cuts names in its own one.
      verbs.add(Verb.UNKNOWN);
      namings.replaceAll(SqlText::comparable);
    }
    if (names(namings, Naming.What.UNREADABLE)) {
      verbs.add(Verb.UNKNOWN);
    }
    if (verbs.isEmpty()) {
      verbs.add(Verb.SESSION);
    }
    boolean ambiguous = !settled && contains(bytes, '\\');
    Secrets.Redacted redacted =
        ambiguous ? new Secrets.Redacted(NOT_KEPT, true) : Secrets.redact(bytes, settings.rules());
    Fingerprint fingerprint =
        Fingerprint.of(ambiguous ? new byte[0] : bytes, settings.rules(), LABEL);
    return new SqlText(
        Slice.of(bytes),
        verbs,
        reading.statements(),
        List.copyOf(namings),
        redacted.text(),
        redacted.aboutSecrets(),
        Sense.of(bytes, verbs, reading.statements(), fingerprint),
        List.of(),
        List.of());
  }

  private static Naming comparable(Naming naming) {
    boolean ascii = naming.name().chars().allMatch(each -> each < 0x80);
    return ascii ? naming : new Naming(Naming.What.UNREADABLE, "");
  }

  /** The same text with what it runs by name. */
  SqlText running(Set<Verb> all, List<Naming> everything, List<Value> named) {
    return new SqlText(
        text,
        all,
        statements,
        List.copyOf(everything),
        kept,
        aboutSecrets,
        sense.with(all),
        List.copyOf(named),
        types);
  }

  /** Whether it runs prepared statements or portals by their names. */
  boolean runsByName() {
    return names(namings, Naming.What.EXECUTE) || names(namings, Naming.What.FETCH);
  }

  /** Whether it has a name that cannot be read here. */
  boolean unreadable() {
    return names(namings, Naming.What.UNREADABLE);
  }

  private static boolean names(List<Naming> namings, Naming.What what) {
    for (Naming naming : namings) {
      if (naming.what() == what) {
        return true;
      }
    }
    return false;
  }

  /** The same text, parsed with types for its values. */
  SqlText with(List<Integer> declared) {
    return declared.isEmpty()
        ? this
        : new SqlText(
            text,
            verbs,
            statements,
            namings,
            kept,
            aboutSecrets,
            sense,
            runs,
            List.copyOf(declared));
  }

  /** Whether running it may make the server wait for COPY's data. */
  boolean mayCopyIn() {
    return verbs.contains(Verb.COPY_IN) || verbs.contains(Verb.UNKNOWN);
  }

  /**
   * Whether something may run when it is only parsed: a constant in quotes is given to its type,
   * and a type may check what it holds with a function of its owner's, when a domain stands inside
   * of an array or a row.
   */
  boolean runsWhenParsed() {
    byte[] bytes = text.copy();
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\'' || bytes[i] == '$' && !parameter(bytes, i)) {
        return true;
      }
    }
    return false;
  }

  /** Whether it may have parameters, whose values come with its Bind. */
  boolean takesValues() {
    byte[] bytes = text.copy();
    for (int i = 0; i < bytes.length; i++) {
      if (parameter(bytes, i)) {
        return true;
      }
    }
    return false;
  }

  private static boolean parameter(byte[] bytes, int at) {
    return bytes[at] == '$'
        && at + 1 < bytes.length
        && bytes[at + 1] >= '0'
        && bytes[at + 1] <= '9';
  }

  /**
   * Whether it leaves alone how later texts are read. Few statements do for certain: what ends a
   * transaction takes back what the transaction had set, and a cursor runs functions when it is
   * fetched.
   */
  boolean settles() {
    return statements == 1
        && verbs.size() == 1
        && verbs.contains(Verb.SESSION)
        && SETTLING.contains(firstWord());
  }

  /** The letters that it begins with, in lower case; empty where anything else stands there. */
  private String firstWord() {
    byte[] bytes = text.copy();
    StringBuilder word = new StringBuilder();
    for (byte each : bytes) {
      int lower = each >= 'A' && each <= 'Z' ? each + 32 : each;
      if (lower >= 'a' && lower <= 'z') {
        word.append((char) lower);
      } else {
        boolean ends = lower == ' ' || lower == ';' || lower == '\n';
        return ends || lower == '\r' || lower == '\t' ? word.toString() : "";
      }
    }
    return word.toString();
  }

  private static boolean contains(byte[] bytes, char wanted) {
    for (byte b : bytes) {
      if (b == wanted) {
        return true;
      }
    }
    return false;
  }
}
