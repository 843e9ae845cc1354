package dev.postern.cli.sessions;

import dev.postern.cli.Trouble;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code postern sessions play}: a session as it happened, with its pauses. */
@Command(
    name = "play",
    description = {
      "Play a session as it happened, with its pauses.",
      "In a terminal: space pauses, n goes on, p goes back, q quits."
    },
    mixinStandardHelpOptions = true)
final class PlayCommand implements Callable<Integer> {
  @Mixin private OneSession session = new OneSession();

  @Option(
      names = "--speed",
      paramLabel = "N",
      description = "how many times as fast (default: ${DEFAULT-VALUE})",
      defaultValue = "1")
  private double speed = 1;

  @Option(names = "--instant", description = "without any pauses")
  private boolean instant;

  @Option(
      names = "--max-pause",
      paramLabel = "SECONDS",
      description = "the longest pause, in seconds (default: ${DEFAULT-VALUE})",
      defaultValue = "2")
  private double maxPause = 2;

  @Option(
      names = "--from",
      paramLabel = "PLACE",
      description = "begin at a time, a request id, or #N for the Nth operation")
  private @Nullable String from;

  @Option(
      names = "--only",
      paramLabel = "WORD",
      description = "only what was allowed, refused, or held for people")
  private @Nullable String only;

  @Option(names = "--follow", description = "go on with what happens from now on")
  private boolean follow;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Trouble {
    if (!(speed > 0) || !(maxPause >= 0)) {
      throw new ParameterException(
          spec.commandLine(), "--speed must be above 0, and --max-pause at least 0");
    }
    if (only != null && !List.of("allowed", "refused", "held").contains(only)) {
      throw new ParameterException(spec.commandLine(), "--only takes allowed, refused or held");
    }
    Recordings recordings = session.recordings();
    String name = session.name(recordings);
    JsonNode story = recordings.timeline(name, Map.of());
    PrintWriter printer = spec.commandLine().getOut();
    Consumer<String> out =
        line -> {
          printer.println(line);
          printer.flush();
        };
    Optional<TerminalKeys> terminal = TerminalKeys.open();
    try {
      Reel reel =
          new Reel(
              instant ? Double.POSITIVE_INFINITY : speed,
              Duration.ofMillis((long) (maxPause * 1000)));
      Keys keys = terminal.isPresent() ? terminal.get() : Keys.none();
      boolean whole = reel.play(wanted(Frame.of(story)), keys, out);
      Remarks.of(story).forEach(out);
      if (whole && follow) {
        new Following(recordings, name, only).from(story, keys, out);
      }
    } catch (IllegalArgumentException nowhere) {
      throw new Trouble(String.valueOf(nowhere.getMessage()), nowhere);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      terminal.ifPresent(TerminalKeys::close);
    }
    return 0;
  }

  private List<Frame> wanted(List<Frame> all) {
    List<Frame> left = from == null ? all : Reel.from(all, from);
    return only == null
        ? left
        : left.stream().filter(frame -> frame.opening() || frame.kind().equals(only)).toList();
  }
}
