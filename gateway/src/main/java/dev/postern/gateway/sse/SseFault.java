package dev.postern.gateway.sse;

/**
 * Why a stream was given up. It repeats nothing of the stream.
 *
 * @param offset the byte of the stream, from 0, at which it stopped being acceptable
 * @param reason what was wrong
 */
public record SseFault(long offset, Reason reason) {

  /** The closed list of faults. */
  public enum Reason {
    LINE_TOO_LONG("a line is longer than the limit"),
    EVENT_TOO_LONG("an event is longer than the limit"),
    CUT_OFF("the stream ended within an event");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    /** A clause that fits after "stream given up: ". */
    public String text() {
      return text;
    }
  }
}
