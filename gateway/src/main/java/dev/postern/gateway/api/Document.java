package dev.postern.gateway.api;

/**
 * A file.
 *
 * @param type its media type
 * @param name what it may be called; letters, digits, dots and dashes
 * @param octets its content
 */
public record Document(String type, String name, byte[] octets) implements Response {
  public Document {
    if (!name.matches("[A-Za-z0-9._-]{1,100}")) {
      throw new IllegalArgumentException("not the name of a file");
    }
  }
}
