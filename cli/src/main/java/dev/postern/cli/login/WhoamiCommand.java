package dev.postern.cli.login;

import dev.postern.cli.Screen;
import dev.postern.cli.Trouble;
import dev.postern.cli.rest.ServerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code postern whoami}: who the gateway takes you for. */
@Command(
    name = "whoami",
    description = "Show who the gateway takes you for.",
    mixinStandardHelpOptions = true)
public final class WhoamiCommand implements Callable<Integer> {
  @Mixin private ServerOptions server = new ServerOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Trouble {
    JsonNode answer = server.gateway().ask("GET", "/api/v1/whoami", Map.of());
    for (JsonNode link : answer.path("chain")) {
      List<String> groups = new ArrayList<>();
      link.path("groups").forEach(group -> groups.add(group.asString("")));
      spec.commandLine()
          .getOut()
          .println(
              Screen.safe(
                  link.path("kind").asString("")
                      + " "
                      + link.path("name").asString("")
                      + " ("
                      + link.path("subject").asString("")
                      + " at "
                      + link.path("issuer").asString("")
                      + ")"
                      + (groups.isEmpty() ? "" : ", in " + String.join(", ", groups))));
    }
    return 0;
  }
}
