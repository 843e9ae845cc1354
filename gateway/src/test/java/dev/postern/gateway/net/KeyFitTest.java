package dev.postern.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.gateway.drive.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFitTest {
  @TempDir private Path folder;

  private TlsFiles made(String name) throws Exception {
    return new TestCertificate(Files.createDirectory(folder.resolve(name)), "dns:gate.test")
        .files();
  }

  @Test
  void a_certificate_with_its_own_key_is_taken() throws Exception {
    assertThat(Tls.listening(made("one")).isServer()).isTrue();
  }

  @Test
  void a_certificate_with_the_key_of_another_is_refused_wherever_it_would_be_used()
      throws Exception {
    TlsFiles mixed = new TlsFiles(made("one").certificate(), made("two").key());

    assertThatThrownBy(() -> Tls.listening(mixed))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not that of the certificate");
    assertThatThrownBy(() -> Tls.listening(mixed, "postgresql", Optional.empty()))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(
            () -> Tls.dialling(new Tls.Dialling(Optional.empty(), true, Optional.of(mixed))))
        .isInstanceOf(IOException.class);
  }

  @Test
  void a_key_that_cannot_be_read_is_told_as_such() throws Exception {
    TlsFiles files = made("one");
    TlsFiles none = new TlsFiles(files.certificate(), folder.resolve("absent.key"));

    assertThatThrownBy(() -> Tls.listening(none))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("unusable certificate, key or authorities");
  }
}
