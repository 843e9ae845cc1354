package dev.postern.gateway.vault;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The octets of a vault file, format 1, all numbers big-endian: see docs/protocols/vault-file.md.
 *
 * @param id 16 random octets, the same as long as the vault lives
 * @param generation how often it was written
 * @param key the id of the key-encryption key
 * @param wrappedSeal the key of the seal, wrapped
 */
record VaultText(
    byte[] id, long generation, String key, byte[] wrappedSeal, List<VaultEntry> entries) {
  /** The length of a vault's id, in octets. */
  static final int ID = 16;

  /** The most secrets and versions in one file. */
  static final int MOST_ENTRIES = 100_000;

  /** The longest wrapped key, in octets. */
  static final int LONGEST_WRAPPED = 1024;

  /** The longest sealed secret, in octets. */
  static final int LONGEST_SEALED = (16 << 10) + Sealing.OVERHEAD;

  private static final byte[] MAGIC = "POSTERNV".getBytes(StandardCharsets.US_ASCII);
  private static final int FORMAT = 1;
  private static final int LONGEST_NAME = 800;

  /** What an associated text is about, so that none can stand in another's place. */
  private enum About {
    SEAL_KEY,
    DATA_KEY,
    SECRET
  }

  VaultText {
    entries = List.copyOf(entries);
  }

  /** The vault's id as it is written elsewhere. */
  String named() {
    return HexFormat.of().formatHex(id);
  }

  /** The same vault with these entries. */
  VaultText with(List<VaultEntry> others) {
    return new VaultText(id, generation, key, wrappedSeal, others);
  }

  /** The same vault with these entries, written once more. */
  VaultText next(List<VaultEntry> others) {
    return new VaultText(id, generation + 1, key, wrappedSeal, others);
  }

  private interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  private static byte[] written(Writing writing) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(octets)) {
      writing.to(out);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return octets.toByteArray();
  }

  /** Everything but the seal, which is over these octets. */
  byte[] unsealed() {
    return written(out -> {
      out.write(MAGIC);
      out.writeShort(FORMAT);
      out.write(id);
      out.writeLong(generation);
      text(out, key);
      block(out, wrappedSeal);
      out.writeInt(entries.size());
      for (VaultEntry entry : entries) {
        text(out, entry.name());
        out.writeInt(entry.version());
        out.writeLong(entry.made().toEpochMilli());
        block(out, entry.wrapped());
        out.writeInt(entry.sealed().length);
        out.write(entry.sealed());
      }
    });
  }

  /** What the key of the seal is bound to. */
  byte[] aboutSeal() {
    return written(out -> {
      about(out, About.SEAL_KEY);
      text(out, key);
    });
  }

  /** What the data key of a secret is bound to. */
  byte[] aboutKey(String name, int version) {
    return about(About.DATA_KEY, name, version);
  }

  /** What a secret is bound to. */
  byte[] aboutSecret(String name, int version) {
    return about(About.SECRET, name, version);
  }

  private byte[] about(About what, String name, int version) {
    return written(out -> {
      about(out, what);
      text(out, name);
      out.writeInt(version);
    });
  }

  private void about(DataOutputStream out, About what) throws IOException {
    out.write(MAGIC);
    out.writeShort(FORMAT);
    out.writeByte(what.ordinal());
    out.write(id);
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    block(out, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void block(DataOutputStream out, byte[] octets) throws IOException {
    out.writeShort(octets.length);
    out.write(octets);
  }

  /**
   * Reads what stands before the seal. Nothing of it is to be believed until the seal was opened.
   *
   * @throws VaultFault when it is no vault, or of a format that is not known
   */
  static VaultText read(byte[] unsealed) throws VaultFault {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(unsealed))) {
      if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
        throw new VaultFault("this is no vault of Postern's");
      }
      int format = in.readUnsignedShort();
      if (format != FORMAT) {
        throw new VaultFault("its format is " + format + ", and only " + FORMAT + " is known");
      }
      byte[] id = exactly(in, ID);
      long generation = in.readLong();
      String key = new String(block(in, 200), StandardCharsets.UTF_8);
      byte[] wrapped = block(in, LONGEST_WRAPPED);
      int count = in.readInt();
      if (count < 0 || count > MOST_ENTRIES) {
        throw new VaultFault("it says that it has " + count + " entries");
      }
      List<VaultEntry> entries = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        entries.add(entry(in));
      }
      if (in.read() >= 0) {
        throw new VaultFault("something stands behind its last entry");
      }
      return new VaultText(id, generation, key, wrapped, entries);
    } catch (VaultFault fault) {
      throw fault;
    } catch (IOException cut) {
      throw new VaultFault("it is cut off", cut);
    }
  }

  private static VaultEntry entry(DataInputStream in) throws IOException {
    String name = new String(block(in, LONGEST_NAME), StandardCharsets.UTF_8);
    int version = in.readInt();
    Instant made = Instant.ofEpochMilli(in.readLong());
    byte[] wrapped = block(in, LONGEST_WRAPPED);
    int length = in.readInt();
    if (length < Sealing.OVERHEAD || length > LONGEST_SEALED) {
      throw new VaultFault("a secret in it says that it has " + length + " octets");
    }
    return new VaultEntry(name, version, made, wrapped, exactly(in, length));
  }

  private static byte[] block(DataInputStream in, int most) throws IOException {
    int length = in.readUnsignedShort();
    if (length > most) {
      throw new VaultFault("a part of it says that it has " + length + " octets");
    }
    return exactly(in, length);
  }

  private static byte[] exactly(DataInputStream in, int length) throws IOException {
    byte[] read = in.readNBytes(length);
    if (read.length != length) {
      throw new VaultFault("it is cut off");
    }
    return read;
  }
}
