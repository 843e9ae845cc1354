package dev.postern.cli.grants;

import dev.postern.cli.Trouble;
import dev.postern.cli.rest.ServerOptions;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code postern grants revoke}: ends anybody's grant, where policy lets one. */
@Command(
    name = "revoke",
    description = {
      "End anybody's grant, where policy lets you.",
      "When the command returns, nothing passes on it any more and its live streams are cut."
    },
    mixinStandardHelpOptions = true)
public final class RevokeCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "GRANT", description = "its name: g-...")
  private String id = "";

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "why; its holder is told")
  private String reason = "";

  @Mixin private ServerOptions server = new ServerOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Trouble {
    server.gateway().ask("POST", Grants.path(id) + "/revoke", Map.of("reason", reason));
    spec.commandLine().getOut().println("The grant has ended.");
    return 0;
  }
}
