package dev.postern.cli.sessions;

import dev.postern.cli.Screen;
import dev.postern.cli.Trouble;
import java.io.PrintWriter;
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

  @Option(names = "--json", description = "a JSON object on each line, one for each operation")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Trouble {
    JsonNode story = session.story();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      story.path("operations").forEach(operation -> out.println(operation));
      return 0;
    }
    for (JsonNode scene : story.path("scenes")) {
      scene.path("lines").forEach(line -> out.println(Screen.safe(line.asString(""))));
      out.println();
    }
    return 0;
  }
}
