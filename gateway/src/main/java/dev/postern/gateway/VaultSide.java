package dev.postern.gateway;

import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.credential.SecretStore;
import dev.postern.gateway.vault.FileStore;
import dev.postern.gateway.vault.KeptGenerations;
import dev.postern.gateway.vault.LocalVault;
import dev.postern.gateway.vault.VaultLimits;
import dev.postern.gateway.vault.VaultSettings;
import dev.postern.gateway.vault.VaultSettings.KeyPlace;
import dev.postern.gateway.vault.VaultSettings.VaultFile;
import dev.postern.gateway.vault.VaultSettings.VaultServer;
import dev.postern.gateway.vault.server.ServerStore;
import dev.postern.gateway.vault.server.VaultKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The vaults of the configuration in force, each open as long as its settings stay, and afterwards
 * until what it made is given back.
 */
final class VaultSide implements AutoCloseable {
  private final Path memory;
  private final InstantSource clock;
  private final Opening opening;
  private final VaultLimits limits = VaultLimits.DEFAULT;
  private final Deque<SecretStore> former = new ArrayDeque<>();
  private Map<String, Open> open = Map.of();

  /**
   * A vault that is open.
   *
   * @param servers those that its keys are in
   */
  private record Open(VaultSettings settings, SecretStore store, List<SecretStore> servers) {}

  /**
   * None are open yet.
   *
   * @param data where it is remembered how far vaults had come
   */
  VaultSide(Path data, InstantSource clock) {
    this(data, clock, ServerStore::of);
  }

  /** The same with servers that are opened otherwise. */
  VaultSide(Path data, InstantSource clock, Opening opening) {
    this.memory = data.resolve("vaults");
    this.clock = clock;
    this.opening = opening;
  }

  /** Opens a vault server. */
  interface Opening {
    ServerStore of(VaultServer settings) throws IOException;
  }

  /**
   * Opens the vaults of a configuration; those in force stay open until {@link Opened#inForce}.
   * Where one cannot be opened, none that was opened for it stays open.
   *
   * @throws IOException when a certificate cannot be read
   */
  synchronized Opened prepare(Configuration next) throws IOException {
    Map<String, Open> coming = new HashMap<>();
    try {
      open(next, coming);
    } catch (IOException | RuntimeException | Error failed) {
      new Opened(coming).drop();
      throw failed;
    }
    return new Opened(coming);
  }

  private void open(Configuration next, Map<String, Open> coming) throws IOException {
    Map<String, ServerStore> servers = new HashMap<>();
    for (Map.Entry<String, VaultSettings> each : next.vaults().entrySet()) {
      if (each.getValue() instanceof VaultServer server) {
        ServerStore store =
            known(each).map(Open::store).orElse(null) instanceof ServerStore same
                ? same
                : opening.of(server);
        servers.put(each.getKey(), store);
        coming.put(each.getKey(), new Open(server, store, List.of()));
      }
    }
    for (Map.Entry<String, VaultSettings> each : next.vaults().entrySet()) {
      if (each.getValue() instanceof VaultFile file) {
        coming.put(each.getKey(), file(each, file, servers));
      }
    }
  }

  private Optional<Open> known(Map.Entry<String, VaultSettings> each) {
    return Optional.ofNullable(open.get(each.getKey()))
        .filter(known -> known.settings().equals(each.getValue()));
  }

  private Open file(
      Map.Entry<String, VaultSettings> each, VaultFile file, Map<String, ServerStore> servers)
      throws IOException {
    List<SecretStore> needed = new ArrayList<>();
    for (KeyPlace place : file.keys()) {
      if (place instanceof KeyPlace.InTransit transit) {
        Optional.ofNullable(servers.get(transit.vault())).ifPresent(needed::add);
      }
    }
    Optional<Open> same = known(each).filter(known -> known.servers().equals(needed));
    if (same.isPresent()) {
      return same.get();
    }
    LocalVault vault =
        new LocalVault(
            file.file(),
            VaultKeys.of(file.keys(), servers),
            new LocalVault.Tools(new SecureRandom(), clock, new KeptGenerations(memory)));
    return new Open(file, new FileStore(file.file(), vault), needed);
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

    /** Nobody asks the former ones for anything new any more. */
    void inForce() {
      retire(coming);
    }

    /** They will not be in force: what was opened for it is closed; blocks. */
    void drop() {
      for (SecretStore each : unneeded(coming)) {
        each.close();
      }
    }
  }

  private synchronized List<SecretStore> unneeded(Map<String, Open> coming) {
    return coming.values().stream()
        .map(Open::store)
        .filter(store -> open.values().stream().noneMatch(now -> now.store() == store))
        .toList();
  }

  /** What the former made is renewed and given back there, so they stay open as long as that. */
  private synchronized void retire(Map<String, Open> coming) {
    for (Open each : open.values()) {
      if (coming.values().stream().noneMatch(now -> now.store() == each.store())) {
        former.add(each.store());
      }
    }
    open = coming;
    while (former.size() > limits.former()) {
      former.remove().close();
    }
  }

  /**
   * Closes former vaults that are done with; blocks.
   *
   * @param owing tells those that have made what is not given back yet, or make something now
   */
  void tend(Supplier<Set<SecretStore>> owing) {
    List<SecretStore> left = left();
    // Asked after these were left: from then on nothing begins there.
    Set<SecretStore> needed = owing.get();
    for (SecretStore store : left) {
      if (!needed.contains(store) && leave(store)) {
        store.close();
      }
    }
  }

  private synchronized List<SecretStore> left() {
    return List.copyOf(former);
  }

  private synchronized boolean leave(SecretStore store) {
    return former.remove(store);
  }

  @Override
  public synchronized void close() {
    former.forEach(SecretStore::close);
    former.clear();
    open.values().forEach(each -> each.store().close());
    open = Map.of();
  }
}
