package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.sql.Fingerprint;
import dev.postern.gateway.sql.Verb;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.operation.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A text as policy, digests and people are told of it: made once for each text, however often it is
 * bound and run.
 *
 * @param statement the text itself
 * @param verbs the names of its verbs
 * @param statements how many statements it has
 * @param fingerprint the hash of its fingerprint
 * @param effect the most that it can do
 * @param worst the effect's name
 * @param label its verbs and the beginning of its form
 */
record Sense(
    Value statement,
    Value verbs,
    Value statements,
    Value fingerprint,
    Effect effect,
    Value worst,
    String label) {
  /** The same of a text that, by names, does what others do too. */
  Sense with(Set<Verb> all) {
    List<Value> names = new ArrayList<>(all.size());
    StringBuilder verbs = new StringBuilder();
    Effect most = Effect.NONE;
    for (Verb verb : all) {
      names.add(new Value.Text(verb.action()));
      verbs.append(' ').append(verb.action());
      most = most.or(verb.effect());
    }
    return new Sense(
        statement,
        new Value.ListOf(names),
        statements,
        fingerprint,
        most,
        new Value.Text(most.name().toLowerCase(Locale.ROOT)),
        verbs + label.substring(label.indexOf(": ")));
  }

  static Sense of(byte[] text, Set<Verb> verbs, int statements, Fingerprint fingerprint) {
    Sense verbless =
        new Sense(
            Texts.value(text),
            new Value.ListOf(List.of()),
            new Value.Numeral(Integer.toString(statements)),
            new Value.Text(fingerprint.hash()),
            Effect.NONE,
            new Value.Null(),
            ": " + fingerprint.start());
    return verbless.with(verbs);
  }
}
