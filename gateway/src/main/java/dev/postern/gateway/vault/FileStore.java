package dev.postern.gateway.vault;

import dev.postern.gateway.credential.CredentialSource.InVault;
import dev.postern.gateway.credential.CredentialSource.Kept;
import dev.postern.gateway.credential.CredentialSource.Made;
import dev.postern.gateway.credential.SecretStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;

/** An encrypted file as the gateway asks it: opened again when it was written. Any thread. */
public final class FileStore implements SecretStore {
  private final Path file;
  private final LocalVault vault;

  /** A store in a file. */
  public FileStore(Path file, LocalVault vault) {
    this.file = file;
    this.vault = vault;
  }

  @Override
  public Answer fetch(InVault source, Optional<Mark> had, boolean now) throws IOException {
    return switch (source) {
      case Made made -> new Answer.Gone("a vault that is a file makes no secrets");
      case Kept kept when kept.field().isPresent() ->
          new Answer.Gone("a secret in a vault that is a file has no fields");
      case Kept kept -> kept(kept, now ? Optional.empty() : had);
    };
  }

  private Answer kept(Kept source, Optional<Mark> had) throws IOException {
    try {
      String stamp = stamp();
      if (had.map(mark -> mark.version().equals(stamp)).orElse(false)) {
        return new Answer.Same(Optional.empty());
      }
      Optional<byte[]> secret = vault.read(new SecretName(source.path()), source.version());
      if (secret.isEmpty()) {
        return new Answer.Gone("there is no " + source.path() + " in " + file);
      }
      return new Answer.Fresh(
          new Secret(secret.get(), Optional.empty(), Optional.empty(), Optional.empty()),
          new Mark(stamp, System.nanoTime()));
    } catch (VaultFault unsound) {
      return new Answer.Gone(String.valueOf(unsound.getMessage()));
    } catch (IllegalArgumentException unfit) {
      return new Answer.Gone("there can be no such secret in " + file);
    }
  }

  /** Each writing of it is another file. */
  private String stamp() throws IOException {
    if (!OwnedFiles.present(file)) {
      throw new VaultFault("there is no vault " + file);
    }
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return attributes.fileKey() + " " + attributes.lastModifiedTime() + " " + attributes.size();
  }

  @Override
  public Optional<Duration> renew(Term term) {
    return Optional.empty();
  }

  @Override
  public void giveBack(Term term) {
    // Nothing was made.
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
