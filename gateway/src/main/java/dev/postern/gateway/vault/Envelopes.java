package dev.postern.gateway.vault;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/** Seals and opens what a vault holds, each thing under a key of its own that is wrapped. */
record Envelopes(SecureRandom random) {
  /**
   * A file's octets, in parts.
   *
   * @param unsealed all before the seal
   */
  record Whole(VaultText text, byte[] unsealed, byte[] seal) {
    /** The seal as it is written elsewhere. */
    String sealed() {
      return HexFormat.of().formatHex(seal);
    }

    /**
     * Opens the seal.
     *
     * @throws VaultFault when anything in the file is not as it was written
     */
    void demandSound(KeyService key) throws IOException {
      byte[] sealKey = key.unwrap(text.wrappedSeal(), text.aboutSeal());
      try {
        Sealing.open(sealKey, seal, unsealed);
      } finally {
        Arrays.fill(sealKey, (byte) 0);
      }
    }
  }

  /**
   * Takes a file apart. Nothing of it is to be believed before its seal was opened.
   *
   * @throws VaultFault when it is no vault
   */
  static Whole whole(byte[] all) throws VaultFault {
    if (all.length < Sealing.OVERHEAD) {
      throw new VaultFault("it is cut off");
    }
    int end = all.length - Sealing.OVERHEAD;
    byte[] unsealed = Arrays.copyOf(all, end);
    return new Whole(VaultText.read(unsealed), unsealed, Arrays.copyOfRange(all, end, all.length));
  }

  /** Seals a secret under a new data key. */
  VaultEntry entry(VaultText text, LocalVault.Listed listed, byte[] secret, KeyService key)
      throws IOException {
    String name = listed.name().text();
    byte[] dataKey = new byte[Sealing.KEY];
    random.nextBytes(dataKey);
    try {
      return new VaultEntry(
          name,
          listed.version(),
          listed.made(),
          wrapped(key, dataKey, text.aboutKey(name, listed.version())),
          Sealing.seal(dataKey, secret, text.aboutSecret(name, listed.version()), random));
    } finally {
      Arrays.fill(dataKey, (byte) 0);
    }
  }

  /** Opens a secret; the caller overwrites it. */
  static byte[] opened(VaultEntry entry, VaultText text, KeyService key) throws IOException {
    String name = entry.name();
    byte[] dataKey = key.unwrap(entry.wrapped(), text.aboutKey(name, entry.version()));
    try {
      return Sealing.open(dataKey, entry.sealed(), text.aboutSecret(name, entry.version()));
    } catch (VaultFault altered) {
      throw new VaultFault("the secret " + name + " is not sound", altered);
    } finally {
      Arrays.fill(dataKey, (byte) 0);
    }
  }

  /** A whole file, under a new seal. */
  byte[] sealed(VaultText text, KeyService key) throws IOException {
    byte[] sealKey = new byte[Sealing.KEY];
    random.nextBytes(sealKey);
    try {
      VaultText whole =
          new VaultText(
              text.id(),
              text.generation(),
              text.key(),
              wrapped(key, sealKey, text.aboutSeal()),
              text.entries());
      byte[] unsealed = whole.unsealed();
      byte[] seal = Sealing.seal(sealKey, new byte[0], unsealed, random);
      byte[] all = Arrays.copyOf(unsealed, unsealed.length + seal.length);
      System.arraycopy(seal, 0, all, unsealed.length, seal.length);
      if (all.length > LocalVault.LARGEST) {
        throw new VaultFault("a vault has at most " + LocalVault.LARGEST + " octets");
      }
      return all;
    } finally {
      Arrays.fill(sealKey, (byte) 0);
    }
  }

  private static byte[] wrapped(KeyService key, byte[] dataKey, byte[] about) throws IOException {
    byte[] wrapped = key.wrap(dataKey, about);
    if (wrapped.length == 0 || wrapped.length > VaultText.LONGEST_WRAPPED) {
      throw new VaultFault("the key service wrapped a key into " + wrapped.length + " octets");
    }
    return wrapped;
  }
}
