package dev.postern.gateway.credential;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import org.jetbrains.lincheck.datastructures.Operation;

/** A secret that is used while it is rotated: after a rotation has returned the old one is dead. */
public class LeaseRaces {
  private static final Path FOLDER = folder();

  private final Path file = file();
  private final Leases leases = new Leases(Map.of("key", new CredentialSource.SecretFile(file)));

  private static Path folder() {
    try {
      return Files.createTempDirectory("leases");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static Path file() {
    try {
      return Files.writeString(Files.createTempFile(FOLDER, "key", ""), "0");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Operation
  public String use() {
    StringBuilder seen = new StringBuilder();
    while (true) {
      Optional<Lease> lease = leases.lease("key");
      if (lease.isEmpty()) {
        return "none";
      }
      if (lease.get().use(secret -> seen.append(new String(secret, StandardCharsets.US_ASCII)))) {
        return seen.toString();
      }
    }
  }

  @Operation
  public void rotateToOne() {
    rotate("1");
  }

  @Operation
  public void rotateToTwo() {
    rotate("2");
  }

  private void rotate(String secret) {
    try {
      Path next = Files.writeString(Files.createTempFile(FOLDER, "next", ""), secret);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      leases.refresh();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
