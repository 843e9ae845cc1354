package dev.postern.cli.requests;

import dev.postern.cli.Trouble;
import dev.postern.cli.rest.ServerOptions;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code postern requests withdraw}: takes back what one asked for. */
@Command(
    name = "withdraw",
    description = "Take back a request of your own.",
    mixinStandardHelpOptions = true)
public final class WithdrawCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "REQUEST", description = "its name: r-...")
  private String id = "";

  @Mixin private ServerOptions server = new ServerOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Trouble {
    server.gateway().ask("POST", Requests.path(id) + "/withdraw", Map.of());
    spec.commandLine().getOut().println("The request is withdrawn.");
    return 0;
  }
}
