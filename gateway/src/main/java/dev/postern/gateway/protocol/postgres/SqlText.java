package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.sql.Fingerprint;
import dev.postern.gateway.sql.Naming;
import dev.postern.gateway.sql.Reading;
import dev.postern.gateway.sql.Secrets;
import dev.postern.gateway.sql.Verb;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A statement's text and what could be read in it, once, when it was parsed.
 *
 * @param text as the client sent it
 * @param verbs all that it may do; never empty
 * @param statements how many statements it has
 * @param namings what it does to names
 * @param kept the text with its secrets hidden
 * @param aboutSecrets whether the values bound to it may be secrets
 * @param fingerprint the text without its literals
 */
record SqlText(
    Slice text,
    Set<Verb> verbs,
    int statements,
    List<Naming> namings,
    byte[] kept,
    boolean aboutSecrets,
    Fingerprint fingerprint) {
  /** How much of the fingerprint's form stands in a label. */
  private static final int LABEL = 140;

  /**
   * Reads a text.
   *
   * @param settled whether the target has told all that it may have changed of its settings
   */
  static SqlText read(Slice text, ServerSettings settings, boolean settled) {
    byte[] bytes = text.copy();
    Reading reading =
        settled ? Reading.of(bytes, settings.rules()) : Reading.unsettled(bytes, settings.rules());
    EnumSet<Verb> verbs = EnumSet.noneOf(Verb.class);
    verbs.addAll(reading.verbs());
    boolean foreign = !settings.readable() || !settled;
    if (foreign && !ascii(bytes)) {
      // In some encodings a quote is half of a letter.
      verbs.add(Verb.UNKNOWN);
    }
    if (verbs.isEmpty()) {
      verbs.add(Verb.SESSION);
    }
    Secrets.Redacted redacted = Secrets.redact(bytes, settings.rules());
    return new SqlText(
        text,
        verbs,
        reading.statements(),
        reading.namings(),
        redacted.text(),
        redacted.aboutSecrets(),
        Fingerprint.of(bytes, settings.rules(), LABEL));
  }

  /** Whether running it may make the server wait for COPY's data. */
  boolean mayCopyIn() {
    return verbs.contains(Verb.COPY_IN) || verbs.contains(Verb.UNKNOWN);
  }

  /** Whether it leaves alone how later texts are read. */
  boolean settles() {
    return verbs.size() == 1 && verbs.contains(Verb.SESSION);
  }

  private static boolean ascii(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }
}
