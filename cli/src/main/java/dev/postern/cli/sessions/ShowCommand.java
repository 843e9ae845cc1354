package dev.postern.cli.sessions;

import dev.postern.cli.Trouble;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code postern sessions show}: a whole session at once. */
@Command(
    name = "show",
    description = "Show a whole session at once.",
    mixinStandardHelpOptions = true)
final class ShowCommand implements Callable<Integer> {
  @Mixin private OneSession session = new OneSession();

  @Option(names = "--json", description = "a JSON object on each line, one for each moment")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Trouble {
    Recordings recordings = session.recordings();
    JsonNode story = recordings.timeline(session.name(recordings), Map.of());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      story.path("moments").forEach(moment -> out.println(moment));
      return 0;
    }
    for (Frame frame : Frame.of(story)) {
      frame.lines().forEach(out::println);
      out.println();
    }
    Remarks.of(story).forEach(out::println);
    return 0;
  }
}
