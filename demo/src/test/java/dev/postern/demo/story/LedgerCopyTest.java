package dev.postern.demo.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LedgerCopyTest {
  @TempDir private Path directory;

  @Test
  void changes_one_written_byte_of_the_longest_segment_and_nothing_else() throws Exception {
    Path ledger = Files.createDirectories(directory.resolve("ledger"));
    Path segments = Files.createDirectories(ledger.resolve("segments"));
    byte[] written = Arrays.copyOf("sixteen bytes xx".getBytes("US-ASCII"), 64);
    Files.write(segments.resolve("long.segment"), written);
    Files.write(segments.resolve("short.segment"), Arrays.copyOf(new byte[] {1}, 128));
    Files.write(segments.resolve("draft-spare-1"), new byte[256]);
    Path changed = LedgerCopy.withOneByteChanged(ledger, directory.resolve("copy"));
    assertThat(changed).isEqualTo(directory.resolve("copy/segments/long.segment"));
    byte[] now = Files.readAllBytes(changed);
    assertThat(Arrays.mismatch(written, now)).isEqualTo(8);
    now[8] = written[8];
    assertThat(now).isEqualTo(written);
    assertThat(segments.resolve("long.segment")).hasBinaryContent(written);
    assertThat(directory.resolve("copy/segments/draft-spare-1")).doesNotExist();
  }
}
