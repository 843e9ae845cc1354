package dev.postern.gateway.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Set;

/**
 * The ledger's key pair, Ed25519, in PEM files (RFC 7468): the private one readable by its owner
 * alone, the public one for auditors. Made for a ledger without any entry; once there are some, one
 * without the other, or two that do not fit, is an error, never a reason to make new ones.
 */
record Signing(PrivateKey secret, PublicKey open) {
  private static final String SECRET = "PRIVATE KEY";
  private static final String OPEN = "PUBLIC KEY";

  static Signing of(Layout layout) throws IOException {
    try {
      boolean hasSecret = Files.exists(layout.privateKey());
      boolean hasOpen = Files.exists(layout.publicKey());
      boolean used = Files.exists(layout.checkpoints()) || !layout.allSegments().isEmpty();
      if (!used && !(hasSecret && hasOpen)) {
        // Nothing was ever signed: what there may be of a pair is left of a start that died.
        return make(layout);
      }
      if (!hasSecret) {
        throw new IOException("the ledger's private key is gone: " + layout.privateKey());
      }
      return read(layout, hasOpen);
    } catch (GeneralSecurityException wrong) {
      throw new IOException("the ledger's key cannot be used: " + layout.privateKey(), wrong);
    }
  }

  /** Reads a public key for an auditor. */
  static PublicKey open(Path file) throws IOException {
    try {
      return KeyFactory.getInstance("Ed25519")
          .generatePublic(new X509EncodedKeySpec(unwrapped(file, OPEN)));
    } catch (GeneralSecurityException wrong) {
      throw new IOException("not an Ed25519 public key: " + file, wrong);
    }
  }

  private static Signing make(Layout layout) throws IOException, GeneralSecurityException {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    write(layout.publicKey(), OPEN, pair.getPublic().getEncoded(), "rw-r--r--");
    write(layout.privateKey(), SECRET, pair.getPrivate().getEncoded(), "rw-------");
    return new Signing(pair.getPrivate(), pair.getPublic());
  }

  private static Signing read(Layout layout, boolean hasOpen)
      throws IOException, GeneralSecurityException {
    if (!hasOpen) {
      throw new IOException("the ledger's public key is gone: " + layout.publicKey());
    }
    PrivateKey secret =
        KeyFactory.getInstance("Ed25519")
            .generatePrivate(new PKCS8EncodedKeySpec(unwrapped(layout.privateKey(), SECRET)));
    PublicKey open = open(layout.publicKey());
    byte[] probe = "does the pair fit".getBytes(StandardCharsets.US_ASCII);
    Signature signing = Signature.getInstance("Ed25519");
    signing.initSign(secret);
    signing.update(probe);
    byte[] signed = signing.sign();
    signing.initVerify(open);
    signing.update(probe);
    if (!signing.verify(signed)) {
      throw new IOException("the ledger's keys do not fit each other: " + layout.publicKey());
    }
    return new Signing(secret, open);
  }

  private static byte[] unwrapped(Path file, String label) throws IOException {
    String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
    String begin = "-----BEGIN " + label + "-----";
    String end = "-----END " + label + "-----";
    if (!text.startsWith(begin) || !text.endsWith(end)) {
      throw new IOException("not a " + label + " in PEM: " + file);
    }
    String inner = text.substring(begin.length(), text.length() - end.length()).strip();
    try {
      return Base64.getMimeDecoder().decode(inner);
    } catch (IllegalArgumentException wrong) {
      throw new IOException("not a " + label + " in PEM: " + file, wrong);
    }
  }

  private static void write(Path file, String label, byte[] encoded, String permissions)
      throws IOException {
    String text =
        "-----BEGIN "
            + label
            + "-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded)
            + "\n-----END "
            + label
            + "-----\n";
    Path draft = file.resolveSibling(file.getFileName() + ".draft");
    Files.deleteIfExists(draft);
    try (FileChannel channel =
        FileChannel.open(
            draft,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)))) {
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
      channel.force(true);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
