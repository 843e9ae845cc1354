package dev.postern.gateway.target;

/**
 * How much of a target's payloads the recording keeps. The ledger's entries are the same for all.
 */
public enum RecordLevel {
  /** Nothing but a salted commitment. */
  DIGEST,
  /** Payloads with what is classed masked. */
  MASKED,
  /** Payloads as they were. */
  RAW
}
