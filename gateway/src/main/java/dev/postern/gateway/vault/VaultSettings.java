package dev.postern.gateway.vault;

import dev.postern.gateway.credential.CredentialSource;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Where a vault is, and how it is opened. No secret is part of it. */
public sealed interface VaultSettings {
  /** Where it is, in words that differ where it does; how it is opened is not part of it. */
  default String place() {
    return switch (this) {
      case VaultFile vault -> vault.file().toString();
      case VaultServer server -> "%s, engine %s".formatted(maker(), server.kv().mount());
    };
  }

  /** Where it is, for what it makes: whatever engine holds what it keeps. */
  default String maker() {
    return switch (this) {
      case VaultFile vault -> vault.file().toString();
      case VaultServer server ->
          server.url() + server.namespace().map(name -> " in " + name).orElse("");
    };
  }

  /**
   * An encrypted file.
   *
   * @param keys where the key-encryption keys are that it may be under
   */
  record VaultFile(Path file, List<KeyPlace> keys) implements VaultSettings {
    public VaultFile {
      keys = List.copyOf(keys);
    }
  }

  /**
   * A server that speaks the HTTP API of HashiCorp Vault and OpenBao.
   *
   * @param url its address, without a path
   * @param authorities PEM certificates to trust for it instead of the system's
   * @param namespace sent as {@code X-Vault-Namespace}
   * @param kv which key-value engine holds what is read
   */
  record VaultServer(
      URI url,
      Optional<Path> authorities,
      Optional<String> namespace,
      KeyValue kv,
      ServerSignIn signIn,
      ServerTimes times)
      implements VaultSettings {}

  /**
   * A key-value engine.
   *
   * @param mount where it is, without slashes at its ends
   * @param version 1 or 2
   */
  record KeyValue(String mount, int version) {
    /** Where servers usually have it. */
    public static final KeyValue USUAL = new KeyValue("secret", 2);
  }

  /**
   * How long things with a server may take.
   *
   * @param answer from a request to the last byte of its answer
   * @param every how often what it keeps is read again
   * @param keep how long what was read is used while it cannot be asked
   */
  record ServerTimes(Duration answer, Duration every, Duration keep) {
    /** What the gateway uses unless it is configured. */
    public static final ServerTimes DEFAULT =
        new ServerTimes(Duration.ofSeconds(5), Duration.ofMinutes(1), Duration.ofHours(1));
  }

  /** How the gateway signs in to a server. */
  sealed interface ServerSignIn {
    /** By a token that somebody else keeps fresh in a file. */
    record Token(Path file) implements ServerSignIn {}

    /**
     * By AppRole.
     *
     * @param mount where the method is
     * @param role the role's id
     * @param secret where its secret id is
     */
    record AppRole(String mount, String role, CredentialSource secret) implements ServerSignIn {}

    /**
     * By a token of a workload's issuer, as a Kubernetes service account has it in a file.
     *
     * @param mount where the method is, {@code jwt} or {@code kubernetes}
     */
    record Jwt(String mount, String role, Path file) implements ServerSignIn {}
  }

  /** Where a key-encryption key is. */
  sealed interface KeyPlace {
    /** In a file. */
    record InFile(Path file) implements KeyPlace {}

    /** In the environment. */
    record InEnvironment(String variable) implements KeyPlace {}

    /**
     * In the transit engine of a server, which never gives it out.
     *
     * @param vault the server's name in the configuration
     * @param mount where the engine is
     * @param key the key's name there
     */
    record InTransit(String vault, String mount, String key) implements KeyPlace {}
  }
}
