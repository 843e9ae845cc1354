package dev.postern.cli;

import dev.postern.cli.rest.ServerOptions;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code postern targets}: what stands behind the gateway. */
@Command(
    name = "targets",
    description = "List what stands behind the gateway.",
    mixinStandardHelpOptions = true)
final class TargetsCommand implements Callable<Integer> {
  @Mixin private ServerOptions server = new ServerOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Trouble {
    JsonNode answer = server.gateway().ask("GET", "/api/v1/targets", Map.of());
    answer
        .path("targets")
        .forEach(target ->
            spec.commandLine()
                .getOut()
                .printf(
                    "%-20s %-10s %s%n",
                    Screen.safe(target.path("name").asString("")),
                    Screen.safe(target.path("kind").asString("")),
                    Screen.safe(target.path("url").asString(""))));
    return 0;
  }
}
