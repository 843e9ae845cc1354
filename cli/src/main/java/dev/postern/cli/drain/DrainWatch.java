package dev.postern.cli.drain;

import dev.postern.cli.Trouble;
import dev.postern.cli.rest.Gateway;
import java.time.Duration;
import java.util.Map;

/** Follows a gateway to its end. */
final class DrainWatch {
  private final Gateway gateway;
  private final ProgressPrinter printer;
  private final Duration lookEvery;

  /** How it ended, as far as that could be heard. */
  enum End {
    ALL_ENDED,
    CUT,
    UNHEARD
  }

  DrainWatch(Gateway gateway, ProgressPrinter printer, Duration lookEvery) {
    this.gateway = gateway;
    this.printer = printer;
    this.lookEvery = lookEvery;
  }

  /**
   * Looks until it is over.
   *
   * @throws Trouble when the gateway says that this caller may not look; it goes on then
   */
  End until(Progress begun) throws Trouble, InterruptedException {
    Progress now = begun;
    printer.show(now);
    while (!now.over()) {
      Thread.sleep(lookEvery);
      Gateway.Answer answer;
      try {
        answer = gateway.send("GET", "/api/v1/drain", Map.of());
      } catch (Trouble gone) {
        printer.breaksOff();
        return End.UNHEARD;
      }
      if (answer.status() != 200) {
        printer.breaksOff();
        throw new Trouble("the gateway drains, but " + Gateway.refusal(answer));
      }
      now = Progress.of(answer.body());
      printer.show(now);
    }
    return now.stage().equals("ended") ? End.ALL_ENDED : End.CUT;
  }
}
