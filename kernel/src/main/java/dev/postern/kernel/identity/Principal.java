package dev.postern.kernel.identity;

import java.util.List;

/**
 * Who is calling, proven. A chain of parties, the one that acts first, the one in whose name it all
 * happens last; a plain caller is a chain of one. The rights of a chain are the intersection of the
 * rights of its links.
 *
 * @param chain from the actor (RFC 8693, 4.1: the outermost {@code act}) to the subject; 1 to
 *     {@value #LONGEST_CHAIN} links
 */
public record Principal(List<Party> chain) {
  /** The most links that a chain may have; a longer one is refused at sign-in. */
  public static final int LONGEST_CHAIN = 4;

  public Principal {
    chain = List.copyOf(chain);
    if (chain.isEmpty() || chain.size() > LONGEST_CHAIN) {
      throw new IllegalArgumentException(
          "a chain has 1 to " + LONGEST_CHAIN + " links, not " + chain.size());
    }
  }

  /** A caller who acts in their own name. */
  public static Principal of(Party party) {
    return new Principal(List.of(party));
  }

  /** The party that sends the bytes. */
  public Party actor() {
    return chain.getFirst();
  }

  /** The party in whose name it acts. */
  public Party subject() {
    return chain.getLast();
  }

  /** The chain as a person reads it: {@code assistant for ana}. */
  public String told() {
    return String.join(" for ", chain.stream().map(Party::name).toList());
  }
}
