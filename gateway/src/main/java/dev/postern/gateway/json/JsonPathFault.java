package dev.postern.gateway.json;

/**
 * Why a text is no path.
 *
 * @param position the character, from 0, at which reading stopped
 * @param expected what would have been right there, as a noun phrase
 */
public record JsonPathFault(int position, String expected) implements JsonPathReading {

  /** For a message to whoever wrote the path. */
  public String text() {
    return "expected " + expected + " at character " + (position + 1);
  }
}
