package dev.postern.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.doctor.Finding.Level;
import dev.postern.gateway.ledger.FileLedger;
import dev.postern.gateway.ledger.LedgerSettings;
import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Ledger;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each check finds what was really broken, and says what to do. */
class DoctorTest {
  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init")
  private Clinic clinic;

  @BeforeEach
  void a_clinic() throws Exception {
    clinic = new Clinic(folder);
  }

  @AfterEach
  void closed() {
    clinic.close();
  }

  @Test
  void a_healthy_installation_has_no_problem_but_that_nothing_runs() {
    Map<String, Finding> issuers = clinic.examine("issuers");
    assertThat(issuers.get("corp"))
        .isEqualTo(Finding.ok("1 keys for signatures, none of them for ES256"));
    assertThat(clinic.status()).isZero();
    assertThat(clinic.found("mcp-targets"))
        .isEqualTo(Finding.ok("notes 7.1 answers and lets it in"));
    for (String well :
        List.of("configuration", "configuration-files", "secrets", "listeners", "disk-space")) {
      assertThat(clinic.found(well).level()).as(well + ": " + clinic.told()).isEqualTo(Level.OK);
    }
  }

  @Test
  void no_check_shows_a_secret() throws IOException {
    clinic.database();
    clinic.run("doctor", "--config", folder.resolve("postern.yaml").toString());
    assertThat(clinic.told()).contains("looks:").doesNotContain(Clinic.SECRET);
    // Not on a terminal: no colour.
    assertThat(clinic.told()).doesNotContain("\u001b");
  }

  @Test
  void a_configuration_that_cannot_be_used_is_told_and_the_data_is_looked_at_anyway()
      throws IOException {
    clinic.edit("postern.yaml", "issuers:", "isuers:");
    assertThat(clinic.found("configuration"))
        .satisfies(found -> {
          assertThat(found.level()).isEqualTo(Level.PROBLEM);
          assertThat(found.what()).contains("isuers");
          assertThat(found.advice()).contains("postern policy check --config");
        });
    assertThat(clinic.status()).isEqualTo(1);
    clinic.run(
        "doctor",
        "--config",
        folder.resolve("postern.yaml").toString(),
        "--data",
        folder.resolve("data").toString(),
        "--only",
        "disk-sync,state");
    assertThat(clinic.told()).contains("disk-sync", "state");
  }

  @Test
  void files_that_others_may_read_or_write_are_problems() throws IOException {
    Files.setPosixFilePermissions(
        folder.resolve("key"), PosixFilePermissions.fromString("rw-r--r--"));
    assertProblem("secrets", "can be read or written by others", "chmod 0600");
    Files.setPosixFilePermissions(
        folder.resolve("rules.cedar"), PosixFilePermissions.fromString("rw-rw-r--"));
    assertProblem("configuration-files", "rules.cedar can be written by others", "chmod go-w");
    Files.setPosixFilePermissions(
        folder.resolve("data"), PosixFilePermissions.fromString("rwxr-x---"));
    assertProblem("data-folder", "others may look into it", "chmod 0700");
  }

  @Test
  void a_secret_that_is_gone_or_of_two_lines_is_a_problem() throws IOException {
    clinic.write("key", "one\ntwo\n");
    assertProblem("secrets", "holds no usable secret", "one line of printable ASCII");
    Files.delete(folder.resolve("key"));
    assertProblem("configuration", "key", "postern policy check");
  }

  @Test
  void an_issuer_with_another_name_or_without_keys_or_with_a_wrong_clock_is_a_problem() {
    String discovery = clinic.answers.getOrDefault("/.well-known/openid-configuration", "");
    clinic.answers.put(
        "/.well-known/openid-configuration",
        discovery.replace("\"issuer\":\"" + clinic.url(), "\"issuer\":\"" + clinic.url() + "/x"));
    assertProblem("issuers", "is the document of", "letter by letter");
    clinic.answers.put("/.well-known/openid-configuration", discovery);
    Patient late =
        Patient.of(folder.resolve("postern.yaml"), Optional.empty(), Machine.here())
            .at(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(10)));
    assertThat(only(new IssuerCheck(), late))
        .satisfies(found -> {
          assertThat(found.level()).isEqualTo(Level.PROBLEM);
          assertThat(found.what()).contains("behind this one's: its tokens are refused");
          assertThat(found.advice()).contains("NTP");
        });
    clinic.answers.put("/keys", "{\"keys\":[]}");
    assertProblem("issuers", "none of its 0 keys", "tokens.algorithms");
    clinic.answers.put("/keys", "");
    assertProblem("issuers", "answers 404", "Look at the issuer");
  }

  @Test
  void a_target_that_refuses_the_credential_or_is_none_is_a_problem() throws IOException {
    clinic.write("key", "another\n");
    assertProblem("mcp-targets", "refuses the gateway's credential (401)", "Renew the secret");
    clinic.write("key", Clinic.SECRET);
    clinic.answers.put("/mcp", "{}");
    assertProblem("mcp-targets", "not as an MCP server", "MCP endpoint");
    clinic.edit("notes.yaml", "/mcp", "/elsewhere");
    assertProblem("mcp-targets", "answers 404: no MCP endpoint", "Correct the path");
    clinic.edit("notes.yaml", clinic.url(), "http://127.0.0.1:" + Clinic.free());
    assertProblem("mcp-targets", "the connection is refused", "Start it");
  }

  @Test
  void a_database_that_does_not_listen_speak_or_let_in_is_a_problem() throws Exception {
    clinic.database();
    assertProblem("postgres-targets", "the connection is refused", "Start it");
    try (ServerSocket server =
        new ServerSocket(clinic.postgres, 1, InetAddress.getLoopbackAddress())) {
      Thread refusing =
          Thread.ofVirtual()
              .start(() -> {
                try (var client = server.accept()) {
                  client.getInputStream().readNBytes(4);
                  byte[] fields = "C28P01\0Mpassword authentication failed\0\0".getBytes();
                  client
                      .getOutputStream()
                      .write(
                          ByteBuffer.allocate(5 + fields.length)
                              .put((byte) 'E')
                              .putInt(4 + fields.length)
                              .put(fields)
                              .array());
                  client.getInputStream().readAllBytes();
                } catch (IOException gone) {
                  throw new IllegalStateException(gone);
                }
              });
      assertProblem(
          "postgres-targets",
          "refuses report_ro: password authentication failed",
          "Set the password");
      refusing.join();
    }
  }

  @Test
  void a_port_that_another_program_has_is_a_problem() throws IOException {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), clinic.port));
      assertProblem("listeners", "is in use by another program", "ss -ltnp");
    }
    clinic.edit("postern.yaml", "address: 127.0.0.1, port", "address: 192.0.2.1, port");
    clinic.edit("postern.yaml", "http://127.0.0.1:" + clinic.port, "https://gate.example");
    Map<String, Finding> found = clinic.examine("listeners");
    assertThat(found.values())
        .allSatisfy(each -> assertThat(each.what()).contains("has no such address"));
  }

  @Test
  void a_gateway_that_does_not_run_or_takes_no_operations_is_a_problem() throws IOException {
    assertProblem("gateway-health", "does not run", "Start it");
    Path socket = folder.resolve("data/postern.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      Thread.ofVirtual().start(() -> answers(server, "503 Service Unavailable", "\"disk full\""));
      assertProblem("gateway-health", "takes no operations: \"disk full\"", "Look at its log");
      Thread.ofVirtual().start(() -> answers(server, "200 OK", "\"ready\""));
      assertThat(clinic.found("gateway-health")).isEqualTo(Finding.ok("takes operations"));
    }
  }

  @Test
  void a_ledger_without_its_key_and_a_state_that_is_no_database_are_problems() throws IOException {
    Files.createDirectories(folder.resolve("data/ledger/segments"));
    assertProblem("ledger", "ledger.key is not there", "Bring it back");
    clinic.write("data/state.db", "this is no database at all, and long enough to be looked at");
    assertThat(clinic.found("state").level()).isEqualTo(Level.PROBLEM);
  }

  @Test
  void a_ledger_that_was_altered_at_its_end_is_a_problem() throws IOException {
    Path ledger = folder.resolve("data/ledger");
    try (FileLedger written = FileLedger.start(LedgerSettings.in(ledger), Clock.systemUTC());
        Ledger.Segment segment = written.open(7)) {
      for (int i = 0; i < 3; i++) {
        Map<String, String> about = Map.of("round", Integer.toString(i));
        segment.append(
            List.of(
                Entry.of(
                    new Leaf.Noted(
                        segment.next(), Clock.systemUTC().instant(), "test", "done", about))));
      }
    }
    assertThat(clinic.found("ledger").level()).as(clinic.told()).isNotEqualTo(Level.PROBLEM);
    Path last = written(ledger.resolve("segments"));
    byte[] octets = Files.readAllBytes(last);
    int end = octets.length - 1;
    while (octets[end] == 0) {
      end--;
    }
    octets[end] ^= 1;
    Files.write(last, octets);

    assertProblem("ledger", "is not intact", "Keep the files as they are");
  }

  @Test
  void a_ledger_in_doubt_is_a_warning() throws IOException {
    Path ledger = folder.resolve("data/ledger");
    FileLedger.start(LedgerSettings.in(ledger), Clock.systemUTC()).close();
    assertThat(clinic.found("ledger").level()).as(clinic.told()).isEqualTo(Level.OK);
    byte[] whole = Files.readAllBytes(ledger.resolve("checkpoints"));
    Files.write(ledger.resolve("checkpoints"), Arrays.copyOf(whole, whole.length - 1));

    assertThat(clinic.found("ledger"))
        .satisfies(found -> {
          assertThat(found.level()).isEqualTo(Level.WARNING);
          assertThat(found.what()).contains("doubt: ");
          assertThat(found.advice()).contains("postern audit verify");
        });
  }

  private static byte[] octets(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException gone) {
      throw new IllegalStateException(gone);
    }
  }

  /** The file of the segment that was written to. */
  private static Path written(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> new String(octets(file), StandardCharsets.ISO_8859_1).contains("round"))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void a_look_that_hangs_is_given_up() throws Exception {
    clinic.server.removeContext("/");
    clinic.server.createContext("/", exchange -> {});
    Patient patient = Patient.of(folder.resolve("postern.yaml"), Optional.empty(), Machine.here());
    List<Examination.Result> results =
        new Examination(patient.within(DoctorTimes.DEFAULT.each(Duration.ofMillis(300))))
            .results(List.of(new IssuerCheck()));
    assertThat(results).hasSize(1);
    assertThat(results.getFirst().finding().level()).isNotEqualTo(Level.OK);
  }

  @Test
  void what_linux_tells_of_mounts_limits_and_memory_is_read() throws IOException {
    Path self = Files.createDirectories(folder.resolve("proc/self"));
    String real = folder.toRealPath().toString();
    Files.writeString(
        self.resolve("mountinfo"),
        "22 1 0:20 / / rw,relatime - ext4 /dev/root rw\n"
            + "23 22 0:21 / "
            + real
            + "/data rw,relatime shared:1 - nfs4 host:/x rw\n");
    Files.writeString(
        self.resolve("limits"),
        "Limit  Soft Limit  Hard Limit  Units\nMax open files   1024   4096   files\n");
    Files.writeString(folder.resolve("memory.max"), "268435456\n");
    Machine machine = new Machine(folder.resolve("proc"), folder);
    Patient patient = Patient.of(folder.resolve("postern.yaml"), Optional.empty(), machine);
    assertThat(only(new DataFolderCheck(), patient).what()).contains("network file system (nfs4");
    assertThat(only(new OpenFilesCheck(), patient).what())
        .contains("4096 files may be open in this shell, and 40512 may be needed");
    assertThat(machine.memory()).hasValue(256L << 20);
    Files.writeString(self.resolve("mountinfo"), "22 1 0:20 / / ro,relatime - ext4 /dev/root ro\n");
    assertThat(only(new DataFolderCheck(), patient).what()).contains("mounted read-only");
    Files.writeString(self.resolve("mountinfo"), "22 1 0:20 / / rw - tmpfs tmpfs rw\n");
    assertThat(only(new DataFolderCheck(), patient).what()).contains("forgets (tmpfs");
  }

  @Test
  void thresholds_say_what_is_too_little() {
    assertThat(DiskSpaceCheck.bytes(1 << 20, 2 << 20).level()).isEqualTo(Level.PROBLEM);
    assertThat(DiskSpaceCheck.bytes(4 << 20, 2 << 20).level()).isEqualTo(Level.WARNING);
    assertThat(DiskSpaceCheck.bytes(64 << 20, 2 << 20).level()).isEqualTo(Level.OK);
    assertThat(DiskSpaceCheck.inodes(new SystemCalls.Room(10, 3)).advice()).contains("Delete");
    assertThat(DiskSyncCheck.told(Duration.ofMillis(400), DoctorTimes.DEFAULT).level())
        .isEqualTo(Level.PROBLEM);
    assertThat(DiskSyncCheck.told(Duration.ofMillis(1), DoctorTimes.DEFAULT).level())
        .isEqualTo(Level.OK);
    assertThat(MemoryCheck.told(OptionalLong.of(1L << 30), 1L << 30).level())
        .isEqualTo(Level.PROBLEM);
    assertThat(ClockCheck.kept(Optional.of(false)).advice()).contains("chrony");
    assertThat(JavaCheck.version(Runtime.Version.parse("21.0.1")).level()).isEqualTo(Level.PROBLEM);
  }

  @Test
  void checks_are_named_once_listed_and_chosen() {
    assertThat(Checks.ALL.stream().map(Check::id))
        .doesNotHaveDuplicates()
        .allMatch(id -> id.matches("[a-z][a-z-]+"));
    assertThat(clinic.run("doctor", "--list")).isZero();
    assertThat(clinic.told()).contains("gateway-health");
    assertThat(
            clinic.run(
                "doctor", "--config", folder.resolve("postern.yaml").toString(), "--only", "x"))
        .isEqualTo(1);
    assertThat(clinic.told()).contains("there is no check 'x'");
  }

  private static Finding only(Check check, Patient patient) {
    try {
      return check.looks(patient).getFirst().eye().look();
    } catch (Exception failed) {
      return Failures.told(failed);
    }
  }

  private void assertProblem(String check, String what, String advice) {
    Map<String, Finding> found = clinic.examine(check);
    assertThat(found.values())
        .as(clinic.told())
        .anySatisfy(each -> {
          assertThat(each.level()).isEqualTo(Level.PROBLEM);
          assertThat(each.what()).contains(what);
          assertThat(each.advice()).contains(advice);
        });
    assertThat(clinic.status()).isEqualTo(1);
  }

  private static void answers(ServerSocketChannel server, String status, String body) {
    try (SocketChannel client = server.accept()) {
      client.read(ByteBuffer.allocate(4096));
      client.write(
          ByteBuffer.wrap(
              ("HTTP/1.1 " + status + "\r\nConnection: close\r\n\r\n" + body)
                  .getBytes(StandardCharsets.UTF_8)));
    } catch (IOException gone) {
      throw new IllegalStateException(gone);
    }
  }
}
