package dev.postern.gateway;

import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.credential.SecretStore;
import dev.postern.gateway.vault.FileStore;
import dev.postern.gateway.vault.KeptGenerations;
import dev.postern.gateway.vault.KeyService;
import dev.postern.gateway.vault.LocalKey;
import dev.postern.gateway.vault.LocalVault;
import dev.postern.gateway.vault.VaultSettings;
import dev.postern.gateway.vault.VaultSettings.KeyPlace;
import dev.postern.gateway.vault.VaultSettings.VaultFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** The vaults of the configuration in force, each open as long as its settings stay. */
final class VaultSide implements AutoCloseable {
  private final Path memory;
  private final InstantSource clock;
  private Map<String, Open> open = Map.of();

  private record Open(VaultSettings settings, SecretStore store) {}

  /**
   * None are open yet.
   *
   * @param data where it is remembered how far vaults had come
   */
  VaultSide(Path data, InstantSource clock) {
    this.memory = data.resolve("vaults");
    this.clock = clock;
  }

  /**
   * Opens the vaults of a configuration; those in force stay open until {@link #inForce}.
   *
   * @throws IOException when a certificate cannot be read
   */
  synchronized Opened prepare(Configuration next) throws IOException {
    Map<String, Open> coming = new HashMap<>();
    for (Map.Entry<String, VaultSettings> each : next.vaults().entrySet()) {
      Open known = open.get(each.getKey());
      coming.put(
          each.getKey(),
          known != null && known.settings().equals(each.getValue())
              ? known
              : new Open(each.getValue(), store(each.getValue(), next.vaults())));
    }
    return new Opened(coming);
  }

  /** Vaults that are about to be in force. */
  final class Opened {
    private final Map<String, Open> coming;

    private Opened(Map<String, Open> coming) {
      this.coming = coming;
    }

    /** What they are asked by, under their names. */
    Map<String, SecretStore> stores() {
      Map<String, SecretStore> stores = new HashMap<>();
      coming.forEach((name, each) -> stores.put(name, each.store()));
      return stores;
    }

    /** Nobody asks the former ones any more. */
    void inForce() {
      synchronized (VaultSide.this) {
        Map<String, Open> former = open;
        open = coming;
        former.forEach((name, each) -> {
          if (open.values().stream().noneMatch(now -> now.store() == each.store())) {
            each.store().close();
          }
        });
      }
    }
  }

  private SecretStore store(VaultSettings settings, Map<String, VaultSettings> all) {
    return switch (settings) {
      case VaultFile(Path file, var keys) ->
          new FileStore(
              file,
              new LocalVault(
                  file,
                  keys.stream().map(place -> key(place, all)).toList(),
                  new LocalVault.Tools(new SecureRandom(), clock, new KeptGenerations(memory))));
      case VaultSettings.VaultServer server ->
          throw new IllegalStateException("vault servers are not spoken to yet");
    };
  }

  private KeyService key(KeyPlace place, Map<String, VaultSettings> all) {
    return switch (place) {
      case KeyPlace.InFile(Path file) -> LocalKey.file(file);
      case KeyPlace.InEnvironment(String variable) -> LocalKey.environment(variable);
      case KeyPlace.InTransit transit ->
          throw new IllegalStateException("vault servers are not spoken to yet");
    };
  }

  @Override
  public synchronized void close() {
    open.values().forEach(each -> each.store().close());
    open = Map.of();
  }
}
