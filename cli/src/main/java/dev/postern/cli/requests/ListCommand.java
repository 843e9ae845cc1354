package dev.postern.cli.requests;

import dev.postern.cli.Trouble;
import dev.postern.cli.rest.ServerOptions;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code postern requests list}: what waits, the newest first. */
@Command(
    name = "list",
    description = "List what waits for an approval, the newest first.",
    mixinStandardHelpOptions = true)
public final class ListCommand implements Callable<Integer> {
  @Option(names = "--all", description = "those that are answered, expired or taken back too")
  private boolean all;

  @Mixin private ServerOptions server = new ServerOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Trouble {
    String path = "/api/v1/requests" + (all ? "?state=all" : "");
    JsonNode requests = server.gateway().ask("GET", path, Map.of()).path("requests");
    PrintWriter out = spec.commandLine().getOut();
    if (requests.isEmpty()) {
      out.println(all ? "There are no requests." : "Nothing waits for an approval.");
      return 0;
    }
    out.printf("%-20s %-10s %-20s %-12s %s%n", "REQUEST", "STATE", "ASKED BY", "TARGET", "WHAT");
    requests.forEach(request ->
        out.printf(
            "%-20s %-10s %-20s %-12s %s (%s)%s%n",
            Requests.text(request, "id"),
            Requests.text(request, "state"),
            Requests.text(request, "caller"),
            Requests.text(request, "target"),
            Requests.text(request, "operation"),
            Requests.approvals(request),
            request.path("you-may-answer").asBoolean(false) ? "  <- your answer counts" : ""));
    return 0;
  }
}
