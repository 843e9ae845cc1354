package dev.postern.gateway.vault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A key-encryption key that the gateway reads itself, each time it is needed: 32 octets, written as
 * Base64 in one line. Nothing of it stays behind but what the environment keeps anyway.
 */
public final class LocalKey implements KeyService {
  private static final int LONGEST_FILE = 256;
  private static final byte[] NAMING = "postern vault key id 1\n".getBytes(StandardCharsets.UTF_8);

  private interface Text {
    byte[] read() throws IOException;
  }

  private final String where;
  private final Text text;
  private final SecureRandom random = new SecureRandom();

  private LocalKey(String where, Text text) {
    this.where = where;
    this.text = text;
  }

  /** The key in a file, which must be its owner's alone. */
  public static LocalKey file(Path file) {
    return new LocalKey(
        file.toString(),
        () -> {
          try {
            return OwnedFiles.read(file, LONGEST_FILE);
          } catch (NoSuchFileException absent) {
            throw new VaultFault("there is no key file " + file, absent);
          }
        });
  }

  /** The key in a variable of the process's environment. */
  public static LocalKey environment(String variable) {
    return environment(variable, System::getenv);
  }

  static LocalKey environment(String variable, UnaryOperator<@Nullable String> environment) {
    return new LocalKey(
        variable,
        () -> {
          String value = environment.apply(variable);
          if (value == null) {
            throw new VaultFault("the environment has no " + variable);
          }
          return value.getBytes(StandardCharsets.US_ASCII);
        });
  }

  /**
   * Makes a key and the file that holds it.
   *
   * @throws IOException when there is a file already, or it cannot be written
   */
  public static void generate(Path file, SecureRandom random) throws IOException {
    byte[] key = new byte[Sealing.KEY];
    random.nextBytes(key);
    byte[] line = Arrays.copyOf(Base64.getEncoder().encode(key), 45);
    line[44] = '\n';
    try {
      OwnedFiles.create(file, line);
    } finally {
      Arrays.fill(key, (byte) 0);
      Arrays.fill(line, (byte) 0);
    }
  }

  @Override
  public String id() throws IOException {
    byte[] key = key();
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(NAMING);
      return "local:" + HexFormat.of().formatHex(digest.digest(key), 0, 8);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  @Override
  public byte[] wrap(byte[] dataKey, byte[] about) throws IOException {
    byte[] key = key();
    try {
      return Sealing.seal(key, dataKey, about, random);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  @Override
  public byte[] unwrap(byte[] wrapped, byte[] about) throws IOException {
    byte[] key = key();
    try {
      return Sealing.open(key, wrapped, about);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private byte[] key() throws IOException {
    byte[] read = text.read();
    byte[] line = Arrays.copyOf(read, end(read));
    byte[] key = new byte[0];
    try {
      key = Base64.getDecoder().decode(line);
      if (key.length == Sealing.KEY) {
        return key;
      }
    } catch (IllegalArgumentException garbled) {
      // Told below, without the text: it may be a key in another form.
    } finally {
      Arrays.fill(read, (byte) 0);
      Arrays.fill(line, (byte) 0);
    }
    Arrays.fill(key, (byte) 0);
    throw new VaultFault(where + " does not hold 32 octets in Base64 on one line");
  }

  private static int end(byte[] read) {
    int end = read.length;
    while (end > 0 && (read[end - 1] == '\n' || read[end - 1] == '\r')) {
      end--;
    }
    return end;
  }

  @Override
  public String toString() {
    return "LocalKey[" + where + "]";
  }
}
