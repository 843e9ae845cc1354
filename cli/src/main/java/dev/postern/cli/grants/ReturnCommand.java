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

/** {@code postern grants return}: gives one's own back. */
@Command(
    name = "return",
    description = "Give a grant of yours back: it ends now, and what rests on it with it.",
    mixinStandardHelpOptions = true)
public final class ReturnCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "GRANT", description = "its name: g-...")
  private String id = "";

  @Mixin private ServerOptions server = new ServerOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Trouble {
    server.gateway().ask("POST", Grants.path(id) + "/return", Map.of());
    spec.commandLine().getOut().println("The grant has ended.");
    return 0;
  }
}
