package dev.postern.gateway.ledger;

import dev.postern.kernel.operation.Durability;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How the ledger is kept.
 *
 * @param directory where it lies; made when it is not there, readable by its owner alone
 * @param level what an append survives where nobody asks for something else; {@link
 *     Durability#PROCESS_CRASH} by default
 * @param segmentOctets when a part of a segment is full, in octets; 16 MiB by default
 * @param recordingsOctets when the file of recordings beside a part is full, in octets; 256 MiB by
 *     default
 * @param longestRecording the octets that one recording may take; of a longer one only salt, digest
 *     and size are kept; 1 MiB by default
 * @param checkpointEvery the longest time between two signed checkpoints while entries come; a
 *     minute by default
 * @param waitingTurns how many turns of one segment may wait for the disk at {@link
 *     Durability#POWER_LOSS}; further ones fail at once; 4096 by default
 * @param longestWait how long an append may wait for the disk at {@link Durability#POWER_LOSS}
 *     before it fails; 10 s by default
 */
public record LedgerSettings(
    Path directory,
    Durability level,
    long segmentOctets,
    long recordingsOctets,
    int longestRecording,
    Duration checkpointEvery,
    int waitingTurns,
    Duration longestWait) {
  public LedgerSettings {
    if (segmentOctets < 1024 || recordingsOctets < 1024 || longestRecording < 256) {
      throw new IllegalArgumentException("a ledger's files hold 1024 octets at least");
    }
    if (waitingTurns < 1 || checkpointEvery.toMillis() < 1 || longestWait.toMillis() < 1) {
      throw new IllegalArgumentException("a ledger's bounds are positive");
    }
  }

  /** The defaults, in a directory. */
  public static LedgerSettings in(Path directory) {
    return new LedgerSettings(
        directory,
        Durability.PROCESS_CRASH,
        16L << 20,
        256L << 20,
        1 << 20,
        Duration.ofMinutes(1),
        4096,
        Duration.ofSeconds(10));
  }

  /** The same at another level. */
  public LedgerSettings at(Durability other) {
    return new LedgerSettings(
        directory,
        other,
        segmentOctets,
        recordingsOctets,
        longestRecording,
        checkpointEvery,
        waitingTurns,
        longestWait);
  }
}
