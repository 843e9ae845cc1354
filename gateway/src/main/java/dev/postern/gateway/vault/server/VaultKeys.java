package dev.postern.gateway.vault.server;

import dev.postern.gateway.vault.KeyService;
import dev.postern.gateway.vault.LocalKey;
import dev.postern.gateway.vault.VaultFault;
import dev.postern.gateway.vault.VaultSettings.KeyPlace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The key services of places. A new kind of place gets its case here. */
public final class VaultKeys {
  private VaultKeys() {}

  /**
   * The key services of a vault, in the order of its places.
   *
   * @param servers the vault servers, by name
   * @throws VaultFault when a place names a vault that is no server
   */
  public static List<KeyService> of(List<KeyPlace> places, Map<String, ServerStore> servers)
      throws IOException {
    List<KeyService> keys = new ArrayList<>();
    for (KeyPlace place : places) {
      keys.add(
          switch (place) {
            case KeyPlace.InFile(Path file) -> LocalKey.file(file);
            case KeyPlace.InEnvironment(String variable) -> LocalKey.environment(variable);
            case KeyPlace.InTransit(String vault, String mount, String key) ->
                new TransitKey(
                    Optional.ofNullable(servers.get(vault))
                        .orElseThrow(() -> new VaultFault("the vault " + vault + " is no server")),
                    mount,
                    key);
          });
    }
    return keys;
  }
}
