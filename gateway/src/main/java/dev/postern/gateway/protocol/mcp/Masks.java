package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.json.JsonKind;
import dev.postern.gateway.json.JsonText;
import dev.postern.gateway.json.JsonValue;
import dev.postern.kernel.masking.Mask;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How one value is shown instead. A text stays a text, so that structured output still fits its
 * schema; a number or a truth value becomes null, for any other would be believed.
 */
final class Masks {
  private static final String REDACTED = "[redacted]";
  private static final String COVERED = "********";
  private static final int SHOWN = 4;
  private static final int LEAST_HIDDEN = 8;
  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NO_ITEMS = "[]".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NO_MEMBERS = "{}".getBytes(StandardCharsets.US_ASCII);
  private static final Pattern DATE =
      Pattern.compile("(\\d{4})-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])(?:[T ].{0,40})?");

  private Masks() {}

  /** Whether the mask is put on each leaf of a container, not on the container. */
  static boolean onLeaves(Mask mask) {
    return switch (mask) {
      case REDACT, LAST4, YEAR -> true;
      case NULL, WITHHOLD -> false;
    };
  }

  /** The JSON text that is shown in the place of a value. */
  static byte[] of(JsonValue value, Mask mask, Notes notes, String classed) {
    return switch (value.kind()) {
      case STRING -> text(value, mask, notes, classed);
      case NUMBER, BOOLEAN, NULL -> NULL;
      case ARRAY -> mask == Mask.NULL ? NULL : NO_ITEMS;
      case OBJECT -> mask == Mask.NULL ? NULL : NO_MEMBERS;
    };
  }

  private static byte[] text(JsonValue value, Mask mask, Notes notes, String classed) {
    return switch (mask) {
      case NULL -> NULL;
      case REDACT -> JsonText.quoted(REDACTED);
      case LAST4 -> JsonText.quoted(last4(value.text()));
      case YEAR -> JsonText.quoted(year(value.text()));
      case WITHHOLD ->
          JsonText.quoted(notes.text("text", (long) value.end() - value.start() - 2, classed));
    };
  }

  /** Eight stars and the last four characters, where at least eight stay hidden. */
  static String last4(String text) {
    int characters = text.codePointCount(0, text.length());
    if (characters - SHOWN < LEAST_HIDDEN) {
      return COVERED;
    }
    return COVERED + text.substring(text.offsetByCodePoints(text.length(), -SHOWN));
  }

  /** The year of an ISO 8601 date or time; a covered text for everything else. */
  static String year(String text) {
    Matcher date = DATE.matcher(text);
    return date.matches() ? date.group(1) : REDACTED;
  }

  /** Whether a value is a container. */
  static boolean container(JsonValue value) {
    return value.is(JsonKind.OBJECT) || value.is(JsonKind.ARRAY);
  }
}
