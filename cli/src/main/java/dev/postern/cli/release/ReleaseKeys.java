package dev.postern.cli.release;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** Ed25519 (RFC 8032) with keys in PEM (RFC 7468), as {@code openssl genpkey} writes them. */
public final class ReleaseKeys {
  private static final String ALGORITHM = "Ed25519";

  private ReleaseKeys() {}

  /** A public key from a file. */
  public static PublicKey open(Path file) throws IOException {
    try {
      return KeyFactory.getInstance(ALGORITHM)
          .generatePublic(new X509EncodedKeySpec(unwrapped(file, "PUBLIC KEY")));
    } catch (GeneralSecurityException wrong) {
      throw new IOException("not an Ed25519 public key: " + file, wrong);
    }
  }

  /** A private key from a file. */
  public static PrivateKey secret(Path file) throws IOException {
    try {
      return KeyFactory.getInstance(ALGORITHM)
          .generatePrivate(new PKCS8EncodedKeySpec(unwrapped(file, "PRIVATE KEY")));
    } catch (GeneralSecurityException wrong) {
      throw new IOException("not an Ed25519 private key: " + file, wrong);
    }
  }

  /** The 64 bytes of a signature. */
  public static byte[] sign(byte[] document, PrivateKey key) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key);
      signature.update(document);
      return signature.sign();
    } catch (GeneralSecurityException wrong) {
      throw new IllegalStateException("every JDK signs with an Ed25519 key", wrong);
    }
  }

  /** Whether a signature is of this document and by this key. */
  public static boolean signed(byte[] document, byte[] signature, PublicKey key) {
    try {
      Signature verifying = Signature.getInstance(ALGORITHM);
      verifying.initVerify(key);
      verifying.update(document);
      return verifying.verify(signature);
    } catch (GeneralSecurityException malformed) {
      return false;
    }
  }

  private static byte[] unwrapped(Path file, String label) throws IOException {
    String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
    String begin = "-----BEGIN " + label + "-----";
    String end = "-----END " + label + "-----";
    if (!text.startsWith(begin) || !text.endsWith(end)) {
      throw new IOException("not a " + label + " in PEM: " + file);
    }
    try {
      return Base64.getMimeDecoder()
          .decode(text.substring(begin.length(), text.length() - end.length()).strip());
    } catch (IllegalArgumentException wrong) {
      throw new IOException("not a " + label + " in PEM: " + file, wrong);
    }
  }
}
