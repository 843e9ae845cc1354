package dev.postern.cli;

import dev.postern.cli.rest.Gateway;
import dev.postern.cli.rest.ServerOptions;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code postern reload}: the configuration again, all of it or nothing. */
@Command(
    name = "reload",
    description = "Put the configuration in force again: all of it, or nothing.",
    mixinStandardHelpOptions = true)
final class ReloadCommand implements Callable<Integer> {
  @Mixin private ServerOptions server = new ServerOptions();

  @Option(
      names = "--check",
      description = "Say what would change and whose sessions would end; change nothing.")
  private boolean check;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Trouble {
    Gateway.Answer answer =
        server.gateway().send("POST", "/api/v1/reload", check ? Map.of("check", true) : Map.of());
    if (answer.status() == 200 && check) {
      JsonNode changes = answer.body().path("changes");
      changes.forEach(
          change -> spec.commandLine().getOut().println(Screen.safe(change.asString())));
      spec.commandLine()
          .getOut()
          .println(changes.isEmpty() ? "nothing would change" : "nothing was changed yet");
      return 0;
    }
    if (answer.status() == 200) {
      spec.commandLine()
          .getOut()
          .println(
              "reloaded; the rules in force are number " + answer.body().path("epoch").asString());
      return 0;
    }
    if (answer.status() == 422) {
      spec.commandLine()
          .getErr()
          .println(check ? "it would change nothing:" : "nothing was changed:");
      answer
          .body()
          .path("problems")
          .forEach(problem ->
              spec.commandLine().getErr().println("  " + Screen.safe(problem.asString())));
      return 1;
    }
    throw new Trouble(
        "the gateway answered "
            + answer.status()
            + ": "
            + Screen.safe(answer.body().path("reason").asString("")));
  }
}
