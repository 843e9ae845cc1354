package dev.postern.cli.doctor;

import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.credential.CredentialSource;
import dev.postern.gateway.credential.CredentialSource.Kept;
import dev.postern.gateway.credential.SecretStore;
import dev.postern.gateway.vault.FileStore;
import dev.postern.gateway.vault.LocalVault;
import dev.postern.gateway.vault.VaultSettings;
import dev.postern.gateway.vault.VaultSettings.KeyPlace;
import dev.postern.gateway.vault.VaultSettings.VaultFile;
import dev.postern.gateway.vault.VaultSettings.VaultServer;
import dev.postern.gateway.vault.server.ServerStore;
import dev.postern.gateway.vault.server.VaultKeys;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The vaults: whether each can be asked, lets the gateway in or opens, and has what the
 * configuration says is in it. Signs in as the gateway does, and gives the token back; what a vault
 * would make is not asked for, since that would make it.
 */
final class VaultsCheck implements Check {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Override
  public String id() {
    return "vaults";
  }

  @Override
  public String about() {
    return "the vaults: whether each answers, is unsealed or opens, lets the gateway in, and has"
        + " each secret";
  }

  @Override
  public List<Look> looks(Patient patient) {
    List<Look> looks = new ArrayList<>();
    patient
        .configuration()
        .ifPresent(configuration ->
            new TreeMap<>(configuration.vaults())
                .forEach((name, vault) ->
                    looks.add(
                        new Look(
                            name,
                            () ->
                                switch (vault) {
                                  case VaultServer server ->
                                      server(patient, configuration, name, server);
                                  case VaultFile file -> file(configuration, name, file);
                                }))));
    return looks;
  }

  private static Finding server(
      Patient patient, Configuration configuration, String name, VaultServer server)
      throws Exception {
    Optional<Finding> shut = shut(patient, server);
    if (shut.isPresent()) {
      return shut.get();
    }
    try (ServerStore store = ServerStore.of(server)) {
      try {
        store.enter();
      } catch (IOException refused) {
        return Finding.problem(
            Failures.words(refused),
            "Look at sign-in in the vault's settings: renew the secret id or token that it names,"
                + " and see at the server whom that role lets in.");
      }
      return found(
          secrets(configuration, name),
          store,
          "answers, is unsealed and lets the gateway in",
          "Put it there, or correct the path, or let the gateway's role read it.");
    }
  }

  /** Why a server gives nothing to anybody; empty when it may. */
  private static Optional<Finding> shut(Patient patient, VaultServer server) throws Exception {
    try (Web web = new Web(patient, server.authorities())) {
      URI status = URI.create(server.url() + "/v1/sys/seal-status");
      Web.Answer answer = web.send(web.to(status).GET().build());
      if (answer.status() != 200) {
        return Optional.of(
            Finding.problem(
                "answers " + answer.status() + " where a vault says whether it is sealed",
                "Look at url in the vault's settings: is that a vault's address, without a path?"));
      }
      JsonNode said = JSON.readTree(answer.body());
      if (!said.path("initialized").booleanValue(true)) {
        return Optional.of(
            Finding.problem("was never initialised", "Initialise and unseal it (operator init)."));
      }
      return said.path("sealed").booleanValue(false)
          ? Optional.of(
              Finding.problem(
                  "is sealed, and gives nothing to anybody",
                  "Unseal it (operator unseal), and look why it restarted."))
          : Optional.empty();
    } catch (JacksonException strange) {
      return Optional.of(
          Finding.problem(
              "does not answer as a vault does", "Look at url in the vault's settings."));
    }
  }

  private static Finding file(Configuration configuration, String name, VaultFile settings)
      throws Exception {
    for (KeyPlace place : settings.keys()) {
      if (place instanceof KeyPlace.InFile(Path path)) {
        Finding key = SecretsCheck.file(path, "key");
        if (key.level() != Finding.Level.OK) {
          return key;
        }
      }
    }
    List<ServerStore> opened = new ArrayList<>();
    try {
      Map<String, ServerStore> servers = new HashMap<>();
      for (Map.Entry<String, VaultSettings> each : configuration.vaults().entrySet()) {
        if (each.getValue() instanceof VaultServer server && wraps(settings, each.getKey())) {
          opened.add(ServerStore.of(server));
          servers.put(each.getKey(), opened.getLast());
        }
      }
      LocalVault vault =
          new LocalVault(
              settings.file(), VaultKeys.of(settings.keys(), servers), LocalVault.Tools.usual());
      int sound;
      try {
        sound = vault.verify();
      } catch (IOException unsound) {
        return Finding.problem(
            Failures.words(unsound),
            "Bring file and key of the vault back from the same copy: postern vault verify.");
      }
      return found(
          secrets(configuration, name),
          new FileStore(settings.file(), vault),
          "opens, and " + sound + " in it are sound",
          "postern vault put, or correct the name.");
    } finally {
      opened.forEach(ServerStore::close);
    }
  }

  private static boolean wraps(VaultFile file, String server) {
    return file.keys().stream()
        .anyMatch(
            place -> place instanceof KeyPlace.InTransit transit && transit.vault().equals(server));
  }

  /** What the configuration says that a vault keeps for everybody alike, by credential. */
  private static Map<String, Kept> secrets(Configuration configuration, String vault) {
    Map<String, Kept> kept = new TreeMap<>();
    configuration
        .credentials()
        .forEach((name, source) -> {
          if (source instanceof Kept secret
              && secret.vault().equals(vault)
              && !secret.path().contains(CredentialSource.CALLER)) {
            kept.put(name, secret);
          }
        });
    return kept;
  }

  private static Finding found(
      Map<String, Kept> secrets, SecretStore store, String well, String advice) throws Exception {
    List<String> missing = new ArrayList<>();
    for (Map.Entry<String, Kept> each : secrets.entrySet()) {
      switch (store.fetch(each.getValue(), Optional.empty(), true)) {
        case SecretStore.Answer.Fresh fresh -> Arrays.fill(fresh.secret().octets(), (byte) 0);
        case SecretStore.Answer.Same same -> {}
        case SecretStore.Answer.Gone(String why) -> missing.add(each.getKey() + ": " + why);
      }
    }
    return missing.isEmpty()
        ? Finding.ok(well + "; it has " + secrets.size() + " of " + secrets.size() + " secrets")
        : Finding.problem(well + ", but has no secret for " + String.join("; ", missing), advice);
  }
}
