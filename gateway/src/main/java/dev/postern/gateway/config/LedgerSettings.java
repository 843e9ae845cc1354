package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Forms;
import dev.postern.gateway.config.yaml.Read;
import dev.postern.gateway.config.yaml.Scalars;
import dev.postern.gateway.config.yaml.Section;
import dev.postern.gateway.config.yaml.Units;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How the ledger is kept.
 *
 * @param level what an entry survives before its operation is forwarded
 * @param segment the size of one segment file, in bytes
 * @param checkpoint how often a checkpoint is signed
 */
public record LedgerSettings(Level level, long segment, Duration checkpoint) {
  /** What an entry survives. */
  public enum Level {
    /** The end of the gateway's process. */
    PROCESS_CRASH,
    /** The loss of the machine's power: each entry waits for the disk. */
    POWER_LOSS
  }

  /** Process-crash, 64 MiB, every minute. */
  public static final LedgerSettings DEFAULT =
      new LedgerSettings(Level.PROCESS_CRASH, 64L << 20, Duration.ofMinutes(1));

  static final Form<LedgerSettings> FORM = Forms.section(LedgerSettings::read);

  private static Optional<LedgerSettings> read(Section at) {
    Read<Level> level =
        at.key(
                "level",
                Scalars.choice(
                    Map.of("process-crash", Level.PROCESS_CRASH, "power-loss", Level.POWER_LOSS)),
                "What an entry survives before its operation is forwarded.")
            .or(DEFAULT.level);
    Read<Long> segment =
        at.key("segment", Units.size(1L << 20, 1L << 30), "The size of one segment file.")
            .or(DEFAULT.segment);
    Read<Duration> checkpoint =
        at.key(
                "checkpoint",
                Units.duration(Duration.ofSeconds(1), Duration.ofDays(1)),
                "How often a checkpoint is signed.")
            .or(DEFAULT.checkpoint);
    return at.make(() -> new LedgerSettings(level.get(), segment.get(), checkpoint.get()));
  }
}
