package dev.postern.gateway.vault;

import java.time.Instant;

/**
 * One version of a secret as the file has it: sealed.
 *
 * @param version from 1
 * @param made to the millisecond
 * @param wrapped its data key, wrapped
 * @param sealed the secret, sealed under its data key
 */
record VaultEntry(String name, int version, Instant made, byte[] wrapped, byte[] sealed) {}
