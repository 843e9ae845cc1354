package dev.postern.cli.vault;

import dev.postern.cli.Trouble;
import dev.postern.gateway.vault.LocalVault.Listed;
import dev.postern.gateway.vault.SecretName;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code postern vault versions}: which versions of one secret are kept. */
@Command(
    name = "versions",
    description = "List the versions of a secret that are kept.",
    mixinStandardHelpOptions = true)
final class VersionsCommand implements Callable<Integer> {
  @Parameters(paramLabel = "SECRET", description = "its name, as shop/app")
  private String name = "";

  @Mixin private VaultOptions options = new VaultOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, Trouble {
    SecretName secret = Named.secret(name);
    List<Listed> versions =
        options.vault().list().stream().filter(each -> each.name().equals(secret)).toList();
    if (versions.isEmpty()) {
      throw new Trouble("there is no secret " + name);
    }
    for (Listed each : versions) {
      spec.commandLine().getOut().println("version " + each.version() + "  " + each.made());
    }
    return 0;
  }
}
