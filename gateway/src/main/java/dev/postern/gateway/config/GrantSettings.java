package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Forms;
import dev.postern.gateway.config.yaml.Read;
import dev.postern.gateway.config.yaml.Scalars;
import dev.postern.gateway.config.yaml.Section;
import dev.postern.gateway.config.yaml.Units;
import dev.postern.kernel.grant.GrantLimits;
import java.time.Duration;
import java.util.Optional;

/** Reads the bounds of access for a time: {@code {longest: 8h, running-each: 10}}. */
final class GrantSettings {
  static final Form<GrantLimits> FORM = Forms.section(GrantSettings::read);

  private static final int MOST = 100_000;

  private GrantSettings() {}

  private static Optional<GrantLimits> read(Section at) {
    GrantLimits otherwise = GrantLimits.DEFAULT;
    Read<Duration> longest =
        at.key(
                "longest",
                Units.duration(Duration.ofSeconds(1), Duration.ofDays(90)),
                "How long a grant may last at most, from when it begins or is renewed.")
            .or(otherwise.longest());
    Read<Integer> running =
        at.key("running", Scalars.whole(1, MOST), "Grants that may run at a time.")
            .or(otherwise.running());
    Read<Integer> each =
        at.key("running-each", Scalars.whole(1, MOST), "Of them for one person.")
            .or(otherwise.ofPerson());
    Read<Integer> reason =
        at.key("reason", Scalars.whole(10, 4_000), "The longest reason, in characters.")
            .or(otherwise.reasonChars());
    Read<Integer> ended =
        at.key("ended", Scalars.whole(1, MOST), "Ended grants that can still be looked at.")
            .or(otherwise.ended());
    Read<Duration> kept =
        at.key(
                "kept",
                Units.duration(Duration.ofMinutes(1), Duration.ofDays(90)),
                "How long an ended grant can still be looked at.")
            .or(otherwise.kept());
    return at.make(() ->
        new GrantLimits(
            running.get(), each.get(), longest.get(), reason.get(), ended.get(), kept.get()));
  }
}
