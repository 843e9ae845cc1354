package dev.postern.gateway.drive;

import dev.postern.gateway.net.TlsFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A self-signed certificate for one name, made by the JDK's own tool. */
public final class TestCertificate {
  private static final char[] PASSWORD = Keytool.PASSWORD.toCharArray();

  /** No certificate yet. */
  static final TestCertificate NONE = new TestCertificate();

  private final KeyStore store;
  private final TlsFiles files;

  private TestCertificate() {
    try {
      store = KeyStore.getInstance("PKCS12");
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException(absent);
    }
    files = new TlsFiles(Path.of(""), Path.of(""));
  }

  /** Makes it, in a directory that is there. */
  public TestCertificate(Path directory, String subjectName) throws Exception {
    Path file = directory.resolve("store.p12");
    Keytool.generate(file, "-dname", "CN=test", "-ext", "san=" + subjectName, "-alias", "it");
    store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    files =
        new TlsFiles(
            Keytool.pem(
                directory.resolve("it.crt"),
                "CERTIFICATE",
                store.getCertificate("it").getEncoded()),
            Keytool.pem(
                directory.resolve("it.key"),
                "PRIVATE KEY",
                store.getKey("it", PASSWORD).getEncoded()));
  }

  /** The certificate and its key, as PEM files. */
  public TlsFiles files() {
    return files;
  }

  /** A server that has the certificate. */
  ServerSocket serverSocket() throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys(), null, null);
    return context
        .getServerSocketFactory()
        .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /** The certificate itself. */
  public X509Certificate certificate() throws GeneralSecurityException {
    return (X509Certificate) store.getCertificate("it");
  }

  /** A client's connection that trusts the certificate. */
  Wire dial(int port) throws IOException, GeneralSecurityException {
    return new Wire(
        client(Optional.empty())
            .getSocketFactory()
            .createSocket(InetAddress.getLoopbackAddress(), port));
  }

  /**
   * TLS over a connection, with whom has this certificate; begun by the first octet that is sent or
   * read.
   *
   * @param protocol the name in ALPN; empty for none
   * @param own the certificate to present; empty for none
   */
  Wire over(Wire plain, Optional<String> protocol, Optional<TestCertificate> own)
      throws IOException, GeneralSecurityException {
    SSLSocket socket =
        (SSLSocket)
            client(own)
                .getSocketFactory()
                .createSocket(
                    plain.socket(),
                    plain.socket().getInetAddress().getHostAddress(),
                    plain.socket().getPort(),
                    true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(protocol.stream().toArray(String[]::new));
    socket.setSSLParameters(parameters);
    return new Wire(socket);
  }

  private SSLContext client(Optional<TestCertificate> own) throws GeneralSecurityException {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.isPresent() ? own.get().keys() : null, trust.getTrustManagers(), null);
    return context;
  }

  private KeyManager[] keys() throws GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    return keys.getKeyManagers();
  }
}
