package dev.postern.gateway.json;

/**
 * The bounds of one scan.
 *
 * @param maxBytes length of the whole message, in bytes
 * @param maxDepth objects and arrays open at once; at most {@value #DEEPEST}, so that code which
 *     recurses over a scanned document stays within any thread's stack
 * @param maxNodes keys and values together; each costs 16 bytes of index
 * @param maxNumberBytes length of one number's text, because turning a long one into a number costs
 *     more than linear time
 * @param loneSurrogates what a string value may hold; keys never may
 */
public record JsonLimits(
    int maxBytes, int maxDepth, int maxNodes, int maxNumberBytes, LoneSurrogates loneSurrogates) {

  /** The largest depth that can be configured. */
  public static final int DEEPEST = 512;

  private static final int MOST_NODES = 1 << 23;

  /** What happens to an escape such as {@code \uD800} that is not half of a pair. */
  public enum LoneSurrogates {
    /** The document is refused. Right for everything that is decided or digested. */
    REFUSE,
    /**
     * The string is kept, and decodes to a {@code String} with the lone surrogate in it. For
     * replies of servers that cut text in the middle of an emoji.
     */
    KEEP
  }

  public JsonLimits {
    atLeastOne("maxBytes", maxBytes);
    atLeastOne("maxDepth", maxDepth);
    atLeastOne("maxNodes", maxNodes);
    atLeastOne("maxNumberBytes", maxNumberBytes);
    if (maxDepth > DEEPEST) {
      throw new IllegalArgumentException("maxDepth is at most " + DEEPEST + ": " + maxDepth);
    }
    if (maxNodes > MOST_NODES) {
      throw new IllegalArgumentException("maxNodes is at most " + MOST_NODES + ": " + maxNodes);
    }
  }

  /** 4 MiB, 64 levels, 524,288 keys and values, numbers of 1,000 bytes, no lone surrogates. */
  public static JsonLimits standard() {
    return new JsonLimits(4 << 20, 64, 1 << 19, 1000, LoneSurrogates.REFUSE);
  }

  /** These limits for a message of at most {@code bytes}. */
  public JsonLimits withMaxBytes(int bytes) {
    return new JsonLimits(bytes, maxDepth, maxNodes, maxNumberBytes, loneSurrogates);
  }

  /** These limits with another rule for lone surrogates. */
  public JsonLimits with(LoneSurrogates rule) {
    return new JsonLimits(maxBytes, maxDepth, maxNodes, maxNumberBytes, rule);
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is at least 1: " + value);
    }
  }
}
