package dev.postern.kernel.operation;

/** What an entry of the ledger survives once it counts. */
public enum Durability {
  /** The end of the process, by any signal; with the operating system at once. */
  PROCESS_CRASH,
  /** The end of power, as far as the disk keeps its word; flushed in groups. */
  POWER_LOSS
}
