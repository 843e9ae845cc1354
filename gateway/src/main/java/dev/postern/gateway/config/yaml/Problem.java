package dev.postern.gateway.config.yaml;

/**
 * One thing that is wrong with a configuration.
 *
 * @param place where
 * @param key the key that it is about, from the top of its file, for example {@code
 *     issuers[0].url}; empty when it is about the file
 * @param what what is wrong, without a value that could be a secret
 * @param expected what would be right; empty when that is plain from what is wrong
 */
public record Problem(Place place, String key, String what, String expected) {
  @Override
  public String toString() {
    return place
        + ": "
        + (key.isEmpty() ? "" : key + ": ")
        + what
        + (expected.isEmpty() ? "" : "; expected " + expected);
  }
}
