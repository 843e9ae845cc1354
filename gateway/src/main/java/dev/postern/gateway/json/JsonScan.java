package dev.postern.gateway.json;

/**
 * The outcome of a scan: a document, or the first fault found.
 *
 * <p>The grammar is RFC 8259 without any leniency: UTF-8 only, no byte order mark, one value, no
 * comments, no trailing comma. On top of it a document is refused where parsers are known to
 * disagree:
 *
 * <ul>
 *   <li>two keys of one object that are equal after {@linkplain KeyFold case folding} or after a
 *       cut at U+0000, at any depth, whether spelled with escapes or not;
 *   <li>an escaped surrogate without its other half: always in a key, in a string value unless
 *       {@link JsonLimits.LoneSurrogates#KEEP} is set;
 *   <li>UTF-8 that is overlong, encodes a surrogate, or lies above U+10FFFF;
 *   <li>UTF-16 and UTF-32, which some parsers detect by themselves.
 * </ul>
 *
 * <p>Jackson's streaming parser with strict duplicate detection, the oracle of the tests, accepts
 * these documents, which are refused here: keys that differ only by case or after U+0000, lone
 * escaped surrogates, a byte order mark, UTF-16 and UTF-32, and some overlong, surrogate and
 * out-of-range UTF-8 sequences.
 */
public sealed interface JsonScan permits JsonDocument, JsonFault {

  /**
   * Scans one complete message.
   *
   * @param bytes the message; kept by the document, not copied, and must not change afterwards
   * @param limits the bounds
   */
  static JsonScan of(byte[] bytes, JsonLimits limits) {
    return new JsonScanner(bytes, limits).scan();
  }
}
