package dev.postern.cli.sessions;

import dev.postern.cli.Screen;
import dev.postern.cli.Trouble;
import dev.postern.gateway.ledger.story.Player;
import dev.postern.gateway.ledger.story.StoryTeller;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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
    description = "Play a session as it happened, with its pauses.",
    mixinStandardHelpOptions = true)
final class PlayCommand implements Callable<Integer> {
  @Mixin private OneSession session = new OneSession();

  @Option(
      names = "--speed",
      paramLabel = "N",
      description = "how many times as fast (default: ${DEFAULT-VALUE})",
      defaultValue = "1")
  private double speed = 1;

  @Option(
      names = "--max-pause",
      paramLabel = "SECONDS",
      description = "the longest pause, in seconds (default: ${DEFAULT-VALUE})",
      defaultValue = "2")
  private double maxPause = 2;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Trouble {
    if (!(speed > 0) || !(maxPause >= 0)) {
      throw new ParameterException(
          spec.commandLine(), "--speed must be above 0, and --max-pause at least 0");
    }
    JsonNode story = session.story();
    PrintWriter out = spec.commandLine().getOut();
    Player player = new Player(speed, Duration.ofMillis((long) (maxPause * 1000)));
    try {
      player.play(
          scenes(story),
          line -> {
            out.println(line);
            out.flush();
          },
          Thread::sleep);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }

  private static List<StoryTeller.Scene> scenes(JsonNode story) {
    List<StoryTeller.Scene> scenes = new ArrayList<>();
    for (JsonNode scene : story.path("scenes")) {
      List<String> lines = new ArrayList<>();
      scene.path("lines").forEach(line -> lines.add(Screen.safe(line.asString(""))));
      scenes.add(
          new StoryTeller.Scene(Duration.ofMillis(scene.path("since-millis").asLong(0)), lines));
    }
    return scenes;
  }
}
