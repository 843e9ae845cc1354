package dev.postern.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.Postern;
import dev.postern.gateway.ledger.FileLedger;
import dev.postern.gateway.ledger.LedgerSettings;
import dev.postern.kernel.audit.Ledger;
import dev.postern.testkit.Leaves;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Which status tells an auditor's script what. */
class VerifyCommandTest {
  private static final String ENTRY = "an entry that is there";

  @TempDir private Path data;
  private final StringWriter out = new StringWriter();

  @BeforeEach
  void write() throws IOException {
    LedgerSettings settings = LedgerSettings.in(data.resolve("ledger"));
    try (FileLedger ledger = FileLedger.start(settings, Clock.systemUTC());
        Ledger.Segment segment = ledger.open(1)) {
      segment.append(List.of(Leaves.noted(segment, Leaves.START, ENTRY)));
    }
  }

  private int verify() {
    CommandLine line = Postern.line();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(out));
    return line.execute("audit", "verify", data.toString());
  }

  @Test
  void what_has_neither_fault_nor_doubt_is_intact() {
    assertThat(verify()).as("%s", out).isZero();
    assertThat(out.toString()).doesNotContain("doubt", "fault");
  }

  @Test
  void what_was_altered_is_not() throws IOException {
    Path altered = holding(ENTRY);
    byte[] octets = Files.readAllBytes(altered);
    int at = new String(octets, StandardCharsets.ISO_8859_1).indexOf(ENTRY);
    octets[at] ^= 1;
    Files.write(altered, octets);
    assertThat(verify()).isEqualTo(1);
    assertThat(out.toString()).contains("fault: ");
  }

  private Path holding(String text) throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("ledger/segments"))) {
      for (Path file : files.toList()) {
        if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
          return file;
        }
      }
    }
    throw new AssertionError("no file holds " + text);
  }

  @Test
  void doubts_alone_are_neither() throws IOException {
    Path checkpoints = data.resolve("ledger/checkpoints");
    byte[] whole = Files.readAllBytes(checkpoints);
    Files.write(checkpoints, Arrays.copyOf(whole, whole.length - 1));
    assertThat(verify()).isEqualTo(3);
    assertThat(out.toString())
        .contains("doubt: ", "In doubt: ")
        .doesNotContain("fault: ", "NOT intact");
  }

  @Test
  void a_folder_without_a_ledger_cannot_be_verified() throws IOException {
    Path elsewhere = Files.createDirectory(data.resolve("elsewhere"));
    CommandLine line = Postern.line();
    line.setErr(new PrintWriter(out));
    assertThat(line.execute("audit", "verify", elsewhere.toString())).isEqualTo(1);
  }
}
