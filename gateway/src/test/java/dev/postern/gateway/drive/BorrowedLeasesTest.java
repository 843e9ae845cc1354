package dev.postern.gateway.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.credential.CredentialSource;
import dev.postern.gateway.credential.Leases;
import dev.postern.gateway.credential.Loan;
import dev.postern.gateway.target.StreamTarget;
import dev.postern.gateway.target.StreamTarget.Account;
import dev.postern.gateway.target.StreamTarget.Proof;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was borrowed is shown to whom it was borrowed of, and to nobody else of that name. */
class BorrowedLeasesTest {
  @TempDir private Path directory;
  private final AtomicInteger back = new AtomicInteger();
  private final BorrowedLeases borrowed = new BorrowedLeases();

  private static StreamDestination at(String host) throws IOException {
    return new StreamDestination(
        StreamTarget.at(
                "shop", "pipe", new StreamTarget.Address(host, 5432), StreamTarget.Secrecy.OFF)
            .withAccounts(Map.of("one", new Account("role", new Proof.Secret("key")))));
  }

  private Leases leases() throws IOException {
    Path file = Files.writeString(directory.resolve("secret"), "s3cret-one\n");
    Leases leases = new Leases(Map.of("key", new CredentialSource.SecretFile(file)));
    leases.refresh();
    return leases;
  }

  @Test
  void after_a_reload_it_is_not_shown_to_the_successor() throws Exception {
    try (Leases leases = leases()) {
      StreamDestination former = at("old.test");
      borrowed.keep(
          "key", former, new Loan(leases.lease("key").orElseThrow(), back::incrementAndGet));
      assertThat(borrowed.lease("key", former, leases)).isPresent();
      assertThat(borrowed.lease("key", at("new.test"), leases)).isEmpty();
    }
  }

  @Test
  void one_that_has_ended_is_followed_by_the_next_and_all_are_given_back() throws Exception {
    try (Leases leases = leases()) {
      StreamDestination shop = at("old.test");
      Loan first = new Loan(leases.lease("key").orElseThrow(), back::incrementAndGet);
      borrowed.keep("key", shop, first);
      Files.writeString(directory.resolve("secret"), "s3cret-two\n");
      leases.refresh();
      assertThat(first.lease().ended()).isTrue();
      assertThat(borrowed.lease("key", shop, leases)).isEqualTo(leases.lease("key")).isPresent();
      borrowed.keep(
          "key", shop, new Loan(leases.lease("key").orElseThrow(), back::incrementAndGet));
      assertThat(back).hasValue(1);
      assertThat(borrowed.holds(first)).isFalse();
      borrowed.giveBack();
      assertThat(back).hasValue(2);
    }
  }
}
