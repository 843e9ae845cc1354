package dev.postern.gateway.net;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a private key is that of a certificate. The JDK takes any two, and only every handshake
 * fails then.
 */
final class KeyFit {
  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

  private KeyFit() {}

  /**
   * Looks whether what the one signs the other verifies. A kind of key that is not known here is
   * left to the handshake.
   *
   * @throws IOException when it does not, or a file cannot be read
   */
  static void demand(TlsFiles files) throws IOException {
    try {
      PublicKey known = certified(files);
      String by = SIGNATURES.get(known.getAlgorithm());
      Optional<PrivateKey> key = by == null ? Optional.empty() : key(files, known.getAlgorithm());
      if (by != null && key.isPresent() && !fits(known, key.get(), by)) {
        throw new IOException(
            "the key " + files.key() + " is not that of the certificate " + files.certificate());
      }
    } catch (GeneralSecurityException other) {
      throw new IOException(
          "the key " + files.key() + " is not that of the certificate " + files.certificate(),
          other);
    }
  }

  private static PublicKey certified(TlsFiles files) throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(files.certificate())) {
      return CertificateFactory.getInstance("X.509").generateCertificate(in).getPublicKey();
    }
  }

  private static Optional<PrivateKey> key(TlsFiles files, String algorithm)
      throws IOException, GeneralSecurityException {
    Matcher pem = PKCS8.matcher(Files.readString(files.key(), StandardCharsets.ISO_8859_1));
    if (!pem.find()) {
      return Optional.empty();
    }
    byte[] octets = Base64.getMimeDecoder().decode(pem.group(1));
    try {
      return Optional.of(
          KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(octets)));
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
  }

  private static boolean fits(PublicKey known, PrivateKey key, String by)
      throws GeneralSecurityException {
    byte[] said = "postern: whose key is this".getBytes(StandardCharsets.US_ASCII);
    Signature signing = Signature.getInstance(by);
    signing.initSign(key);
    signing.update(said);
    byte[] signed = signing.sign();
    Signature verifying = Signature.getInstance(by);
    verifying.initVerify(known);
    verifying.update(said);
    return verifying.verify(signed);
  }
}
