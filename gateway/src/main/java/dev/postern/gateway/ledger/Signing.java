package dev.postern.gateway.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
      Disk disk = layout.disk();
      boolean hasSecret = disk.has(layout.privateKey());
      boolean hasOpen = disk.has(layout.publicKey());
      boolean used = disk.has(layout.checkpoints()) || !layout.allSegments().isEmpty();
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
    return open(new RealDisk(), file);
  }

  private static PublicKey open(Disk disk, Path file) throws IOException {
    try {
      return KeyFactory.getInstance("Ed25519")
          .generatePublic(new X509EncodedKeySpec(unwrapped(disk, file, OPEN)));
    } catch (GeneralSecurityException wrong) {
      throw new IOException("not an Ed25519 public key: " + file, wrong);
    }
  }

  private static Signing make(Layout layout) throws IOException, GeneralSecurityException {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    byte[] open = wrapped(OPEN, pair.getPublic().getEncoded());
    byte[] secret = wrapped(SECRET, pair.getPrivate().getEncoded());
    layout.disk().place(layout.publicKey(), open, true);
    layout.disk().place(layout.privateKey(), secret, false);
    return new Signing(pair.getPrivate(), pair.getPublic());
  }

  private static Signing read(Layout layout, boolean hasOpen)
      throws IOException, GeneralSecurityException {
    if (!hasOpen) {
      throw new IOException("the ledger's public key is gone: " + layout.publicKey());
    }
    PrivateKey secret =
        KeyFactory.getInstance("Ed25519")
            .generatePrivate(
                new PKCS8EncodedKeySpec(unwrapped(layout.disk(), layout.privateKey(), SECRET)));
    PublicKey open = open(layout.disk(), layout.publicKey());
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

  private static byte[] unwrapped(Disk disk, Path file, String label) throws IOException {
    String text = new String(disk.whole(file), StandardCharsets.US_ASCII).strip();
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

  private static byte[] wrapped(String label, byte[] encoded) {
    String text =
        "-----BEGIN "
            + label
            + "-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded)
            + "\n-----END "
            + label
            + "-----\n";
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
