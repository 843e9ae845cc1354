package dev.postern.gateway.json;

/**
 * Why a document was refused. It names no content of the document, so it may be told to a client
 * and logged.
 *
 * @param offset the byte, from 0, at which the document stopped being acceptable
 * @param reason what was wrong there
 */
public record JsonFault(int offset, Reason reason) implements JsonScan {

  /** The closed list of faults. */
  public enum Reason {
    TOO_LONG("the message is longer than the limit"),
    TOO_DEEP("objects and arrays are nested deeper than the limit"),
    TOO_MANY_VALUES("the message has more keys and values than the limit"),
    NUMBER_TOO_LONG("a number is longer than the limit"),
    BYTE_ORDER_MARK("the message starts with a byte order mark"),
    UNEXPECTED_END("the message ends early"),
    UNEXPECTED_BYTE("a byte that JSON does not allow here"),
    TRAILING_BYTES("bytes after the end of the value"),
    CONTROL_CHARACTER("a control character in a string is not escaped"),
    BAD_ESCAPE("an escape that JSON does not know"),
    BAD_UTF8("bytes that are not UTF-8"),
    LONE_SURROGATE("an escaped surrogate without its other half"),
    AMBIGUOUS_KEY("two keys of an object are equal, or equal but for case or a cut at U+0000"),
    IMPOSTOR_KEY("a key reads like a known member, but for case or a cut at U+0000");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    /** A clause that fits after "refused: ", without an offset. */
    public String text() {
      return text;
    }
  }

  /** The reason and the offset as one clause. */
  public String text() {
    return reason.text() + " (at byte " + offset + ")";
  }
}
