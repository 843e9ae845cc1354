package dev.postern.cli.drain;

import dev.postern.cli.Trouble;
import dev.postern.cli.rest.Gateway;
import dev.postern.cli.rest.ServerOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code postern drain}: the gateway takes nothing new, lets what runs end, and stops. */
@Command(
    name = "drain",
    description = {
      "Bring the gateway to its stop: it takes nothing new, what runs may end, the rest is cut and"
          + " recorded so. This cannot be undone: start the gateway again.",
      "",
      "Exit status: 0 it has begun, or with --watch every session has ended; 1 refused or failed,"
          + " nothing was begun unless it says so; 2 the words are wrong; 3 with --watch: the time"
          + " was up, and sessions were cut; 4 with --watch: it has begun, and how it ended could"
          + " not be heard.",
    },
    mixinStandardHelpOptions = true)
public final class DrainCommand implements Callable<Integer> {
  private static final Pattern TIME = Pattern.compile("([0-9]{1,6})([smh])");
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "how long what runs may take to end, as 30s, 5m or 1h (limits.stop)")
  private Optional<String> timeout = Optional.empty();

  @Option(names = "--watch", description = "Show how far it is, until its end.")
  private boolean watch;

  @Option(names = "--json", description = "a JSON object on each line")
  private boolean json;

  @Mixin private ServerOptions server = new ServerOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Trouble, InterruptedException {
    Map<String, Long> body =
        timeout.isPresent() ? Map.of("seconds", seconds(timeout.get())) : Map.of();
    Gateway gateway = server.gateway();
    Progress begun = Progress.of(gateway.ask("POST", "/api/v1/drain", body));
    ProgressPrinter printer =
        new ProgressPrinter(spec.commandLine().getOut(), json, ProgressPrinter.onTerminal());
    if (!watch) {
      printer.once(begun);
      return 0;
    }
    DrainWatch drain = new DrainWatch(gateway, printer, LOOK_EVERY);
    DrainWatch.End end = drain.until(begun);
    if (end == DrainWatch.End.UNHEARD) {
      spec.commandLine()
          .getErr()
          .println(
              "postern: the gateway answers here no more, and how it ended was not heard: its log"
                  + " says it. On its own machine, over its socket, a drain can be watched to its"
                  + " end.");
    }
    return switch (end) {
      case ALL_ENDED -> 0;
      case CUT -> 3;
      case UNHEARD -> 4;
    };
  }

  private long seconds(String time) {
    Matcher read = TIME.matcher(time);
    if (!read.matches()) {
      throw new ParameterException(
          spec.commandLine(), "--timeout is a time as 30s, 5m or 1h, not '" + time + "'");
    }
    long number = Long.parseLong(read.group(1));
    return switch (read.group(2)) {
      case "h" -> Duration.ofHours(number).toSeconds();
      case "m" -> Duration.ofMinutes(number).toSeconds();
      default -> number;
    };
  }
}
