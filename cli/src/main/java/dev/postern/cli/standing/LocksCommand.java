package dev.postern.cli.standing;

import dev.postern.cli.Screen;
import dev.postern.cli.Trouble;
import dev.postern.cli.rest.ServerOptions;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code postern locks}: what is locked, since when, by whom and why. */
@Command(
    name = "locks",
    description = "List what is locked, since when, by whom and why.",
    mixinStandardHelpOptions = true)
public final class LocksCommand implements Callable<Integer> {
  @Mixin private ServerOptions server = new ServerOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Trouble {
    JsonNode locks = server.gateway().ask("GET", "/api/v1/locks", Map.of()).path("locks");
    if (locks.isEmpty()) {
      spec.commandLine().getOut().println("Nothing is locked.");
    }
    locks.forEach(lock ->
        spec.commandLine()
            .getOut()
            .printf(
                "%s %s, since %s by %s: %s%n",
                text(lock, "scope"),
                text(lock, "name"),
                text(lock, "since"),
                text(lock, "by"),
                text(lock, "reason")));
    return 0;
  }

  private static String text(JsonNode lock, String field) {
    return Screen.safe(lock.path(field).asString(""));
  }
}
