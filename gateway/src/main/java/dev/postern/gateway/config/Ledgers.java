package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Forms;
import dev.postern.gateway.config.yaml.Read;
import dev.postern.gateway.config.yaml.Scalars;
import dev.postern.gateway.config.yaml.Section;
import dev.postern.gateway.config.yaml.Units;
import dev.postern.gateway.ledger.LedgerSettings;
import dev.postern.kernel.operation.Durability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads how the ledger is kept; it lies in {@code ledger} in the data directory. */
final class Ledgers {
  /** What an entry survives. */
  static final Form<Durability> LEVEL =
      Scalars.choice(
          Map.of("process-crash", Durability.PROCESS_CRASH, "power-loss", Durability.POWER_LOSS));

  private static final LedgerSettings DEFAULT = LedgerSettings.in(Path.of(""));

  /** A ledger's settings, once its directory is known. */
  static final Form<Function<Path, LedgerSettings>> FORM = Forms.section(Ledgers::read);

  private Ledgers() {}

  private static Optional<Function<Path, LedgerSettings>> read(Section at) {
    Read<Durability> level =
        at.key("level", LEVEL, "What an entry survives before its operation is forwarded.")
            .or(DEFAULT.level());
    Read<Long> segment =
        at.key("segment", Units.size(1L << 20, 1L << 30), "The size of one segment file.")
            .or(DEFAULT.segmentOctets());
    Read<Long> recordings =
        at.key("recordings", Units.size(1L << 20, 8L << 30), "The size of one recordings file.")
            .or(DEFAULT.recordingsOctets());
    Read<Long> recording =
        at.key("recording", Units.size(1L << 10, 64L << 20), "The largest recording of a payload.")
            .or((long) DEFAULT.longestRecording());
    Read<Duration> checkpoint =
        at.key(
                "checkpoint",
                Units.duration(Duration.ofSeconds(1), Duration.ofDays(1)),
                "The longest time between signed checkpoints while entries come.")
            .or(DEFAULT.checkpointEvery());
    return at.make(() ->
        directory ->
            new LedgerSettings(
                directory,
                level.get(),
                segment.get(),
                recordings.get(),
                recording.get().intValue(),
                checkpoint.get(),
                DEFAULT.waitingTurns(),
                DEFAULT.longestWait()));
  }
}
