package dev.postern.gateway.session;

/**
 * One header field (RFC 9110, section 5).
 *
 * @param name lower-case
 * @param value without surrounding white space
 */
public record Field(String name, String value) {
  /** Its name alone: a value may be a token or the id of a session. */
  @Override
  public String toString() {
    return name + ": hidden";
  }
}
