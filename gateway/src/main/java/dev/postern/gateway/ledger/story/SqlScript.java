package dev.postern.gateway.ledger.story;

import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.operation.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Statements of PostgreSQL as a script for psql. Nothing of it runs by itself: every statement is a
 * text, in base64, that a call of a function decodes, so that no quote, comment or backslash
 * command in it is read by psql. The function is a temporary one that the script makes; it prints
 * the statement, with a mark for every character that a terminal might obey, and executes it only
 * after {@code SET postern.replay = 'on'}. Statements that were refused are told in comments alone.
 */
final class SqlScript {
  /** How what is recorded ends where it was cut. */
  private static final String MORE = " \u2026";

  private static final int COLUMNS = 100;
  private static final int COMMENT = 400;

  private static final String HEAD =
      """
      -- Each statement is shown; with  SET postern.replay = 'on';  put before this file it is executed too,
      -- with the values that were bound to it as parameters, each a text of unknown type.
      \\set ON_ERROR_STOP on
      CREATE OR REPLACE FUNCTION pg_temp.postern_plain(told text) RETURNS text
      LANGUAGE sql IMMUTABLE AS $postern$
        SELECT regexp_replace(told, '[^\\n\\t -~\\u00a1-\\u05ff\\u0900-\\u1fff\\u3001-\\ud7ff]', '?', 'g')
      $postern$;
      CREATE OR REPLACE FUNCTION pg_temp.postern_replay(statement text, bound text[]) RETURNS void
      LANGUAGE plpgsql AS $postern$
      DECLARE
        list text := '';
        told text;
      BEGIN
        told := convert_from(decode(statement, 'base64'), 'UTF8');
        FOR i IN 1 .. coalesce(array_length(bound, 1), 0) LOOP
          list := list || CASE WHEN i > 1 THEN ', ' ELSE '' END
            || coalesce(quote_literal(convert_from(decode(bound[i], 'base64'), 'UTF8')), 'NULL');
        END LOOP;
        RAISE NOTICE '% [%]', pg_temp.postern_plain(told), pg_temp.postern_plain(list);
        IF coalesce(current_setting('postern.replay', true), '') <> 'on' THEN
          RETURN;
        END IF;
        IF list = '' THEN
          EXECUTE told;
        ELSE
          EXECUTE 'PREPARE postern_replayed AS ' || told;
          EXECUTE 'EXECUTE postern_replayed(' || list || ')';
          DEALLOCATE postern_replayed;
        END IF;
      END
      $postern$;

      """;

  private final StringBuilder out = new StringBuilder();

  private SqlScript() {}

  static Export of(Timeline timeline, boolean content) {
    SqlScript script = new SqlScript();
    script.comment(
        "Session " + timeline.story().session() + " of " + timeline.story().who().told());
    script.comment("with " + timeline.story().target() + ", from the ledger of Postern.");
    script.out.append(HEAD);
    Export.Cut cut = timeline.cut().map(Export.Cut::from).orElse(Export.Cut.NOTHING);
    for (Deed deed : timeline.story().deeds()) {
      int before = script.out.length();
      script.deed(deed, content);
      if (script.out.length() > Export.LONGEST) {
        script.out.setLength(before);
        cut = Export.Cut.from(deed.at());
        break;
      }
    }
    script.comment(cut.why().map(why -> "CUT: " + why).orElse("Whole."));
    return new Export("application/sql", ".sql", script.out.toString(), cut);
  }

  private void deed(Deed deed, boolean content) {
    if (Protocol.of(deed.asked()) != Protocol.POSTGRES) {
      return;
    }
    comment(deed.at() + "  " + deed.id() + "  " + deed.asked().label());
    comment("  " + told(deed));
    Optional<Recorded> recorded = deed.request().filter(any -> content).flatMap(SqlScript::read);
    if (recorded.isEmpty()) {
      comment("  the statement is not told");
    } else if (deed.refused()) {
      comment("  refused, so it is not run here: " + recorded.get().statement());
    } else if (!recorded.get().runs()) {
      comment("  " + recorded.get().note() + ": " + recorded.get().statement());
    } else {
      comment("  " + recorded.get().statement());
      call(recorded.get());
    }
    out.append('\n');
  }

  private static String told(Deed deed) {
    String rules = String.join(", ", deed.decision().rules());
    return switch (deed.fate()) {
      case Deed.Fate.TurnedAway(String code, String reason) ->
          "refused (" + code + ") by [" + rules + "]: " + reason;
      case Deed.Fate.Open open -> "allowed by [" + rules + "]; it has not ended";
      case Deed.Fate.Elsewhere elsewhere -> "allowed by [" + rules + "]; it has ended";
      case Deed.Fate.Ended(EntryId entry, Instant at, Leaf.Outcome outcome) ->
          "allowed by ["
              + rules
              + "]; "
              + outcome.end()
              + outcome.error().map(error -> ", error " + error).orElse("")
              + Timeline.rows(deed.reply()).map(rows -> ", " + rows + " rows").orElse("");
    };
  }

  /**
   * A recorded message.
   *
   * @param message which message it was
   * @param values the values that were bound to it; null in the list is SQL's
   * @param whole whether nothing was cut off or hidden when it was recorded, and every value is one
   *     that a text tells
   */
  private record Recorded(String message, String statement, List<Value> values, boolean whole) {
    /** A parse runs nothing, and the bind that follows it tells the statement again. */
    boolean runs() {
      return whole && (message.equals("query") || message.equals("bind"));
    }

    String note() {
      return whole ? message : message + ", not recorded whole";
    }
  }

  private static Optional<Recorded> read(Value value) {
    if (!(value instanceof Value.MapOf(Map<String, Value> entries))
        || !(entries.get("message") instanceof Value.Text(String message))
        || !(entries.get("statement") instanceof Value.Text(String statement))) {
      return Optional.empty();
    }
    Value bound = entries.getOrDefault("values", new Value.ListOf(List.of()));
    List<Value> values = bound instanceof Value.ListOf(List<Value> items) ? items : List.of();
    boolean whole =
        bound instanceof Value.ListOf
            && values.stream().allMatch(SqlScript::whole)
            && !statement.endsWith(MORE);
    return Optional.of(new Recorded(message, statement, values, whole));
  }

  /**
   * Whether a value is one that a text tells. Another stands for those that were not kept, was not
   * kept whole itself, or came in a binary form.
   */
  private static boolean whole(Value value) {
    return switch (value) {
      case Value.Text(String text) -> !text.startsWith(MORE.strip() + " ") && !text.endsWith(MORE);
      case Value.Null none -> true;
      case Value.Numeral number -> true;
      case Value.Bool truth -> true;
      case Value.Bytes bytes -> true;
      case Value.ListOf list -> false;
      case Value.MapOf map -> false;
    };
  }

  private void call(Recorded recorded) {
    out.append("SELECT pg_temp.postern_replay('")
        .append(base64(recorded.statement()))
        .append("', ");
    if (recorded.values().isEmpty()) {
      out.append("NULL");
    } else {
      List<String> items = new ArrayList<>();
      recorded.values().forEach(value -> items.add(item(value)));
      out.append("ARRAY[").append(String.join(", ", items)).append("]::text[]");
    }
    out.append(");\n");
  }

  private static String item(Value value) {
    return switch (value) {
      case Value.Null() -> "NULL";
      case Value.Text(String text) -> "'" + base64(text) + "'";
      case Value.Numeral(String text) -> "'" + base64(text) + "'";
      case Value.Bool(boolean truth) -> "'" + base64(Boolean.toString(truth)) + "'";
      case Value.Bytes(byte[] bytes) -> "'" + base64("\\x" + HexFormat.of().formatHex(bytes)) + "'";
      case Value.ListOf list -> "NULL";
      case Value.MapOf map -> "NULL";
    };
  }

  private static String base64(String text) {
    return Base64.getEncoder()
        .encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** A comment of whole lines, each behind its own dashes, in printable ASCII. */
  private void comment(String text) {
    StringBuilder plain = new StringBuilder();
    text.codePoints()
        .limit(COMMENT)
        .forEach(c -> plain.append(c >= ' ' && c < 0x7f ? (char) c : '?'));
    if (text.length() > COMMENT) {
      plain.append("...");
    }
    for (int from = 0; from < Math.max(1, plain.length()); from += COLUMNS) {
      out.append("-- ").append(plain, from, Math.min(plain.length(), from + COLUMNS)).append('\n');
    }
  }
}
