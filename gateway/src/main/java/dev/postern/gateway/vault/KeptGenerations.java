package dev.postern.gateway.vault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Remembers in a folder, one small file for each vault, over restarts. An operator who goes back to
 * an older copy on purpose removes the vault's file.
 */
public final class KeptGenerations implements Generations {
  private static final int LONGEST = 200;
  private static final Pattern LINE = Pattern.compile("([0-9]{1,19}) ([0-9a-f]{1,128})\n");

  private final Path folder;

  /** Remembers in this folder, which is made when it is needed. */
  public KeptGenerations(Path folder) {
    this.folder = folder;
  }

  @Override
  public synchronized void read(String vault, State state) throws IOException {
    Path file = folder.resolve(vault);
    try {
      Matcher line =
          LINE.matcher(new String(OwnedFiles.read(file, LONGEST), StandardCharsets.US_ASCII));
      if (!line.matches()) {
        throw new VaultFault(file + " is not what was written there");
      }
      State before = new State(Long.parseLong(line.group(1)), line.group(2));
      try {
        Generations.demandOnward(before, state);
      } catch (VaultFault older) {
        throw new VaultFault(
            older.getMessage() + " (remove " + file + " to go back on purpose)", older);
      }
      if (before.equals(state)) {
        return;
      }
    } catch (NoSuchFileException first) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    String line = state.number() + " " + state.seal() + "\n";
    OwnedFiles.replace(file, line.getBytes(StandardCharsets.US_ASCII));
  }
}
