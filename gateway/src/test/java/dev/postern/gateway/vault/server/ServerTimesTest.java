package dev.postern.gateway.vault.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.gateway.credential.CredentialSource.Kept;
import dev.postern.gateway.credential.Lease;
import dev.postern.gateway.credential.Leases;
import dev.postern.gateway.credential.SecretStore.Answer;
import dev.postern.gateway.credential.SecretStore.Mark;
import dev.postern.gateway.vault.VaultSettings.KeyValue;
import dev.postern.gateway.vault.VaultSettings.ServerSignIn;
import dev.postern.gateway.vault.VaultSettings.ServerTimes;
import dev.postern.gateway.vault.VaultSettings.VaultServer;
import dev.postern.testkit.OneBound;
import dev.postern.testkit.vault.StandInVault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How long a vault server may take, how often it is asked, and how long what it said holds. */
@Timeout(60)
class ServerTimesTest {
  private static final Kept CRM = new Kept("bao", "crm", Optional.empty(), OptionalInt.empty());

  @TempDir private Path directory;
  private StandInVault vault;

  @BeforeEach
  void started() throws IOException {
    vault = new StandInVault();
    vault.token("s.token", Duration.ofHours(1));
    vault.put("secret/crm", Map.of("value", "one"));
    Files.writeString(directory.resolve("token"), "s.token\n");
  }

  @AfterEach
  void stopped() {
    vault.close();
  }

  private ServerStore store(URI url, String time, Duration value) throws IOException {
    return ServerStore.of(
        new VaultServer(
            url,
            Optional.empty(),
            Optional.empty(),
            KeyValue.USUAL,
            new ServerSignIn.Token(directory.resolve("token")),
            OneBound.of(ServerTimes.DEFAULT, time, value)));
  }

  @Test
  @Tag("reaches:VaultSettings.ServerTimes.every")
  void what_was_read_is_read_again_when_it_is_so_old_and_not_before() throws Exception {
    try (ServerStore store = store(vault.url(), "every", Duration.ofHours(1))) {
      assertThat(fetched(store, Duration.ofMinutes(59)))
          .isInstanceOfSatisfying(
              Answer.Same.class,
              same -> assertThat(same.lasts().orElseThrow()).isLessThan(Duration.ofMinutes(1)));
      assertThat(vault.asked()).isEmpty();

      assertThat(fetched(store, Duration.ofHours(1))).isInstanceOf(Answer.Fresh.class);
      assertThat(vault.asked()).contains("GET secret/data/crm");
    }
  }

  private static Answer fetched(ServerStore store, Duration ago) throws Exception {
    Mark mark = new Mark("", System.nanoTime() - ago.toNanos());
    return store.fetch(CRM, Optional.of(mark), false);
  }

  @Test
  @Tag("reaches:VaultSettings.ServerTimes.keep")
  void what_was_read_that_long_ago_is_in_force_no_more() throws Exception {
    try (ServerStore store = store(vault.url(), "keep", Duration.ofNanos(1));
        Leases leases = new Leases(Map.of("crm", CRM), Map.of("bao", store))) {
      assertThat(vault.asked()).contains("GET secret/data/crm");
      assertThat(leases.lease("crm").map(Lease::ended).orElse(true)).isTrue();
    }
    try (ServerStore store = store(vault.url(), "keep", Duration.ofHours(1));
        Leases leases = new Leases(Map.of("crm", CRM), Map.of("bao", store))) {
      vault.bend(Optional.of(new StandInVault.Reply(503, "{}")));
      leases.refresh("crm");
      assertThat(leases.lease("crm").orElseThrow().ended()).isFalse();
    }
  }

  @Test
  @Tag("reaches:VaultSettings.ServerTimes.answer")
  void an_answer_that_does_not_come_to_its_end_is_no_answer() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (ServerSocket slow = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        ServerStore store =
            store(
                URI.create("http://127.0.0.1:" + slow.getLocalPort()),
                "answer",
                Duration.ofMillis(50))) {
      Thread half = Thread.ofVirtual().start(() -> answerHalf(slow, over));
      assertThatThrownBy(() -> store.fetch(CRM, Optional.empty(), true))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("took too long");
      over.countDown();
      half.join();
    }
  }

  /** The beginning of an answer to whoever comes first, and never its end. */
  private static void answerHalf(ServerSocket slow, CountDownLatch over) {
    try (Socket asked = slow.accept()) {
      String half = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"data\":";
      asked.getOutputStream().write(half.getBytes(StandardCharsets.US_ASCII));
      over.await();
    } catch (IOException | InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }
}
