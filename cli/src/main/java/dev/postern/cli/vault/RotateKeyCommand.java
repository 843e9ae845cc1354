package dev.postern.cli.vault;

import dev.postern.cli.Trouble;
import dev.postern.gateway.vault.KeyService;
import dev.postern.gateway.vault.LocalKey;
import dev.postern.gateway.vault.LocalVault;
import dev.postern.gateway.vault.VaultSettings.KeyPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code postern vault rotate-key}: the vault is under another key from now on. */
@Command(
    name = "rotate-key",
    description = {
      "Seal a vault again under another key, each secret under a new data key.",
      "For a gateway that runs: make the new key, name it in the vault's keys beside the old one"
          + " and reload; rotate; then take the old one out and reload."
    },
    mixinStandardHelpOptions = true)
final class RotateKeyCommand implements Callable<Integer> {
  @ArgGroup(multiplicity = "1")
  private To to = new To();

  @Mixin private VaultOptions options = new VaultOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  /** Where the new key is. */
  static final class To {
    @Option(
        names = "--to-key-file",
        paramLabel = "FILE",
        description = "the file of the new key; made when it is not there")
    private @Nullable Path file;

    @Option(
        names = "--to-key-environment",
        paramLabel = "NAME",
        description = "the environment variable of the new key")
    private @Nullable String variable;

    @Option(
        names = "--to-key-number",
        paramLabel = "N",
        description = "the vault's Nth key in the configuration, from 1")
    private @Nullable Integer number;
  }

  @Override
  public Integer call() throws IOException, Trouble {
    LocalVault vault = options.vault();
    int count = vault.rekey(key());
    // Opened with the new key alone: what cannot be read back is told while the old one is there.
    LocalVault moved =
        new LocalVault(options.settings().file(), List.of(key()), LocalVault.Tools.usual());
    moved.verify();
    spec.commandLine().getOut().println(count + " sealed again; " + moved.described());
    return 0;
  }

  private KeyService key() throws IOException, Trouble {
    Path file = to.file;
    Integer number = to.number;
    if (number != null) {
      int last = options.keys().size();
      if (number < 1 || number > last) {
        throw new Trouble("the vault has keys 1 to " + last);
      }
      return options.keys().get(number - 1);
    }
    if (file == null) {
      return options
          .keys(List.of(new KeyPlace.InEnvironment(String.valueOf(to.variable))))
          .getFirst();
    }
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      LocalKey.generate(file, new SecureRandom());
    }
    return LocalKey.file(file);
  }
}
