package dev.postern.kernel.gate;

/**
 * What a lane carries at one moment.
 *
 * @param open passages
 * @param held admissions that wait for people
 * @param coming admissions that have no answer from the ledger yet
 * @param owed endings that the ledger could not take yet
 */
public record Load(int open, int held, int coming, int owed) {}
