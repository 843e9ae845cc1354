package dev.postern.kernel.cedar;

/**
 * What a parser takes before it refuses.
 *
 * @param characters UTF-16 units in one source
 * @param nesting how deep expressions and types may nest; bounds the stack of parsing, evaluating
 *     and checking
 * @param problems problems reported before the rest is left unread
 */
public record Limits(int characters, int nesting, int problems) {
  /** 4 Mi characters a source, 100 levels, 100 problems. */
  public static final Limits STANDARD = new Limits(4 << 20, 100, 100);
}
