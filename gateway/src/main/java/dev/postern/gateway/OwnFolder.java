package dev.postern.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The folder that a gateway writes to: its own user's alone. */
final class OwnFolder {
  private static final Set<PosixFilePermission> OWNERS =
      PosixFilePermissions.fromString("rwx------");

  private OwnFolder() {}

  /** Makes it where it is not there, and closes it to others where it stood open. */
  static void make(Path folder) throws IOException {
    FileAttribute<?> owners = PosixFilePermissions.asFileAttribute(OWNERS);
    Files.createDirectories(folder, owners);
    Files.setPosixFilePermissions(folder, OWNERS);
  }
}
