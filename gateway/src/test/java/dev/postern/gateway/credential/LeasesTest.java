package dev.postern.gateway.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A secret is seen by whom it is meant for, while it lasts, and by nobody else. */
class LeasesTest {
  private static final CredentialSource VARIABLE = new CredentialSource.EnvironmentVariable("KEY");

  @TempDir Path directory;

  @Test
  void a_lease_shows_its_secret_only_to_who_uses_it() {
    Leases leases = fromEnvironment("s3cret");
    Lease lease = leases.lease("key").orElseThrow();

    assertThat(read(lease)).isEqualTo("s3cret");
    assertThat(lease.toString()).doesNotContain("s3cret").contains("key");
    assertThat(leases.toString()).doesNotContain("s3cret");
  }

  @Test
  void an_ended_lease_has_overwritten_its_secret() {
    byte[] secret = "s3cret".getBytes(StandardCharsets.US_ASCII);
    Lease lease = new Lease("key", secret);
    lease.end();
    lease.end();

    assertThat(secret).containsOnly(0);
    assertThat(lease.use(seen -> Arrays.fill(seen, (byte) 1))).isFalse();
  }

  @Test
  void a_changed_file_ends_the_old_lease_and_gives_a_new_one() throws IOException {
    Path file = Files.writeString(directory.resolve("key"), "one\r\n");
    Leases leases = new Leases(Map.of("key", new CredentialSource.SecretFile(file)));
    Lease one = leases.lease("key").orElseThrow();
    Files.writeString(file, "two\n");
    assertThat(leases.refresh()).isEmpty();

    assertThat(one.use(seen -> {})).isFalse();
    assertThat(read(leases.lease("key").orElseThrow())).isEqualTo("two");
  }

  @Test
  void an_unchanged_file_keeps_its_lease() throws IOException {
    Path file = Files.writeString(directory.resolve("key"), "one");
    Leases leases = new Leases(Map.of("key", new CredentialSource.SecretFile(file)));
    Lease one = leases.lease("key").orElseThrow();
    leases.refresh();

    assertThat(leases.lease("key")).containsSame(one);
  }

  @Test
  void a_file_that_is_gone_ends_its_lease_and_is_named() throws IOException {
    Path file = Files.writeString(directory.resolve("key"), "one");
    Leases leases = new Leases(Map.of("key", new CredentialSource.SecretFile(file)));
    Lease one = leases.lease("key").orElseThrow();
    Files.delete(file);

    assertThat(leases.refresh()).containsExactly("key");
    assertThat(leases.lease("key")).isEmpty();
    assertThat(one.use(seen -> {})).isFalse();
  }

  @Test
  void a_missing_variable_gives_no_lease() {
    Leases leases = new Leases(Map.of("key", VARIABLE), name -> null);

    assertThat(leases.lease("key")).isEmpty();
    assertThat(leases.refresh()).containsExactly("key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\n", "a b", "a\nb", "a\r\nX-Injected: b", "a\0", "\u00e9", "a\u007f"})
  void what_could_not_stand_in_a_header_is_no_secret(String text) {
    assertThat(fromEnvironment(text).lease("key")).isEmpty();
  }

  @Test
  void a_secret_has_a_longest_length() {
    assertThat(fromEnvironment("a".repeat(Leases.LONGEST_SECRET)).lease("key")).isPresent();
    assertThat(fromEnvironment("a".repeat(Leases.LONGEST_SECRET + 1)).lease("key")).isEmpty();
  }

  @Test
  void closing_ends_every_lease() {
    Leases leases = fromEnvironment("s3cret");
    Lease lease = leases.lease("key").orElseThrow();
    leases.close();

    assertThat(lease.use(seen -> {})).isFalse();
    assertThat(leases.lease("key")).isEmpty();
  }

  private static Leases fromEnvironment(String value) {
    return new Leases(Map.of("key", VARIABLE), name -> value);
  }

  private static String read(Lease lease) {
    StringBuilder seen = new StringBuilder();
    assertThat(lease.use(secret -> seen.append(new String(secret, StandardCharsets.US_ASCII))))
        .isTrue();
    return seen.toString();
  }

  @Test
  void whoever_looks_while_a_secret_changes_finds_the_one_before_or_the_one_after()
      throws Exception {
    AtomicInteger version = new AtomicInteger();
    Leases leases =
        new Leases(
            Map.of("c", new CredentialSource.EnvironmentVariable("V")),
            name -> "secret-" + version.get());
    AtomicInteger missed = new AtomicInteger();
    AtomicBoolean over = new AtomicBoolean();
    Thread looks =
        Thread.ofPlatform()
            .start(() -> {
              while (!over.get()) {
                missed.addAndGet(leases.lease("c").isPresent() ? 0 : 1);
              }
            });
    for (int n = 0; n < 20_000; n++) {
      version.incrementAndGet();
      leases.refresh();
    }
    over.set(true);
    looks.join();

    assertThat(missed).hasValue(0);
  }
}
