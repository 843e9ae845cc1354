package dev.postern.gateway.api;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A way to the stop that is always at the same place, and remembers what was asked. */
final class DrainStub implements DrainRoutes.Drain {
  /** For each begin, within what. */
  final List<Optional<Duration>> within = new ArrayList<>();

  @Override
  public DrainRoutes.Progress begin(String by, Optional<Duration> asked) {
    within.add(asked);
    return progress();
  }

  @Override
  public DrainRoutes.Progress progress() {
    return new DrainRoutes.Progress(
        DrainRoutes.Stage.DRAINING, 3, 2, 1, Optional.of(Duration.ofMillis(1500)), 0);
  }
}
