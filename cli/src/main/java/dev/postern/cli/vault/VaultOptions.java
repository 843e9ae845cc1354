package dev.postern.cli.vault;

import dev.postern.cli.Trouble;
import dev.postern.gateway.vault.KeyService;
import dev.postern.gateway.vault.LocalVault;
import dev.postern.gateway.vault.VaultSettings;
import dev.postern.gateway.vault.VaultSettings.KeyPlace;
import dev.postern.gateway.vault.VaultSettings.VaultFile;
import dev.postern.gateway.vault.server.ServerStore;
import dev.postern.gateway.vault.server.VaultKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which vault, and the key that it is under. */
final class VaultOptions {
  @ArgGroup(multiplicity = "1")
  private Which which = new Which();

  /** Named in a configuration, or by itself. */
  static final class Which {
    @ArgGroup(exclusive = false, multiplicity = "1")
    private @Nullable Configured configured;

    @ArgGroup(exclusive = false, multiplicity = "1")
    private @Nullable Alone alone;
  }

  /** A vault of a configuration. */
  static final class Configured {
    @Option(
        names = "--config",
        required = true,
        paramLabel = "FILE",
        description = "the gateway's configuration, with --name")
    private Path config = Path.of("");

    @Option(
        names = "--name",
        required = true,
        paramLabel = "NAME",
        description = "the vault, as the configuration calls it")
    private String name = "";
  }

  /** A vault by its file. */
  static final class Alone {
    @Option(
        names = "--file",
        required = true,
        paramLabel = "FILE",
        description = "the vault's file, with its key")
    private Path file = Path.of("");

    @ArgGroup(multiplicity = "1")
    private KeyOption key = new KeyOption();
  }

  /** Where a key is. */
  static final class KeyOption {
    @Option(names = "--key-file", paramLabel = "FILE", description = "the file of its key")
    private @Nullable Path file;

    @Option(
        names = "--key-environment",
        paramLabel = "NAME",
        description = "the environment variable of its key")
    private @Nullable String variable;

    KeyPlace place() {
      Path inFile = file;
      return inFile == null
          ? new KeyPlace.InEnvironment(String.valueOf(variable))
          : new KeyPlace.InFile(inFile);
    }
  }

  /** The vault's file and the places of its keys. */
  VaultFile settings() throws Trouble {
    Alone alone = which.alone;
    if (alone != null) {
      return new VaultFile(alone.file, List.of(alone.key.place()));
    }
    Configured configured = which.configured;
    if (configured == null) {
      throw new Trouble("say which vault: --file, or --config and --name");
    }
    return switch (Loading.of(configured.config).vaults().get(configured.name)) {
      case VaultFile file -> file;
      case VaultSettings.VaultServer server ->
          throw new Trouble(configured.name + " is a server: its own tools manage it");
      case null -> throw new Trouble("there is no vault " + configured.name);
    };
  }

  /** The keys of places; those of servers by the configuration. */
  List<KeyService> keys(List<KeyPlace> places) throws Trouble, IOException {
    Map<String, ServerStore> servers = new HashMap<>();
    Configured configured = which.configured;
    if (configured != null) {
      for (Map.Entry<String, VaultSettings> each :
          Loading.of(configured.config).vaults().entrySet()) {
        if (each.getValue() instanceof VaultSettings.VaultServer server) {
          servers.put(each.getKey(), ServerStore.of(server));
        }
      }
    }
    return VaultKeys.of(places, servers);
  }

  /** The keys that it may be under. */
  List<KeyService> keys() throws Trouble, IOException {
    return keys(settings().keys());
  }

  /** The vault. */
  LocalVault vault() throws Trouble, IOException {
    return new LocalVault(settings().file(), keys(), LocalVault.Tools.usual());
  }

  /** Does something to everything in a vault, and counts. */
  @FunctionalInterface
  interface Sweep {
    int over(LocalVault vault) throws IOException, Trouble;
  }

  /**
   * Does something to everything in the vault.
   *
   * @param done what then has been done to each
   * @return what to tell of it
   */
  String swept(Sweep sweep, String done) throws Trouble, IOException {
    LocalVault vault = vault();
    return sweep.over(vault) + " " + done + "; " + vault.described();
  }
}
