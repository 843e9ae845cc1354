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
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A self-signed certificate for one name, made by the JDK's own tool. */
final class TestCertificate {
  private static final char[] PASSWORD = "not-secret".toCharArray();

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

  TestCertificate(Path directory, String subjectName) throws Exception {
    Path file = directory.resolve("store.p12");
    Process tool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=test",
                    "-ext",
                    "san=" + subjectName,
                    "-alias",
                    "it",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    file.toString(),
                    "-storepass",
                    new String(PASSWORD)))
            .redirectErrorStream(true)
            .start();
    String said = new String(tool.getInputStream().readAllBytes());
    if (tool.waitFor() != 0) {
      throw new IOException(said);
    }
    store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    files =
        new TlsFiles(
            pem(
                directory.resolve("it.crt"),
                "CERTIFICATE",
                store.getCertificate("it").getEncoded()),
            pem(
                directory.resolve("it.key"),
                "PRIVATE KEY",
                store.getKey("it", PASSWORD).getEncoded()));
  }

  private static Path pem(Path file, String what, byte[] octets) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(octets);
    return Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
  }

  TlsFiles files() {
    return files;
  }

  /** A server that has the certificate. */
  ServerSocket serverSocket() throws IOException, GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context
        .getServerSocketFactory()
        .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /** A client's connection that trusts the certificate. */
  Wire dial(int port) throws IOException, GeneralSecurityException {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return new Wire(
        context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port));
  }
}
