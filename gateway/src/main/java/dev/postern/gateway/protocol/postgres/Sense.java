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
  static Sense of(byte[] text, Set<Verb> verbs, int statements, Fingerprint fingerprint) {
    List<Value> names = new ArrayList<>(verbs.size());
    StringBuilder label = new StringBuilder();
    Effect effect = Effect.NONE;
    for (Verb verb : verbs) {
      names.add(new Value.Text(verb.action()));
      label.append(' ').append(verb.action());
      effect = effect.or(verb.effect());
    }
    return new Sense(
        Texts.value(text),
        new Value.ListOf(names),
        new Value.Numeral(Integer.toString(statements)),
        new Value.Text(fingerprint.hash()),
        effect,
        new Value.Text(effect.name().toLowerCase(Locale.ROOT)),
        label.append(": ").append(fingerprint.start()).toString());
  }
}
