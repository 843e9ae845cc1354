package dev.postern.cli.grants;

import dev.postern.cli.Trouble;
import dev.postern.cli.rest.ServerOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code postern grants shorten}: one of one's own ends sooner, at once and without asking. */
@Command(
    name = "shorten",
    description = "Let a grant of yours end sooner.",
    mixinStandardHelpOptions = true)
public final class ShortenCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "GRANT", description = "its name: g-...")
  private String id = "";

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Times times = new Times();

  @Mixin private ServerOptions server = new ServerOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Trouble {
    JsonNode grant = server.gateway().ask("POST", Grants.path(id) + "/shorten", Grants.time(times));
    spec.commandLine().getOut().println("Shortened: " + Grants.line(grant) + ".");
    return 0;
  }
}
