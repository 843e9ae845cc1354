package dev.postern.demo.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WorkingDirectoryTest {
  @TempDir private Path directory;

  @Test
  void goes_with_everything_in_it_but_not_behind_its_links() throws Exception {
    Path elsewhere = Files.writeString(directory.resolve("elsewhere"), "stays");
    Path gone;
    try (WorkingDirectory working = WorkingDirectory.open(Optional.empty())) {
      gone = working.path();
      PrivateFiles.write(gone.resolve("deep/down/file"), "text");
      Files.createSymbolicLink(gone.resolve("link"), elsewhere);
    }
    assertThat(gone).doesNotExist();
    assertThat(elsewhere).hasContent("stays");
  }

  @Test
  void stays_when_it_was_asked_for() throws Exception {
    Path wanted = directory.resolve("kept");
    try (WorkingDirectory working = WorkingDirectory.open(Optional.of(wanted))) {
      PrivateFiles.write(working.path().resolve("file"), "text");
    }
    assertThat(wanted.resolve("file")).hasContent("text");
  }

  @Test
  void is_not_opened_over_something_else() throws Exception {
    Files.writeString(directory.resolve("file"), "somebody's");
    assertThatThrownBy(() -> WorkingDirectory.open(Optional.of(directory)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not empty");
  }

  @Test
  void writes_files_that_only_their_owner_reads() throws Exception {
    Path file = directory.resolve("token");
    PrivateFiles.write(file, "one");
    PrivateFiles.write(file, "two");
    assertThat(file).hasContent("two");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }
}
