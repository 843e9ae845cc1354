package dev.postern.cli.grants;

import dev.postern.cli.Trouble;
import dev.postern.cli.rest.ServerOptions;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code postern grants renew}: decided, and approved, like the first. */
@Command(
    name = "renew",
    description = {
      "Ask that a grant of yours lasts longer, counted from when that is given.",
      "It is decided and approved like a new one, and changes nothing but its end."
    },
    mixinStandardHelpOptions = true)
public final class RenewCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "GRANT", description = "its name: g-...")
  private String id = "";

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Times times = new Times();

  @Mixin private Asking asking = new Asking();
  @Mixin private ServerOptions server = new ServerOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Trouble {
    PrintWriter out = spec.commandLine().getOut();
    JsonNode grant =
        asking.ask(server.gateway(), out, Grants.path(id) + "/renew", Grants.time(times));
    out.println("Renewed: " + Grants.line(grant) + ".");
    return 0;
  }
}
