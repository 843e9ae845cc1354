package dev.postern.kernel.audit;

import dev.postern.kernel.operation.Value;

/**
 * A value that may be erased without breaking the ledger.
 *
 * @param of the entry that it belongs to: the admitted or refused one, for a reply too
 * @param side which part of the exchange
 * @param salt the 16 bytes of the commitment; empty on {@link Side#SHOWN}
 * @param digest the digest that was committed to, 32 bytes; empty on {@link Side#SHOWN}
 * @param content the value as the target's {@code record} allows: {@link Value.Null} where only the
 *     digest is kept
 */
public record Recording(EntryId of, Side side, byte[] salt, byte[] digest, Value content) {
  /** The part of an exchange. */
  public enum Side {
    /** What was asked. */
    ASKED,
    /** What was forwarded; no content, for it is printed from what was asked. */
    SENT,
    /** What the client was shown, after masking. */
    SHOWN
  }
}
