package dev.postern.cli.operations;

import dev.postern.cli.Screen;
import dev.postern.cli.Trouble;
import dev.postern.cli.rest.ServerOptions;
import dev.postern.cli.sessions.Filters;
import dev.postern.cli.sessions.Recordings;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code postern operations list}: who asked what of whom, and what came of it. */
@Command(
    name = "list",
    description = "List operations that you may read, in the order of time.",
    mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
  @Mixin private Filters filters = new Filters();

  @Option(names = "--session", paramLabel = "NAME", description = "only those of this session")
  private @Nullable String session;

  @Option(
      names = "--action",
      paramLabel = "NAME",
      description = "only those that needed this action, for example approve-request")
  private @Nullable String action;

  @Option(names = "--newest", description = "the latest first")
  private boolean newest;

  @Option(names = "--after", paramLabel = "PLACE", description = "go on behind this place")
  private @Nullable String after;

  @Option(names = "--json", description = "a JSON object on each line")
  private boolean json;

  @Mixin private ServerOptions server = new ServerOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Trouble {
    Map<String, String> said = new HashMap<>(filters.said());
    put(said, "session", session);
    put(said, "action", action);
    put(said, "after", after);
    if (newest) {
      said.put("order", "newest");
    }
    JsonNode answer = new Recordings(server.gateway()).operations(said);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      answer.path("operations").forEach(operation -> out.println(operation));
      return 0;
    }
    answer.path("told").forEach(line -> out.println(Screen.safe(line.asString(""))));
    String next = answer.path("next").asString("");
    if (!next.isEmpty()) {
      out.println("(go on with --after " + Screen.safe(next) + ")");
    } else if (answer.path("told").isEmpty()) {
      out.println("There is no such operation that you may read.");
    }
    return 0;
  }

  private static void put(Map<String, String> said, String name, @Nullable String value) {
    if (value != null) {
      said.put(name, value);
    }
  }
}
