package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.drive.TestCertificate;
import dev.postern.gateway.net.TlsFiles;
import dev.postern.testkit.FreePort;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reload changes under connections that are open, and what it cannot change. */
class ReloadTest {
  @TempDir private Path folder;
  private Path file = Path.of("");
  private int port;
  private int postgres;
  private static TlsFiles first = new TlsFiles(Path.of(""), Path.of(""));
  private static TlsFiles second = new TlsFiles(Path.of(""), Path.of(""));

  @BeforeAll
  static void certificates(@TempDir Path made) throws Exception {
    first = new TestCertificate(Files.createDirectory(made.resolve("a")), "ip:127.0.0.1").files();
    second = new TestCertificate(Files.createDirectory(made.resolve("b")), "ip:127.0.0.1").files();
  }

  @BeforeEach
  void write() throws Exception {
    port = FreePort.from(20_000);
    postgres = FreePort.from(24_000);
    file = folder.resolve("postern.yaml");
    present(first);
    Files.writeString(folder.resolve("some.cedar"), "");
    configure("", "");
  }

  @Test
  void new_handshakes_see_a_new_certificate_and_open_connections_stay() throws Exception {
    try (Gateway gateway = start();
        SSLSocket http = dial(port, "http/1.1");
        SSLSocket database = dial(postgres, "postgresql")) {
      assertThat(presented(http)).isEqualTo(certificate(first));
      assertThat(presented(database)).isEqualTo(certificate(first));
      assertThat(healthy(http)).startsWith("HTTP/1.1 200");

      present(second);
      assertThat(gateway.reload("test").problems()).isEmpty();

      assertThat(healthy(http)).startsWith("HTTP/1.1 200");
      database.getOutputStream().write(new byte[] {0, 0, 0, 9, 0, 3, 0, 0, 0});
      database.getOutputStream().flush();
      assertThat(database.getInputStream().read()).as("an answer, not an end").isNotEqualTo(-1);
      for (int[] place : new int[][] {{port}, {postgres}}) {
        try (SSLSocket later = dial(place[0], place[0] == port ? "http/1.1" : "postgresql")) {
          assertThat(presented(later)).isEqualTo(certificate(second));
        }
      }
    }
  }

  @Test
  void a_certificate_that_cannot_be_used_changes_nothing() throws Exception {
    try (Gateway gateway = start()) {
      Files.writeString(folder.resolve("tls.crt"), "no certificate");
      assertThat(gateway.reload("test").problems())
          .singleElement()
          .asString()
          .contains("cannot be put in force")
          .contains("tls.crt");
      assertThat(gateway.reload("test").epoch()).isEqualTo(1);
      try (SSLSocket later = dial(port, "http/1.1")) {
        assertThat(presented(later)).isEqualTo(certificate(first));
      }
    }
  }

  @Test
  void bounds_of_connections_change_for_those_that_come() throws Exception {
    try (Gateway gateway = start();
        SSLSocket open = dial(port, "http/1.1")) {
      assertThat(healthy(open)).startsWith("HTTP/1.1 200");
      configure("limits: {connections-per-source: 1}", "");
      assertThat(gateway.reload("test").problems()).isEmpty();
      try (Socket refused = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertThat(refused.getInputStream().read()).isEqualTo(-1);
      }
      assertThat(healthy(open)).startsWith("HTTP/1.1 200");
      configure("limits: {connections-per-source: 9}", "");
      assertThat(gateway.reload("test").problems()).isEmpty();
      try (SSLSocket later = dial(port, "http/1.1")) {
        assertThat(healthy(later)).startsWith("HTTP/1.1 200");
      }
    }
  }

  @Test
  void what_needs_a_restart_is_named_with_its_line_and_nothing_is_changed() throws Exception {
    try (Gateway gateway = start()) {
      configure("limits: {vanished: 7m, stop: 3s, notice: 2s}", "ledger: {level: power-loss}");
      assertThat(gateway.reload("test").problems())
          .containsExactlyInAnyOrder(
              file
                  + ":10:10: 'limits.vanished' cannot change while the gateway runs: restart it"
                  + " for that",
              file
                  + ":10:34: 'limits.notice' cannot change while the gateway runs: restart it for"
                  + " that",
              file
                  + ":10:24: 'limits.stop' cannot change while the gateway runs: restart it for"
                  + " that",
              file + ":11:1: 'ledger' cannot change while the gateway runs: restart it for that");
      configure("", "");
      assertThat(gateway.reload("test").epoch()).isEqualTo(2);
    }
  }

  @Test
  void a_check_says_what_would_change_and_changes_nothing() throws Exception {
    try (Gateway gateway = start()) {
      present(second);
      Files.writeString(
          folder.resolve("some.cedar"),
          "@id(\"none\") forbid (principal == Person::\"ana\", action, resource);");
      configure("limits: {sessions: 7}", "");
      String target = Files.readString(folder.resolve("registry.yaml"));
      Files.writeString(folder.resolve("registry.yaml"), target.replace(":9/mcp", ":10/mcp"));
      assertThat(gateway.preview().problems()).isEmpty();
      assertThat(gateway.preview().changes())
          .containsExactly(
              "rule none is new",
              "target registry is another server: its sessions end",
              "limits changed");
      try (SSLSocket later = dial(port, "http/1.1")) {
        assertThat(presented(later)).isEqualTo(certificate(first));
      }
      Files.writeString(folder.resolve("tls.key"), "no key");
      assertThat(gateway.preview().problems()).singleElement().asString().contains("tls.");
      Files.writeString(folder.resolve("some.cedar"), "permit(");
      assertThat(gateway.preview().problems()).singleElement().asString().contains("cedar:1:8");
      Files.writeString(folder.resolve("some.cedar"), "");
      present(first);
      assertThat(gateway.reload("test").epoch()).isEqualTo(2);
    }
  }

  private Gateway start() throws IOException {
    return Gateway.start(file, GatewayStand.configuration(file));
  }

  private void configure(String one, String other) throws IOException {
    Files.writeString(
        file,
        """
        listen: {port: %d, url: "https://127.0.0.1:%d", tls: {certificate: tls.crt, key: tls.key}}
        postgres:
          listen: {port: %d}
          tls: {certificate: tls.crt, key: tls.key}
          loops: 1
        data: data
        issuers: [{id: test, url: "http://127.0.0.1:9/issuer"}]
        policies: [some.cedar]
        targets: [registry.yaml]
        %s
        %s
        """
            .formatted(port, port, postgres, one, other));
    Files.writeString(
        folder.resolve("registry.yaml"),
        "name: registry\nkind: mcp\nurl: http://127.0.0.1:9/mcp\nenvironment: test\n");
  }

  private void present(TlsFiles files) throws IOException {
    Files.copy(files.certificate(), folder.resolve("tls.crt"), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(files.key(), folder.resolve("tls.key"), StandardCopyOption.REPLACE_EXISTING);
  }

  private static String healthy(SSLSocket socket) throws IOException {
    String request = "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the connection ended after " + head);
      }
      head.append((char) next);
    }
    int at = head.toString().toLowerCase(Locale.ROOT).indexOf("content-length: ");
    String length = head.substring(at + 16, head.indexOf("\r\n", at));
    in.readNBytes(Integer.parseInt(length.strip()));
    return head.toString();
  }

  private static Certificate presented(SSLSocket socket) throws IOException {
    return socket.getSession().getPeerCertificates()[0];
  }

  private static Certificate certificate(TlsFiles files) throws Exception {
    try (InputStream in = Files.newInputStream(files.certificate())) {
      return CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private static SSLSocket dial(int port, String protocol) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Anybody()}, new SecureRandom());
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {protocol});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  /** Takes whatever is presented: the test looks at it itself. */
  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
