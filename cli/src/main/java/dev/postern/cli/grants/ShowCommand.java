package dev.postern.cli.grants;

import dev.postern.cli.Trouble;
import dev.postern.cli.rest.ServerOptions;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code postern grants show}: one of one's own. */
@Command(name = "show", description = "Show a grant of yours.", mixinStandardHelpOptions = true)
public final class ShowCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "GRANT", description = "its name: g-...")
  private String id = "";

  @Mixin private ServerOptions server = new ServerOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Trouble {
    Grants.print(
        server.gateway().ask("GET", Grants.path(id), Map.of()), spec.commandLine().getOut());
    return 0;
  }
}
