package dev.postern.cli.grants;

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

/** {@code postern grants list}: those that run first. */
@Command(
    name = "list",
    description = "List your grants, those that run first.",
    mixinStandardHelpOptions = true)
public final class ListCommand implements Callable<Integer> {
  @Option(names = "--all", description = "everybody's, where policy lets you see them")
  private boolean all;

  @Mixin private ServerOptions server = new ServerOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Trouble {
    String path = all ? "/api/v1/all-grants" : "/api/v1/grants";
    JsonNode grants = server.gateway().ask("GET", path, Map.of()).path("grants");
    PrintWriter out = spec.commandLine().getOut();
    if (grants.isEmpty()) {
      out.println(all ? "There are no grants." : "You have no grants.");
      return 0;
    }
    out.printf("%-16s %-8s %-20s %s%n", "GRANT", "STATE", "PERSON", "WHAT");
    grants.forEach(grant ->
        out.printf(
            "%-16s %-8s %-20s %s%s%n",
            Grants.text(grant, "id"),
            Grants.text(grant, "state"),
            Grants.text(grant, "person"),
            Grants.line(grant),
            Grants.text(grant, "why").isEmpty() ? "" : " (" + Grants.text(grant, "why") + ")"));
    return 0;
  }
}
