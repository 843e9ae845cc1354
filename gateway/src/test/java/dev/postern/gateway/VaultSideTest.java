package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.config.ConfigurationSource;
import dev.postern.gateway.credential.Leases;
import dev.postern.gateway.credential.Loan;
import dev.postern.gateway.credential.SecretStore;
import dev.postern.gateway.vault.VaultLimits;
import dev.postern.gateway.vault.server.ServerStore;
import dev.postern.testkit.vault.StandInVault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a vault made outlives a change of the vault's settings, as long as it is used. */
@Timeout(60)
class VaultSideTest {
  private static final String ACCOUNT = "shop/fresh";

  @TempDir private Path folder;
  private StandInVault bao;
  private VaultSide side;

  @BeforeEach
  void write() throws IOException {
    bao = new StandInVault();
    bao.login("approle", "gateway", "the-secret-id");
    side = new VaultSide(folder.resolve("data"), InstantSource.system());
    Files.writeString(folder.resolve("secret-id"), "the-secret-id\n");
    Files.writeString(
        folder.resolve("shop.yaml"),
        """
        name: shop
        kind: postgres
        address: 127.0.0.1:5432
        tls: off
        database: postgres
        environment: test
        accounts: {fresh: {credential: {vault: bao, made: database/creds/reader}}}
        """);
    Files.writeString(folder.resolve("rules.cedar"), "permit(principal, action, resource);");
  }

  @AfterEach
  void closed() {
    side.close();
    bao.close();
  }

  private Configuration asking(int everyMinutes) throws IOException {
    return asking(everyMinutes, "");
  }

  /** With more vaults. */
  private Configuration asking(int everyMinutes, String more) throws IOException {
    Path file = folder.resolve("postern.yaml");
    Files.writeString(
        file,
        """
        listen: {port: 17070, url: "http://127.0.0.1:17070"}
        postgres: {listen: {port: 17071}, plaintext: true}
        data: data
        issuers: [{id: test, url: "http://127.0.0.1:17072"}]
        policies: [rules.cedar]
        targets: [shop.yaml]
        vaults:
          bao:
            kind: server
            url: "%s"
            sign-in: {approle: {role: gateway, secret: {file: secret-id}}}
            times: {every: %dm}
        """
                .formatted(bao.url(), everyMinutes)
            + more);
    return switch (Main.load(file)) {
      case ConfigurationSource.Loaded loaded -> loaded.configuration();
      case ConfigurationSource.Rejected rejected ->
          throw new AssertionError(rejected.problems().toString());
    };
  }

  /** As a reload does. */
  private void reload(Leases leases, int everyMinutes) throws IOException {
    Configuration next = asking(everyMinutes);
    VaultSide.Opened vaults = side.prepare(next);
    leases.replace(next.credentials(), vaults.stores());
    vaults.inForce();
  }

  private Leases leases() throws IOException {
    Configuration first = asking(1);
    VaultSide.Opened vaults = side.prepare(first);
    vaults.inForce();
    return new Leases(first.credentials(), vaults.stores());
  }

  @Test
  void an_account_that_is_in_use_lives_on_and_is_given_back_where_it_was_made() throws Exception {
    try (Leases leases = leases();
        Loan loan = leases.borrow(ACCOUNT, false)) {
      String user = loan.lease().user().orElseThrow();
      reload(leases, 2);
      side.tend(leases::owing);
      assertThat(bao.leased()).containsExactly(user);
      assertThat(loan.lease().ended()).isFalse();
      try (Loan later = leases.borrow(ACCOUNT, false)) {
        assertThat(later.lease().user()).isPresent().isNotEqualTo(loan.lease().user());
        assertThat(bao.goodTokens()).isEqualTo(2);
        loan.close();
        leases.refresh();
        side.tend(leases::owing);
        assertThat(bao.leased()).containsExactly(later.lease().user().orElseThrow());
        assertThat(bao.goodTokens()).isEqualTo(1);
      }
    }
  }

  @Test
  @Tag("reaches:VaultLimits.former")
  void of_too_many_former_vaults_the_oldest_ends_with_what_it_made() throws Exception {
    int most = VaultLimits.DEFAULT.former();
    List<Loan> loans = new ArrayList<>();
    try (Leases leases = leases()) {
      for (int i = 0; i <= most; i++) {
        loans.add(leases.borrow(ACCOUNT, false));
        assertThat(bao.leased()).hasSize(i + 1);
        reload(leases, i + 2);
      }
      assertThat(bao.leased())
          .hasSize(most)
          .doesNotContain(loans.getFirst().lease().user().orElseThrow())
          .contains(loans.getLast().lease().user().orElseThrow());
      loans.forEach(Loan::close);
    }
  }

  @Test
  void what_a_reload_leaves_while_it_is_looked_which_are_done_with_is_looked_at_the_next_time()
      throws Exception {
    try (Leases leases = leases();
        Loan loan = leases.borrow(ACCOUNT, false)) {
      side.tend(() -> {
        Set<SecretStore> owing = Set.of();
        try {
          reload(leases, 2);
        } catch (IOException unreadable) {
          throw new UncheckedIOException(unreadable);
        }
        return owing;
      });
      assertThat(bao.leased()).containsExactly(loan.lease().user().orElseThrow());
    }
  }

  @Test
  void a_vault_that_was_opened_for_nothing_is_closed_and_those_in_force_are_not() throws Exception {
    try (Leases leases = leases();
        Loan loan = leases.borrow(ACCOUNT, false)) {
      VaultSide.Opened vaults = side.prepare(asking(2));
      SecretStore opened = vaults.stores().get("bao");
      assertThat(opened).isInstanceOfSatisfying(ServerStore.class, store -> enter(store));
      assertThat(bao.goodTokens()).isEqualTo(2);
      vaults.drop();
      assertThat(bao.goodTokens()).isEqualTo(1);
      side.prepare(asking(1)).drop();
      assertThat(bao.leased()).containsExactly(loan.lease().user().orElseThrow());
    }
  }

  @Test
  void where_one_cannot_be_opened_none_that_was_opened_with_it_stays_open() throws Exception {
    List<ServerStore> opened = new ArrayList<>();
    VaultSide breaking =
        new VaultSide(
            folder.resolve("data"),
            InstantSource.system(),
            settings -> {
              if (!opened.isEmpty()) {
                throw new IllegalStateException("a defect");
              }
              ServerStore store = ServerStore.of(settings);
              enter(store);
              opened.add(store);
              return store;
            });
    String other =
        """
          other:
            kind: server
            url: "%s"
            sign-in: {approle: {role: gateway, secret: {file: secret-id}}}
        """;
    Configuration two = asking(1, other.formatted(bao.url()));
    assertThatThrownBy(() -> breaking.prepare(two)).hasMessage("a defect");
    assertThat(opened).hasSize(1);
    assertThat(bao.goodTokens()).isZero();
  }

  private static void enter(ServerStore store) {
    assertThatCode(store::enter).doesNotThrowAnyException();
  }
}
