package dev.postern.cli.sessions;

import dev.postern.cli.Screen;
import dev.postern.cli.Trouble;
import dev.postern.cli.rest.ServerOptions;
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

/** {@code postern sessions list}: who did how much with what, the latest last. */
@Command(
    name = "list",
    description = "List the sessions, the latest last.",
    mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
  @Option(
      names = "--person",
      paramLabel = "NAME",
      description = "only those with this party in the chain")
  private @Nullable String person;

  @Option(names = "--target", paramLabel = "NAME", description = "only those with this target")
  private @Nullable String target;

  @Option(names = "--json", description = "a JSON object on each line")
  private boolean json;

  @Mixin private ServerOptions server = new ServerOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Trouble {
    Map<String, String> filters = new HashMap<>();
    if (person != null) {
      filters.put("person", person);
    }
    if (target != null) {
      filters.put("target", target);
    }
    JsonNode answer = new Recordings(server.gateway()).list(filters);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      answer.path("sessions").forEach(session -> out.println(session));
      return 0;
    }
    if (answer.path("told").isEmpty()) {
      out.println("Nothing was recorded yet.");
    }
    long leftOut = answer.path("left-out").asLong(0);
    if (leftOut > 0) {
      out.println("(" + leftOut + " older sessions are left out; use --person or --target)");
    }
    answer.path("told").forEach(line -> out.println(Screen.safe(line.asString(""))));
    return 0;
  }
}
