package dev.postern.gateway.credential;

import java.nio.file.Path;

/** Where a secret comes from. */
public sealed interface CredentialSource {
  /** The environment of the gateway's process. Cannot change while it runs. */
  record EnvironmentVariable(String variable) implements CredentialSource {}

  /**
   * A file, whose first line is the secret. Read again whenever it changes, so that replacing the
   * file rotates the credential.
   */
  record SecretFile(Path path) implements CredentialSource {}
}
