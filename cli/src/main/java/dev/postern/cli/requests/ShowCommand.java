package dev.postern.cli.requests;

import dev.postern.cli.Trouble;
import dev.postern.cli.rest.ServerOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code postern requests show}: a request, with everything that would run. */
@Command(
    name = "show",
    description = "Show a request, with everything that would run.",
    mixinStandardHelpOptions = true)
public final class ShowCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "REQUEST", description = "its name: r-...")
  private String id = "";

  @Mixin private ServerOptions server = new ServerOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Trouble {
    Requests.print(Requests.read(server.gateway(), id), spec.commandLine().getOut());
    return 0;
  }
}
