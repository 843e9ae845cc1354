package dev.postern.gateway.vault.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.gateway.credential.CredentialSource;
import dev.postern.gateway.credential.CredentialSource.Kept;
import dev.postern.gateway.vault.VaultLimits;
import dev.postern.gateway.vault.VaultSettings.KeyValue;
import dev.postern.gateway.vault.VaultSettings.ServerSignIn;
import dev.postern.gateway.vault.VaultSettings.ServerTimes;
import dev.postern.gateway.vault.VaultSettings.VaultServer;
import dev.postern.testkit.vault.StandInVault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that does not let the gateway in is not asked to as often as somebody needs it. */
@Timeout(60)
class LoginsTest {
  private static final Kept CRM = new Kept("bao", "crm", Optional.empty(), OptionalInt.empty());

  @TempDir private Path directory;

  @Test
  @Tag("reaches:VaultLimits.logins")
  @Tag("reaches:VaultLimits.within")
  void are_bounded_whatever_is_asked_and_those_of_a_moment_later_are_permitted() {
    AtomicLong now = new AtomicLong(5);
    VaultLimits limits = new VaultLimits(1, 2, Duration.ofSeconds(10), Duration.ofSeconds(1));
    LoginRate rate = new LoginRate(limits, now::get);
    assertThat(rate.permits()).isTrue();
    now.addAndGet(Duration.ofSeconds(9).toNanos());
    assertThat(rate.permits()).isTrue();
    assertThat(rate.permits()).isFalse();
    now.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(rate.permits()).isTrue();
    assertThat(rate.permits()).isFalse();
  }

  @Test
  @Tag("reaches:VaultLimits.logins")
  void end_where_the_server_refuses_them() throws Exception {
    Path secretId = Files.writeString(directory.resolve("secret-id"), "an-old-one\n");
    try (StandInVault vault = new StandInVault()) {
      vault.login("approle", "gateway", "the-new-one");
      ServerStore store =
          ServerStore.of(
              new VaultServer(
                  vault.url(),
                  Optional.empty(),
                  Optional.empty(),
                  KeyValue.USUAL,
                  new ServerSignIn.AppRole(
                      "approle", "gateway", new CredentialSource.SecretFile(secretId)),
                  ServerTimes.DEFAULT));
      for (int i = 0; i < 50; i++) {
        assertThatThrownBy(() -> store.fetch(CRM, Optional.empty(), false))
            .isInstanceOf(IOException.class);
      }
      assertThat(vault.asked().stream().filter(asked -> asked.endsWith("/login")))
          .hasSizeLessThan(50)
          .hasSizeGreaterThanOrEqualTo(VaultLimits.DEFAULT.logins());
      store.close();
    }
  }
}
