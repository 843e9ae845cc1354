package dev.postern.cli.vault;

import dev.postern.cli.Trouble;
import dev.postern.gateway.vault.LocalVault;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code postern vault rewrap}: new data keys, wrapped by the newest version of the same key. */
@Command(
    name = "rewrap",
    description = {
      "Seal a vault again under the key that it is under, each secret under a new data key.",
      "After the key of a server was rotated there, this uses its newest version."
    },
    mixinStandardHelpOptions = true)
final class RewrapCommand implements Callable<Integer> {
  @Mixin private VaultOptions options = new VaultOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, Trouble {
    spec.commandLine().getOut().println(options.swept(LocalVault::rewrap, "sealed again"));
    return 0;
  }
}
