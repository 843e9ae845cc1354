package dev.postern.cli.vault;

import dev.postern.cli.Trouble;
import dev.postern.gateway.vault.LocalKey;
import dev.postern.gateway.vault.LocalVault;
import dev.postern.gateway.vault.VaultSettings.KeyPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code postern vault init}: an empty vault, and its key where there is none yet. */
@Command(
    name = "init",
    description = {
      "Make an empty vault.",
      "A key file that is not there yet is made too: keep a copy of it, apart from the vault."
          + " Without it nothing in the vault can be read."
    },
    mixinStandardHelpOptions = true)
final class InitCommand implements Callable<Integer> {
  @Mixin private VaultOptions options = new VaultOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, Trouble {
    KeyPlace first = options.settings().keys().getFirst();
    if (first instanceof KeyPlace.InFile(Path file)
        && !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      LocalKey.generate(file, new SecureRandom());
      spec.commandLine().getOut().println("key:   " + file + " (new)");
    }
    LocalVault vault = options.vault();
    vault.create();
    spec.commandLine().getOut().println("vault: " + options.settings().file());
    spec.commandLine().getOut().println("       " + vault.described());
    return 0;
  }
}
