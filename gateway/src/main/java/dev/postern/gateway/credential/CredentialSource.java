package dev.postern.gateway.credential;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** Where a secret comes from. */
public sealed interface CredentialSource {
  /** What stands for the caller's name in a source of their own. */
  String CALLER = "{person}";

  /** Where it is, in words that differ where it does: for operators, and to be compared. */
  default String place() {
    return switch (this) {
      case EnvironmentVariable(String variable) -> "variable " + variable;
      case SecretFile(Path path) -> "file " + path;
      case Kept kept ->
          "vault %s, secret %s%s%s"
              .formatted(
                  kept.vault(),
                  kept.path(),
                  kept.field().map(name -> ", field " + name).orElse(""),
                  kept.version().isPresent() ? ", version " + kept.version().getAsInt() : "");
      case Made(String vault, String path) -> "vault " + vault + ", made " + path;
    };
  }

  /** The environment of the gateway's process. Cannot change while it runs. */
  record EnvironmentVariable(String variable) implements CredentialSource {}

  /**
   * A file, whose first line is the secret. Read again whenever it changes, so that replacing the
   * file rotates the credential.
   */
  record SecretFile(Path path) implements CredentialSource {}

  /** A vault, which is asked for it. */
  sealed interface InVault extends CredentialSource {
    /** The vault's name. */
    String vault();

    /** Where it is within the vault; may hold {@link #CALLER}. */
    String path();

    /** The same for this caller; the name is one that {@link CallerName} let pass. */
    InVault of(CallerName caller);
  }

  /**
   * A secret that a vault keeps. Read again now and then, so that a newer version there rotates the
   * credential.
   *
   * @param field which part of what is kept there; empty where it is kept alone
   * @param version one version and no other; empty for the newest
   */
  record Kept(String vault, String path, Optional<String> field, OptionalInt version)
      implements InVault {
    @Override
    public Kept of(CallerName caller) {
      return new Kept(vault, path.replace(CALLER, caller.text()), field, version);
    }
  }

  /**
   * A secret that a vault makes when it is asked, with a user of its own and an end; it is given
   * back when nobody uses it any more.
   */
  record Made(String vault, String path) implements InVault {
    @Override
    public Made of(CallerName caller) {
      return new Made(vault, path.replace(CALLER, caller.text()));
    }
  }
}
