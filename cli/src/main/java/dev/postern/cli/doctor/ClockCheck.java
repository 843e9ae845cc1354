package dev.postern.cli.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The machine's clock: tokens, grants and locks go by it. */
final class ClockCheck implements Check {
  private static final String KEEP = "Let chrony, systemd-timesyncd or the like keep the clock.";

  @Override
  public String id() {
    return "clock";
  }

  @Override
  public String about() {
    return "whether the clock steps, and whether something keeps it";
  }

  @Override
  public List<Look> looks(Patient patient) {
    return List.of(new Look("", () -> steps(patient).orWorse(kept(SystemCalls.synchronised()))));
  }

  static Finding kept(Optional<Boolean> synchronised) {
    return synchronised
        .map(kept ->
            kept
                ? Finding.ok("goes steadily and is kept")
                : Finding.warning("nothing keeps it (the kernel says: not synchronised)", KEEP))
        .orElseGet(() -> Finding.ok("goes steadily; whether it is kept is not told here"));
  }

  private static Finding steps(Patient patient) throws InterruptedException {
    Instant wall = patient.clock().instant();
    long steady = System.nanoTime();
    Thread.sleep(patient.times().watch());
    Duration parted =
        Duration.between(wall, patient.clock().instant())
            .minusNanos(System.nanoTime() - steady)
            .abs();
    return parted.compareTo(patient.times().clockStep()) > 0
        ? Finding.problem(
            "stepped by " + parted.toMillis() + " ms while it was watched",
            KEEP + " A step of more than a minute back takes back every open request.")
        : Finding.ok("");
  }
}
