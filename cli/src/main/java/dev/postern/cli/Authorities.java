package dev.postern.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Who may have signed the certificates of gateways and issuers: whom this machine trusts, and those
 * of a file.
 *
 * @param own a PEM file; empty where this machine's are enough
 */
public record Authorities(Optional<Path> own) {
  /** Where systems keep those they trust. libpq before version 16 looks there only when told. */
  private static final List<Path> BUNDLES =
      List.of(
          Path.of("/etc/ssl/certs/ca-certificates.crt"),
          Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
          Path.of("/etc/ssl/ca-bundle.pem"),
          Path.of("/etc/ssl/cert.pem"));

  /** Those of the environment: {@code POSTERN_AUTHORITIES} names the file. */
  public static Authorities usual() {
    return new Authorities(
        Optional.ofNullable(System.getenv("POSTERN_AUTHORITIES"))
            .filter(value -> !value.isBlank())
            .map(Path::of));
  }

  /** What libpq's {@code sslrootcert} is to say. It takes one file: the own, where there is one. */
  public String rootCertificates() {
    return own.or(() -> BUNDLES.stream().filter(Files::isReadable).findFirst())
        .map(file -> file.toAbsolutePath().toString())
        .orElse("system");
  }

  /** For connections of this process. */
  public SSLContext context() throws Trouble {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust(), null);
      return context;
    } catch (GeneralSecurityException | IOException unusable) {
      throw new Trouble(
          "the authorities"
              + own.map(file -> " in " + file).orElse(" of this machine")
              + " cannot be used: "
              + unusable.getMessage(),
          unusable);
    }
  }

  private TrustManager[] trust() throws GeneralSecurityException, IOException {
    TrustManagerFactory factory = factory();
    factory.init((KeyStore) null);
    if (own.isEmpty()) {
      return factory.getTrustManagers();
    }
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (TrustManager each : factory.getTrustManagers()) {
      if (each instanceof X509TrustManager machine) {
        add(store, "machine", List.of(machine.getAcceptedIssuers()));
      }
    }
    try (InputStream in = Files.newInputStream(own.get())) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (certificates.isEmpty()) {
        throw new GeneralSecurityException("it holds no certificate");
      }
      add(store, "own", certificates);
    }
    TrustManagerFactory all = factory();
    all.init(store);
    return all.getTrustManagers();
  }

  private static void add(
      KeyStore store, String whose, Collection<? extends Certificate> certificates)
      throws GeneralSecurityException {
    int number = 0;
    for (Certificate each : certificates) {
      store.setCertificateEntry(whose + number++, each);
    }
  }

  private static TrustManagerFactory factory() throws GeneralSecurityException {
    return TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
  }
}
