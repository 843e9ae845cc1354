package dev.postern.cli.vault;

import dev.postern.cli.Trouble;
import dev.postern.gateway.vault.LocalVault;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code postern vault verify}: everything in it is opened once. */
@Command(
    name = "verify",
    description = {
      "Open everything in a vault, and say whether it is sound. Nothing is shown.",
      "An older copy of a vault is sound in itself: a gateway refuses it that has read a newer one."
    },
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
  @Mixin private VaultOptions options = new VaultOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, Trouble {
    spec.commandLine().getOut().println(options.swept(LocalVault::verify, "are sound"));
    return 0;
  }
}
