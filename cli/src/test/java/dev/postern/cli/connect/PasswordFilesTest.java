package dev.postern.cli.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordFilesTest {
  private static final Instant NOW = Instant.parse("2026-11-21T20:00:00Z");

  @TempDir private Path home;

  @Test
  void nobody_else_reads_them() throws Exception {
    Path folder = home.resolve("postern/passwords");
    Path file = new PasswordFiles(folder).keep(minted("pa:ss\\word", NOW), NOW);
    assertThat(Files.readString(file))
        .isEqualTo("gate.example:6432:shop/shop:reporting~k7f3:pa\\:ss\\\\word\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
  }

  @Test
  void what_has_ended_goes_when_the_next_comes() throws Exception {
    PasswordFiles files = new PasswordFiles(home.resolve("passwords"));
    Path ended = files.keep(minted("one", NOW.plus(Duration.ofMinutes(5))), NOW);
    Path lasting = files.keep(minted("two", NOW.plus(Duration.ofMinutes(60))), NOW);
    Path third =
        files.keep(minted("three", NOW.plus(Duration.ofHours(2))), NOW.plus(Duration.ofMinutes(7)));
    assertThat(ended).doesNotExist();
    assertThat(lasting).exists();
    assertThat(third).exists();
  }

  private static Minted minted(String password, Instant expires) {
    return new Minted(
        new Place("shop", "shop", "reporting"),
        new Minted.Door("gate.example", 6432, true, "shop/shop"),
        "reporting~k7f3",
        password,
        expires,
        expires.plus(Duration.ofHours(1)));
  }
}
