package dev.postern.gateway.drive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.gateway.credential.Leases;
import dev.postern.gateway.net.TlsFiles;
import dev.postern.gateway.target.StreamTarget;
import dev.postern.gateway.target.StreamTarget.Account;
import dev.postern.gateway.target.StreamTarget.Address;
import dev.postern.gateway.target.StreamTarget.Proof;
import dev.postern.gateway.target.StreamTarget.Secrecy;
import dev.postern.gateway.target.Target;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A name stands for what its files say now, not for what stood under their paths once. */
class ErasTest {
  @TempDir private static Path made;
  private static TlsFiles one;
  private static TlsFiles other;

  @TempDir private Path directory;
  private final Leases leases = new Leases(Map.of());
  private Path authorities = Path.of("");
  private Path chain = Path.of("");
  private Path key = Path.of("");

  @BeforeAll
  static void make() throws Exception {
    one = new TestCertificate(Files.createDirectory(made.resolve("1")), "ip:127.0.0.1").files();
    other = new TestCertificate(Files.createDirectory(made.resolve("2")), "ip:127.0.0.1").files();
  }

  @BeforeEach
  void write() throws IOException {
    authorities = Files.copy(one.certificate(), directory.resolve("authorities"));
    chain = Files.copy(one.certificate(), directory.resolve("chain"));
    key = Files.copy(one.key(), directory.resolve("key"));
  }

  private Eras<StreamTarget, StreamDestination> streams() {
    return new Eras<>(new StreamKind(leases));
  }

  private StreamTarget stream() {
    return StreamTarget.at(
            "shop",
            "postgres",
            new Address("127.0.0.1", 5432),
            new Secrecy(Secrecy.Level.FULL, Optional.of(authorities)))
        .withAccounts(Map.of("app", new Account("app", new Proof.Certificate(chain, key))));
  }

  @Test
  void a_target_whose_files_did_not_change_is_kept() throws IOException {
    Eras<StreamTarget, StreamDestination> eras = streams();
    eras.prepare(List.of(stream()), 1).run();
    StreamDestination before = eras.named("shop", 1).orElseThrow();
    Files.copy(one.key(), key, StandardCopyOption.REPLACE_EXISTING);
    eras.prepare(List.of(stream()), 2).run();

    assertThat(eras.named("shop", 2)).containsSame(before);
  }

  @Test
  void authorities_that_changed_under_their_path_make_another_target() throws IOException {
    Eras<StreamTarget, StreamDestination> eras = streams();
    eras.prepare(List.of(stream()), 1).run();
    StreamDestination before = eras.named("shop", 1).orElseThrow();
    Files.copy(other.certificate(), authorities, StandardCopyOption.REPLACE_EXISTING);
    eras.prepare(List.of(stream()), 2).run();

    assertThat(eras.named("shop", 2)).isPresent().get().isNotSameAs(before);
    assertThat(eras.named("shop", 1)).containsSame(before);
  }

  @Test
  void a_certificate_of_ours_that_changed_under_its_path_is_presented_from_then_on()
      throws IOException {
    Eras<StreamTarget, StreamDestination> eras = streams();
    eras.prepare(List.of(stream()), 1).run();
    StreamDestination before = eras.named("shop", 1).orElseThrow();
    Files.copy(other.certificate(), chain, StandardCopyOption.REPLACE_EXISTING);
    Files.copy(other.key(), key, StandardCopyOption.REPLACE_EXISTING);
    eras.prepare(List.of(stream()), 2).run();

    assertThat(eras.named("shop", 2)).isPresent().get().isNotSameAs(before);
  }

  @Test
  void the_same_holds_for_targets_of_http() throws IOException {
    Eras<Target, Destination> eras = new Eras<>(new HttpKind(leases));
    Target plain = Target.at("registry", "mcp", URI.create("https://127.0.0.1/mcp"));
    Target target =
        new Target(
            plain.name(),
            plain.kind(),
            plain.base(),
            Optional.of(authorities),
            plain.credential(),
            plain.record(),
            plain.sessions(),
            plain.origins(),
            plain.times(),
            plain.bounds());
    eras.prepare(List.of(target), 1).run();
    Destination before = eras.named("registry", 1).orElseThrow();
    eras.prepare(List.of(target), 2).run();
    assertThat(eras.named("registry", 2)).containsSame(before);
    Files.copy(other.certificate(), authorities, StandardCopyOption.REPLACE_EXISTING);
    eras.prepare(List.of(target), 3).run();

    assertThat(eras.named("registry", 3)).isPresent().get().isNotSameAs(before);
  }

  @Test
  void a_file_that_is_gone_changes_nothing() throws IOException {
    Eras<StreamTarget, StreamDestination> eras = streams();
    eras.prepare(List.of(stream()), 1).run();
    StreamDestination before = eras.named("shop", 1).orElseThrow();
    Files.delete(authorities);

    assertThatThrownBy(() -> eras.prepare(List.of(stream()), 2)).isInstanceOf(IOException.class);
    assertThat(eras.named("shop", 2)).containsSame(before);
  }
}
