package dev.postern.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.postern.cli.doctor.Finding.Level;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor says of the listener where metrics are read. */
class MetricsLookTest {
  @TempDir private Path folder;
  private final int port = Clinic.free();

  @SuppressWarnings("NullAway.Init")
  private Clinic clinic;

  @BeforeEach
  void a_clinic_with_metrics() throws Exception {
    clinic = new Clinic(folder);
    clinic.edit(
        "postern.yaml",
        "data: data",
        "data: data\nmetrics: {port: " + port + ", token: {file: key}}");
  }

  @AfterEach
  void closed() {
    clinic.close();
  }

  private Finding found() {
    return Optional.ofNullable(clinic.examine("listeners").get("metrics 127.0.0.1:" + port))
        .orElseThrow(() -> new AssertionError(clinic.told()));
  }

  @Test
  void a_free_address_is_well() {
    assertThat(found()).isEqualTo(Finding.ok("is free"));
  }

  @Test
  void another_program_on_it_is_a_problem() throws Exception {
    HttpServer other = answering(200);
    try {
      assertThat(found().level()).isEqualTo(Level.PROBLEM);
      assertThat(found().what()).contains("is in use by another program");
      assertThat(found().advice()).contains("ss -ltnp");
    } finally {
      other.stop(0);
    }
  }

  @Test
  void a_gateway_that_asks_for_its_token_is_well_and_one_that_does_not_is_a_problem()
      throws Exception {
    try (ServerSocketChannel gateway = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      gateway.bind(UnixDomainSocketAddress.of(folder.resolve("data/postern.sock")));
      Thread.ofVirtual().start(() -> runs(gateway));
      HttpServer asking = answering(401);
      assertThat(found()).isEqualTo(Finding.ok("answers, and asks for its token"));
      asking.stop(0);
      HttpServer open = answering(200);
      try {
        assertThat(found().level()).isEqualTo(Level.PROBLEM);
        assertThat(found().what()).contains("answers 200 where 401 was expected");
        assertThat(found().advice()).contains("postern reload");
      } finally {
        open.stop(0);
      }
    }
  }

  @Test
  void off_loopback_without_tls_and_a_token_the_configuration_says_what_to_do() throws Exception {
    clinic.edit("postern.yaml", "metrics: {port", "metrics: {address: 0.0.0.0, port");

    assertThat(clinic.found("configuration").level()).isEqualTo(Level.PROBLEM);
    assertThat(clinic.found("configuration").what()).contains("metrics");
  }

  private HttpServer answering(int status) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static void runs(ServerSocketChannel gateway) {
    byte[] answer = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.UTF_8);
    while (true) {
      try (SocketChannel client = gateway.accept()) {
        client.read(ByteBuffer.allocate(4096));
        client.write(ByteBuffer.wrap(answer));
      } catch (IOException closed) {
        return;
      }
    }
  }
}
