package dev.postern.gateway.config.yaml;

/**
 * One thing that is wrong with a configuration.
 *
 * @param place where
 * @param key the key that it is about, from the top of its file, for example {@code
 *     issuers[0].url}; empty when it is about the file
 * @param what what is wrong, without a value that could be a secret
 * @param expected what would be right; empty when that is plain from what is wrong
 * @param code the kind of mistake, one word that stays the same from version to version
 */
public record Problem(Place place, String key, String what, String expected, String code) {
  /** The code of what a file of settings says wrong. */
  public static final String CONFIGURATION = "configuration";

  /** Something wrong in a file of settings. */
  public Problem(Place place, String key, String what, String expected) {
    this(place, key, what, expected, CONFIGURATION);
  }

  @Override
  public String toString() {
    return place
        + ": "
        + (key.isEmpty() ? "" : key + ": ")
        + what
        + (expected.isEmpty() ? "" : "; expected " + expected);
  }
}
