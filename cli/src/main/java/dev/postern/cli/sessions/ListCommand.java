package dev.postern.cli.sessions;

import dev.postern.cli.Screen;
import dev.postern.cli.Trouble;
import dev.postern.cli.rest.ServerOptions;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code postern sessions list}: who did how much with what, the latest last. */
@Command(
    name = "list",
    description = "List the sessions that you may read, the latest last.",
    mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
  @Mixin private Filters filters = new Filters();

  @Option(
      names = "--after",
      paramLabel = "PLACE",
      description = "go on behind this place, as a list before said it")
  private String after = "";

  @Option(names = "--json", description = "a JSON object on each line")
  private boolean json;

  @Mixin private ServerOptions server = new ServerOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Trouble {
    Map<String, String> said = new HashMap<>(filters.said());
    int comma = after.indexOf(',');
    if (comma > 0) {
      said.put("after", after.substring(0, comma));
      said.put("behind", after.substring(comma + 1));
    }
    JsonNode answer = new Recordings(server.gateway()).list(said);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      answer.path("sessions").forEach(session -> out.println(session));
      return 0;
    }
    if (answer.path("told").isEmpty()) {
      out.println("There is no such session that you may read.");
    }
    JsonNode next = answer.path("next");
    if (!next.isMissingNode()) {
      out.println(
          "(there are older ones: --after "
              + Screen.safe(
                  next.path("after").asString("") + "," + next.path("behind").asString(""))
              + ")");
    }
    answer.path("told").forEach(line -> out.println(Screen.safe(line.asString(""))));
    return 0;
  }
}
