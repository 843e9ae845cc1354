package dev.postern.gateway.ledger.story;

import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.operation.Atom;
import dev.postern.kernel.operation.Value;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The same stories for machines: one JSON object on each line (RFC 8259), in ASCII, so that nothing
 * in it can move a cursor either. Times are RFC 3339, durations microseconds; bytes are {@code
 * {"base64": ...}}.
 */
public final class JsonLines {
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  private final StringBuilder out = new StringBuilder();

  private JsonLines() {}

  /** One operation of a session. */
  public static String of(String session, Deed deed) {
    JsonLines line = new JsonLines();
    line.deed(session, deed);
    return line.out.toString();
  }

  /** A whole story, a line for each operation. */
  public static List<String> of(SessionStory story) {
    return story.deeds().stream().map(deed -> of(story.session(), deed)).toList();
  }

  /** A session in one line. */
  public static String of(SessionStory.Summary session) {
    JsonLines line = new JsonLines();
    line.out.append('{');
    line.text("session", session.session());
    line.text(",caller", session.who().told());
    line.text(",target", session.target());
    line.text(",opened", session.opened().toString());
    line.text(",last", session.last().toString());
    line.number(",operations", session.tally().operations());
    line.number(",refused", session.tally().refused());
    line.number(",open", session.tally().open());
    line.number(",masked", session.tally().masked());
    line.number(",held", session.tally().held());
    return line.out.append('}').toString();
  }

  private void deed(String session, Deed deed) {
    Leaf.Asked asked = deed.asked();
    out.append('{');
    text("request", deed.id().toString());
    text(",at", deed.at().toString());
    text(",session", session);
    name(",caller");
    String between = "[";
    for (Party party : asked.caller().chain()) {
      out.append(between).append('{');
      text("kind", party.kind().name());
      text(",name", party.name());
      text(",issuer", party.identity().issuer());
      text(",subject", party.identity().subject());
      party.owner().ifPresent(owner -> text(",owner", owner));
      out.append('}');
      between = ",";
    }
    out.append(']');
    text(",target", asked.target());
    text(",operation", asked.label());
    text(",effect", asked.effect().name());
    name(",atoms");
    texts(asked.atoms().stream().map(JsonLines::atom).toList());
    text(",answer", deed.decision().answer());
    name(",rules");
    texts(deed.decision().rules());
    number(",epoch", deed.decision().epoch());
    fate(deed.fate());
    deed.request().ifPresent(value -> value(",asked", value));
    deed.reply().ifPresent(value -> value(",shown", value));
    out.append('}');
  }

  private void fate(Deed.Fate fate) {
    switch (fate) {
      case Deed.Fate.Open open -> text(",end", "open");
      case Deed.Fate.Elsewhere ended -> text(",end", "not-looked-up");
      case Deed.Fate.TurnedAway(String code, String reason) -> {
        text(",end", "refused");
        text(",code", code);
        text(",reason", reason);
      }
      case Deed.Fate.Ended(EntryId entry, Instant at, Leaf.Outcome outcome) -> {
        text(",end", outcome.end().name().toLowerCase(java.util.Locale.ROOT));
        text(",ended", at.toString());
        outcome.status().ifPresent(status -> number(",status", status));
        outcome.error().ifPresent(error -> text(",error", error));
        name(",failed");
        out.append(outcome.failed());
        number(",sent_bytes", outcome.counts().sent());
        number(",shown_bytes", outcome.counts().shown());
        number(",masked", outcome.counts().masked());
        number(",withheld", outcome.counts().withheld());
        number(",took_us", outcome.took().toNanos() / 1000);
      }
    }
  }

  private static String atom(Atom atom) {
    return atom.action() + " on " + atom.resource().ref();
  }

  private void value(String name, Value value) {
    name(name);
    value(value);
  }

  private void value(Value value) {
    switch (value) {
      case Value.Null() -> out.append("null");
      case Value.Bool(boolean truth) -> out.append(truth);
      case Value.Text(String text) -> quoted(text);
      case Value.Numeral(String text) -> {
        // A number keeps its exact text, which nobody has checked on its way here.
        if (NUMBER.matcher(text).matches()) {
          out.append(text);
        } else {
          quoted(text);
        }
      }
      case Value.Bytes(byte[] bytes) -> {
        out.append("{\"base64\":");
        quoted(Base64.getEncoder().encodeToString(bytes));
        out.append('}');
      }
      case Value.ListOf list -> {
        String between = "[";
        for (Value item : list.items()) {
          out.append(between);
          value(item);
          between = ",";
        }
        out.append(list.items().isEmpty() ? "[]" : "]");
      }
      case Value.MapOf map -> {
        String between = "{";
        for (Map.Entry<String, Value> member : map.entries().entrySet()) {
          out.append(between);
          quoted(member.getKey());
          out.append(':');
          value(member.getValue());
          between = ",";
        }
        out.append(map.entries().isEmpty() ? "{}" : "}");
      }
    }
  }

  private void texts(List<String> texts) {
    out.append('[');
    String between = "";
    for (String text : texts) {
      out.append(between);
      quoted(text);
      between = ",";
    }
    out.append(']');
  }

  private void text(String name, String value) {
    name(name);
    quoted(value);
  }

  private void number(String name, long value) {
    name(name);
    out.append(value);
  }

  /** A member's name; one that begins with a comma follows another. */
  private void name(String name) {
    boolean follows = name.startsWith(",");
    out.append(follows ? ",\"" : "\"").append(follows ? name.substring(1) : name).append("\":");
  }

  private void quoted(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20 || c > 0x7E) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
