package dev.postern.gateway.ledger.story;

import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.operation.Atom;
import java.time.Duration;
import java.util.Locale;

/**
 * What happened for machines: one JSON object on each line, in ASCII. Times are RFC 3339, durations
 * microseconds. What was asked and shown stands in it only where the reader may read recordings.
 */
public final class JsonLines {
  /** The schema of the lines, as their first line says it. */
  public static final String SCHEMA = "postern.timeline.v1";

  private final JsonText out = new JsonText();
  private final boolean content;

  private JsonLines(boolean content) {
    this.content = content;
  }

  /**
   * One operation, whole.
   *
   * @param content whether what was recorded is told too
   */
  public static String of(Deed deed, boolean content) {
    JsonLines line = new JsonLines(content);
    line.out.raw("{");
    line.out.text("request", deed.id().toString());
    line.out.text(",at", deed.at().toString());
    line.out.text(",session", deed.asked().session());
    line.out.name(",caller");
    line.chain(deed.asked().caller());
    line.out.text(",target", deed.asked().target());
    line.asked(deed);
    switch (deed.fate()) {
      case Deed.Fate.Open open -> line.out.text(",end", "open");
      case Deed.Fate.Elsewhere ended -> line.out.text(",end", "not-looked-up");
      case Deed.Fate.TurnedAway(String code, String reason) -> {
        line.out.text(",end", "refused");
        line.turnedAway(code, reason);
      }
      case Deed.Fate.Ended ended -> {
        line.out.text(",ended", ended.at().toString());
        line.outcome(ended.outcome());
        Timeline.rows(deed.reply()).ifPresent(rows -> line.out.number(",rows", rows));
        line.shown(deed);
      }
    }
    return line.out.raw("}").toString();
  }

  /** A session in one line. */
  public static String of(SessionStory.Summary session) {
    JsonText out = new JsonText();
    out.raw("{");
    out.text("session", session.session());
    out.text(",caller", session.who().told());
    out.text(",target", session.target());
    out.text(",opened", session.opened().toString());
    out.text(",last", session.last().toString());
    out.number(",operations", session.tally().operations());
    out.number(",refused", session.tally().refused());
    out.number(",open", session.tally().open());
    out.number(",masked", session.tally().masked());
    out.number(",held", session.tally().held());
    return out.raw("}").toString();
  }

  /**
   * One moment of a session.
   *
   * @param number counts from 1
   * @param content whether what was recorded is told too
   */
  public static String of(int number, Moment moment, boolean content) {
    JsonLines line = new JsonLines(content);
    line.out.raw("{");
    line.out.number("n", number);
    line.out.text(",at", moment.at().toString());
    line.out.text(",kind", moment.kind());
    line.out.text(",entry", moment.entry().toString());
    line.moment(moment);
    return line.out.raw("}").toString();
  }

  private void moment(Moment moment) {
    switch (moment) {
      case Moment.Opened opened -> {
        out.name(",caller");
        chain(opened.caller());
        out.text(",target", opened.target());
      }
      case Moment.Held held -> {
        out.text(",approval", held.request());
        out.text(",operation", held.operation());
        out.text(",reviewers", held.reviewers());
        out.text(",until", held.until());
      }
      case Moment.Approved approved -> {
        out.text(",request", approved.of().toString());
        out.text(",by", approved.answer().by().told());
        approved.answer().request().ifPresent(request -> out.text(",approval", request));
        if (content) {
          approved.answer().comment().ifPresent(comment -> out.text(",comment", comment));
        }
      }
      case Moment.Admitted admitted -> {
        out.text(",request", admitted.deed().id().toString());
        asked(admitted.deed());
      }
      case Moment.Refused refused -> {
        out.text(",request", refused.deed().id().toString());
        asked(refused.deed());
        if (refused.deed().fate() instanceof Deed.Fate.TurnedAway(String code, String reason)) {
          turnedAway(code, reason);
        }
      }
      case Moment.Ended ended -> {
        out.text(",request", ended.deed().id().toString());
        out.text(",operation", ended.deed().asked().label());
        outcome(ended.outcome());
        ended.rows().ifPresent(rows -> out.number(",rows", rows));
        shown(ended.deed());
      }
      case Moment.Closed closed -> {}
      case Moment.Gap gap -> out.text(",why", gap.why());
    }
  }

  private void chain(Principal caller) {
    out.raw("[");
    String between = "";
    for (Party party : caller.chain()) {
      out.raw(between).raw("{");
      out.text("kind", party.kind().name());
      out.text(",name", party.name());
      out.text(",issuer", party.identity().issuer());
      out.text(",subject", party.identity().subject());
      party.owner().ifPresent(owner -> out.text(",owner", owner));
      out.raw("}");
      between = ",";
    }
    out.raw("]");
  }

  private void asked(Deed deed) {
    Leaf.Asked asked = deed.asked();
    out.text(",protocol", Protocol.of(asked).word());
    out.text(",operation", asked.label());
    out.text(",effect", asked.effect().name());
    out.name(",atoms");
    out.texts(asked.atoms().stream().map(JsonLines::atom).toList());
    out.text(",answer", deed.decision().answer());
    out.name(",rules");
    out.texts(deed.decision().rules());
    out.number(",epoch", deed.decision().epoch());
    out.truth(",held", deed.held());
    if (!deed.restsOn().isEmpty()) {
      out.name(",rests_on");
      out.texts(deed.restsOn().stream().map(EntryId::toString).toList());
    }
    if (content) {
      deed.request().ifPresent(value -> out.value(",asked", value));
    }
  }

  private void shown(Deed deed) {
    if (content) {
      deed.reply().ifPresent(value -> out.value(",shown", value));
    }
  }

  private void turnedAway(String code, String reason) {
    out.text(",code", code);
    out.text(",reason", reason);
  }

  private void outcome(Leaf.Outcome outcome) {
    out.text(",end", outcome.end().name().toLowerCase(Locale.ROOT));
    outcome.status().ifPresent(status -> out.number(",status", status));
    outcome.error().ifPresent(error -> out.text(",error", error));
    out.truth(",failed", outcome.failed());
    out.number(",sent_bytes", outcome.counts().sent());
    out.number(",shown_bytes", outcome.counts().shown());
    out.number(",masked", outcome.counts().masked());
    out.number(",withheld", outcome.counts().withheld());
    out.number(",took_us", micros(outcome.took()));
  }

  private static long micros(Duration took) {
    return took.toNanos() / 1000;
  }

  private static String atom(Atom atom) {
    return atom.action() + " on " + atom.resource().ref();
  }

  /** The first line of an export. */
  static String head(Timeline timeline, boolean content) {
    JsonText out = new JsonText();
    out.raw("{");
    out.text("schema", SCHEMA);
    out.text(",session", timeline.story().session());
    out.truth(",content", content);
    return out.raw("}").toString();
  }

  /** The last line of an export: whether it is whole, and if not, from when on it is not. */
  static String end(Export.Cut cut) {
    JsonText out = new JsonText();
    out.raw("{");
    out.truth("whole", cut.whole());
    cut.why().ifPresent(why -> out.text(",cut", why));
    return out.raw("}").toString();
  }
}
