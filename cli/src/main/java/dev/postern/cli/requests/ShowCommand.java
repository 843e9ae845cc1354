package dev.postern.cli.requests;

import dev.postern.cli.Trouble;
import dev.postern.cli.rest.Gateway;
import dev.postern.cli.rest.ServerOptions;
import java.io.PrintWriter;
import java.util.Map;
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
    Gateway gateway = server.gateway();
    PrintWriter out = spec.commandLine().getOut();
    Requests.print(Requests.read(gateway, id), out);
    out.println();
    Requests.printHistory(gateway.send("GET", Requests.path(id) + "/history", Map.of()), out);
    return 0;
  }
}
