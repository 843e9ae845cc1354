package dev.postern.gateway.vault;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * An encrypted file of secrets. Each version of a secret is sealed under a data key of its own,
 * each data key is wrapped by the key-encryption key, and a seal over the whole file shows whether
 * anything in it was altered, moved or left out. What was written is on the disk, whole, when a
 * method returns. Writers wait for each other for a bounded time, also those of other processes;
 * any thread.
 */
public final class LocalVault {
  /** The longest secret, in octets. */
  public static final int LONGEST_SECRET = 16 << 10;

  /** The largest file, in octets. */
  public static final int LARGEST = 64 << 20;

  private final Path file;
  private final List<KeyService> keys;
  private final Tools tools;
  private final Envelopes envelopes;
  private final VaultWriters writers;

  /** What a vault works with. */
  public record Tools(
      SecureRandom random, InstantSource clock, Generations generations, VaultLimits limits) {
    /** Within the bounds that the gateway uses. */
    public Tools(SecureRandom random, InstantSource clock, Generations generations) {
      this(random, clock, generations, VaultLimits.DEFAULT);
    }

    /** For one process that remembers nothing. */
    public static Tools usual() {
      return new Tools(new SecureRandom(), InstantSource.system(), Generations.NONE);
    }
  }

  /**
   * One version of a secret, as it is listed: never its value.
   *
   * @param made when it was put there
   */
  public record Listed(SecretName name, int version, Instant made) {}

  /**
   * A file as it was read, its seal sound.
   *
   * @param key which service unwraps its keys
   */
  private record Sound(VaultText text, KeyService key) {}

  /**
   * A vault in a file.
   *
   * @param keys the key-encryption keys that it may be under, in any order
   */
  public LocalVault(Path file, List<KeyService> keys, Tools tools) {
    this.file = file;
    this.keys = List.copyOf(keys);
    this.tools = tools;
    this.envelopes = new Envelopes(tools.random());
    this.writers = new VaultWriters(file, tools.limits().writing());
  }

  /**
   * Makes the file, with nothing in it, under the first of its keys.
   *
   * @throws IOException when there is a file already, or it cannot be written
   */
  public void create() throws IOException {
    byte[] id = new byte[VaultText.ID];
    tools.random().nextBytes(id);
    KeyService key = keys.getFirst();
    VaultText empty = new VaultText(id, 1, key.id(), new byte[0], List.of());
    OwnedFiles.create(file, envelopes.sealed(empty, key));
  }

  /** All versions of all secrets, by name and version. */
  public List<Listed> list() throws IOException {
    return sound().text().entries().stream()
        .filter(entry -> !entry.taken())
        .map(entry -> new Listed(new SecretName(entry.name()), entry.version(), entry.made()))
        .sorted(
            Comparator.comparing((Listed listed) -> listed.name().text())
                .thenComparing(Listed::version))
        .toList();
  }

  /**
   * A secret; the caller overwrites it.
   *
   * @param version empty for the newest
   * @return empty when there is no such secret or version
   * @throws VaultFault when the vault, or that secret in it, is not sound
   */
  public Optional<byte[]> read(SecretName name, OptionalInt version) throws IOException {
    Sound sound = sound();
    Optional<VaultEntry> entry =
        sound.text().entries().stream()
            .filter(each -> each.of(name.text()) && !each.taken())
            .filter(each -> version.isEmpty() || version.getAsInt() == each.version())
            .max(Comparator.comparing(VaultEntry::version));
    return entry.isEmpty()
        ? Optional.empty()
        : Optional.of(Envelopes.opened(entry.get(), sound.text(), sound.key()));
  }

  /**
   * Puts a new version of a secret there.
   *
   * @param secret neither kept nor changed
   * @param keep how many versions of it are kept, at least 1; older ones are gone
   * @return the version
   */
  public int put(SecretName name, byte[] secret, int keep) throws IOException {
    if (secret.length == 0 || secret.length > LONGEST_SECRET) {
      throw new VaultFault("a secret has 1 to " + LONGEST_SECRET + " octets");
    }
    int[] version = new int[1];
    change(sound -> {
      VaultText text = sound.text();
      List<VaultEntry> entries = new ArrayList<>(text.entries());
      version[0] = 1 + newest(entries, name);
      entries.removeIf(
          each -> each.of(name.text()) && (each.taken() || each.version() <= version[0] - keep));
      entries.add(entry(sound, name, version[0], secret));
      if (entries.size() > VaultText.MOST_ENTRIES) {
        throw new VaultFault("a vault has at most " + VaultText.MOST_ENTRIES + " entries");
      }
      return text.next(entries);
    });
    return version[0];
  }

  private static int newest(List<VaultEntry> entries, SecretName name) {
    return entries.stream()
        .filter(each -> each.of(name.text()))
        .mapToInt(VaultEntry::version)
        .max()
        .orElse(0);
  }

  private VaultEntry entry(Sound sound, SecretName name, int version, byte[] secret)
      throws IOException {
    Instant now = tools.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    return envelopes.entry(sound.text(), new Listed(name, version, now), secret, sound.key());
  }

  /**
   * Takes a secret out. Its name and the number of its newest version stay, so that no version that
   * is put there later has the number of one that somebody may have been given.
   *
   * @param version empty for all of them
   * @return how many versions were taken out
   */
  public int delete(SecretName name, OptionalInt version) throws IOException {
    Predicate<VaultEntry> meant =
        entry ->
            entry.of(name.text())
                && !entry.taken()
                && (version.isEmpty() || version.getAsInt() == entry.version());
    int[] gone = new int[1];
    change(sound -> {
      List<VaultEntry> entries = new ArrayList<>(sound.text().entries());
      int before = entries.size();
      int newest = newest(entries, name);
      entries.removeIf(meant);
      gone[0] = before - entries.size();
      if (gone[0] > 0 && newest(entries, name) < newest) {
        entries.add(entry(sound, name, newest, new byte[0]));
      }
      return gone[0] == 0 ? sound.text() : sound.text().next(entries);
    });
    return gone[0];
  }

  /**
   * Seals everything again under the key that it is under, in that key's newest version.
   *
   * @return how many entries were sealed again
   */
  public int rewrap() throws IOException {
    return rekey(sound().key());
  }

  /**
   * Seals everything again, every secret under a new data key, wrapped by this key as it is now.
   * Whoever has the old key cannot read what is put there afterwards.
   *
   * @param to the key-encryption key from now on; the present one to use its newest version
   * @return how many entries were sealed again
   */
  public int rekey(KeyService to) throws IOException {
    int[] count = new int[1];
    writers.alone(() -> {
      Sound sound = sound();
      VaultText old = sound.text();
      VaultText moved =
          new VaultText(old.id(), old.generation() + 1, to.id(), new byte[0], List.of());
      List<VaultEntry> entries = new ArrayList<>();
      for (VaultEntry entry : old.entries()) {
        entries.add(again(entry, sound, moved, to));
      }
      count[0] = secrets(old);
      OwnedFiles.replace(file, envelopes.sealed(moved.with(entries), to));
    });
    return count[0];
  }

  /**
   * Reads and opens everything.
   *
   * @return how many entries there are
   * @throws VaultFault when anything is not sound
   */
  public int verify() throws IOException {
    Sound sound = sound();
    for (VaultEntry entry : sound.text().entries()) {
      Arrays.fill(Envelopes.opened(entry, sound.text(), sound.key()), (byte) 0);
    }
    return secrets(sound.text());
  }

  private static int secrets(VaultText text) {
    return (int) text.entries().stream().filter(entry -> !entry.taken()).count();
  }

  /** Which key it is under, and how often it was written. */
  public String described() throws IOException {
    VaultText text = sound().text();
    return "number " + text.generation() + ", under key " + text.key();
  }

  private VaultEntry again(VaultEntry entry, Sound sound, VaultText moved, KeyService to)
      throws IOException {
    byte[] secret = Envelopes.opened(entry, sound.text(), sound.key());
    try {
      Listed listed = new Listed(new SecretName(entry.name()), entry.version(), entry.made());
      return envelopes.entry(moved, listed, secret, to);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  private interface Change {
    VaultText of(Sound sound) throws IOException;
  }

  private void change(Change change) throws IOException {
    writers.alone(() -> {
      Sound sound = sound();
      VaultText next = change.of(sound);
      if (next != sound.text()) {
        OwnedFiles.replace(file, envelopes.sealed(next, sound.key()));
      }
    });
  }

  private Sound sound() throws IOException {
    try {
      return read();
    } catch (NoSuchFileException absent) {
      throw new VaultFault("there is no vault " + file, absent);
    } catch (VaultFault fault) {
      throw new VaultFault("the vault " + file + " cannot be used: " + fault.getMessage(), fault);
    }
  }

  private Sound read() throws IOException {
    Envelopes.Whole whole = Envelopes.whole(OwnedFiles.read(file, LARGEST));
    VaultText text = whole.text();
    KeyService key = key(text.key());
    whole.demandSound(key);
    tools
        .generations()
        .read(text.named(), new Generations.State(text.generation(), whole.sealed()));
    return new Sound(text, key);
  }

  private KeyService key(String id) throws IOException {
    List<String> had = new ArrayList<>();
    for (KeyService key : keys) {
      try {
        String known = key.id();
        if (known.equals(id)) {
          return key;
        }
        had.add(known);
      } catch (IOException absent) {
        // While keys change, one of them may not be there any more, or not yet.
        had.add(String.valueOf(absent.getMessage()));
      }
    }
    throw new VaultFault("it is under key " + id + ", and these are known: " + had);
  }

  @Override
  public String toString() {
    return "LocalVault[" + file + "]";
  }
}
