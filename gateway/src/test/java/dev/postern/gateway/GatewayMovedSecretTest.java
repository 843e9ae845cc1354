package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.testkit.vault.StandInVault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A reload says that an account's password is elsewhere: sessions of the old place end. */
@Timeout(120)
class GatewayMovedSecretTest {
  @TempDir private static Path base;
  private static ShopStand stand;
  private static String written = "";

  @BeforeAll
  static void start() throws Exception {
    stand = new ShopStand(base);
    written = Files.readString(shop());
  }

  @BeforeEach
  void write() throws IOException {
    Files.writeString(shop(), written);
  }

  private static Path shop() {
    return stand.folder.resolve("targets/shop.yaml");
  }

  @AfterAll
  static void stop() throws IOException {
    stand.close();
  }

  private static Connection open(JsonNode minted) throws SQLException {
    return stand.connect(
        "shop",
        Map.of(
            "user", minted.path("user").stringValue(),
            "password", minted.path("password").stringValue()));
  }

  private static boolean answers(Connection session) throws SQLException {
    try (Statement statement = session.createStatement()) {
      return statement.execute("SELECT 1");
    }
  }

  @Test
  void a_session_ends_with_the_place_of_its_accounts_password_and_not_with_others()
      throws Exception {
    Path shop = shop();
    Files.writeString(stand.folder.resolve("moved"), "pencil\n");
    try (Gateway gateway = stand.gateway("")) {
      JsonNode minted = stand.mint("ana", "{\"target\":\"shop\",\"account\":\"reporting\"}");
      try (Connection session = open(minted)) {
        String before = written;
        String others =
            before.replace(
                "owner: {user: report_ro, credential: {file: secret}}",
                "owner: {user: report_ro, credential: {file: moved}}");
        assertThat(others).isNotEqualTo(before);
        Files.writeString(shop, others);
        assertThat(gateway.reload("test").problems()).isEmpty();
        assertThat(answers(session)).isTrue();

        Files.writeString(shop, others.replace("{file: secret}", "{file: moved}"));
        assertThat(gateway.reload("test").problems()).isEmpty();
        assertThatThrownBy(() -> answers(session))
            .isInstanceOfSatisfying(
                SQLException.class,
                ended -> assertThat(ended.getSQLState()).isIn("57P01", "08006", "08003"));
      }
      try (Connection next = open(minted)) {
        assertThat(answers(next)).isTrue();
      }
    }
  }

  @Test
  void beside_a_vault_that_does_not_answer_a_reload_leaves_nobody_without_a_password()
      throws Exception {
    Files.writeString(stand.folder.resolve("elsewhere"), "pencil\n");
    Files.writeString(stand.folder.resolve("token"), "hvs.gateway\n");
    try (StandInVault bao = new StandInVault();
        Gateway gateway = stand.gateway("")) {
      bao.token("hvs.gateway", Duration.ofHours(1));
      bao.put("secret/owner", Map.of("value", "pencil"));
      JsonNode minted = stand.mint("ana", "{\"target\":\"shop\",\"account\":\"reporting\"}");
      Files.writeString(
          stand.file(),
          Files.readString(stand.file())
              + "vaults: {bao: {kind: server, url: \"%s\", sign-in: {token: {file: token}}, times: {answer: 1m}}}\n"
                  .formatted(bao.url()));
      Files.writeString(
          shop(),
          written
              .replaceFirst("(reporting: .*credential:) \\{.*?}", "$1 {file: elsewhere}")
              .replaceFirst("(owner: .*credential:) \\{.*?}", "$1 {vault: bao, secret: owner}"));
      bao.hold();
      CompletableFuture<List<String>> reload =
          CompletableFuture.supplyAsync(
              () -> gateway.reload("test").problems(), Thread::startVirtualThread);
      while (bao.asked().isEmpty()) {
        assertThat(reload).isNotDone();
        Thread.onSpinWait();
      }
      try (Connection meanwhile = open(minted)) {
        assertThat(answers(meanwhile)).isTrue();
      }
      assertThat(reload).isNotDone();
      bao.goOn();
      assertThat(reload.join()).isEmpty();
      try (Connection next = open(minted)) {
        assertThat(answers(next)).isTrue();
      }
    }
  }
}
