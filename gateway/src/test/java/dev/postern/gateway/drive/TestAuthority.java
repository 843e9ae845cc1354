package dev.postern.gateway.drive;

import dev.postern.gateway.net.TlsFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An authority that vouches for clients, made by the JDK's own tool. */
public final class TestAuthority {
  private final Path folder;
  private final Path store;
  private int issued;

  /** Makes one, in a directory that is there. */
  public TestAuthority(Path folder, String name) throws Exception {
    this.folder = Files.createDirectories(folder.resolve(name));
    this.store = this.folder.resolve("store.p12");
    Keytool.generate(store, "-alias", "authority", "-dname", "CN=" + name, "-ext", "bc:c");
    Keytool.pem(authorities(), "CERTIFICATE", loaded().getCertificate("authority").getEncoded());
  }

  /**
   * A certificate that was made.
   *
   * @param chain its own first
   * @param files in PEM
   * @param key the private key, PKCS #8 in DER
   */
  public record Issued(List<X509Certificate> chain, TlsFiles files, Path key) {}

  /** The PEM file with the authority's certificate. */
  public Path authorities() {
    return folder.resolve("authorities.pem");
  }

  /**
   * Issues a certificate.
   *
   * @param subject the distinguished name
   * @param more further words for keytool
   */
  public Issued issue(String subject, String... more) throws Exception {
    String alias = "client" + ++issued;
    List<String> words =
        new ArrayList<>(List.of("-alias", alias, "-signer", "authority", "-dname", subject));
    words.addAll(Arrays.asList(more));
    Keytool.generate(store, words.toArray(String[]::new));
    KeyStore keys = loaded();
    List<X509Certificate> chain = new ArrayList<>();
    for (Certificate certificate : keys.getCertificateChain(alias)) {
      chain.add((X509Certificate) certificate);
    }
    byte[] key = keys.getKey(alias, Keytool.PASSWORD.toCharArray()).getEncoded();
    return new Issued(
        chain,
        new TlsFiles(
            Keytool.pem(
                folder.resolve(alias + ".crt"), "CERTIFICATE", chain.getFirst().getEncoded()),
            Keytool.pem(folder.resolve(alias + ".key"), "PRIVATE KEY", key)),
        own(Files.write(folder.resolve(alias + ".pk8"), key)));
  }

  /** Clients refuse a key that others can read. */
  private static Path own(Path key) throws IOException {
    return Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
  }

  private KeyStore loaded() throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, Keytool.PASSWORD.toCharArray());
    }
    return keys;
  }
}
