package dev.postern.gateway.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.credential.CredentialSource;
import dev.postern.gateway.credential.Leases;
import dev.postern.gateway.drive.CountedSockets;
import dev.postern.gateway.drive.DataPlane;
import dev.postern.gateway.drive.DataPlaneSettings;
import dev.postern.gateway.drive.DriveLimits;
import dev.postern.gateway.drive.ProofAnswer;
import dev.postern.gateway.drive.ProofDesk;
import dev.postern.gateway.http.ListenSettings;
import dev.postern.gateway.net.stream.StreamListener;
import dev.postern.gateway.net.stream.StreamSettings;
import dev.postern.gateway.ops.Meters;
import dev.postern.gateway.ops.Named;
import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendPrinter;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.protocol.postgres.wire.StartPacket;
import dev.postern.gateway.target.RecordLevel;
import dev.postern.gateway.target.StreamTarget;
import dev.postern.kernel.gate.Gate;
import dev.postern.kernel.gate.GateLimits;
import dev.postern.kernel.identity.LiveStanding;
import dev.postern.kernel.identity.Locks;
import dev.postern.kernel.identity.SignIn;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.policy.Policy;
import dev.postern.kernel.policy.Rules;
import dev.postern.testkit.MemoryLedger;
import dev.postern.testkit.ScriptedGate;
import dev.postern.testkit.ScriptedPolicy;
import io.netty.util.ResourceLeakDetector;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What one small statement costs of what does not depend on time: bytes allocated on the event
 * loop, and reads, writes and wake-ups. The policy is a stub, so what is measured is the data path.
 */
class StatementCostTest {
  private static final int STATEMENTS = 400;

  /** A read and a write on each leg, and now and then one more. */
  private static final double MOST_SYSTEM_CALLS = 4.5;

  /** An eighth above what was measured, compiled without escape analysis. */
  private static final long MOST_SIMPLE = 13_200;

  private static final long MOST_PREPARED = 16_400;

  @TempDir Path directory;

  private final MemoryLedger ledger = new MemoryLedger();
  private final Meters meters = new Meters();
  private final Everybody proofs = new Everybody();
  private ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();

  /** A desk that knows everybody, and which loop asked. */
  private static final class Everybody implements ProofDesk {
    private volatile long loop;

    @Override
    public Optional<ProofAnswer> known(Proof proof) {
      loop = Thread.currentThread().threadId();
      Instant now = Instant.now();
      SignIn ana = ScriptedGate.signIn("ana");
      return Optional.of(
          new ProofAnswer.Accepted(
              new SignIn(ana.principal(), now, now.plus(Duration.ofHours(1)), ana.proof())));
    }

    @Override
    public void verify(Proof proof, Consumer<ProofAnswer> answer) {
      throw new IllegalStateException("everybody is known");
    }
  }

  @BeforeEach
  void without_records_of_buffers() {
    before = ResourceLeakDetector.getLevel();
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
  }

  @AfterEach
  void with_them_again() {
    ResourceLeakDetector.setLevel(before);
  }

  @Test
  void a_simple_statement_of_a_guarded_session_stays_within_its_bounds() throws IOException {
    assertThat(bytesOf(ScriptedPolicy.OPEN, StatementCostTest::simple))
        .isBetween(1_000L, MOST_SIMPLE);
  }

  @Test
  void a_prepared_statement_of_a_guarded_session_stays_within_its_bounds() throws IOException {
    assertThat(bytesOf(ScriptedPolicy.OPEN, StatementCostTest::prepared))
        .isBetween(1_000L, MOST_PREPARED);
  }

  @Test
  void a_simple_statement_of_an_open_session_stays_within_its_bounds() throws IOException {
    assertThat(bytesOf(new OpenPolicy(), StatementCostTest::simple)).isBetween(1_000L, MOST_SIMPLE);
  }

  private static byte[] simple(int number) {
    return FrontendPrinter.print(
        StatementWorld.query(
            "SELECT abalance FROM pgbench_accounts WHERE aid = " + (100_000 + number) + ";"));
  }

  private static byte[] prepared(int number) {
    return StatementWorld.bytes(
        StatementWorld.bind("", "P0", Integer.toString(100_000 + number)),
        new FrontendMessage.Describe(FrontendMessage.Named.PORTAL, Slice.EMPTY),
        StatementWorld.execute("", 0),
        StatementWorld.sync());
  }

  /** Bytes allocated for each; its system calls are asserted here, and that each was recorded. */
  private long bytesOf(Policy policy, IntFunction<byte[]> group) throws IOException {
    try (CannedServer server = new CannedServer();
        DataPlane plane = plane(server, policy);
        Socket client = client(listener(plane).port())) {
      ask(
          client,
          StatementWorld.bytes(
              StatementWorld.parse("P0", "SELECT abalance FROM pgbench_accounts WHERE aid = $1;"),
              StatementWorld.sync()));
      asks(client, group);
      long bytes = allocated();
      long asked = CountedSockets.all();
      int entries = ledger.entries().size();
      asks(client, group);

      assertThat((double) (CountedSockets.all() - asked) / STATEMENTS)
          .as("system calls a statement")
          .isBetween(4.0, MOST_SYSTEM_CALLS);
      assertThat(ledger.entries().size() - entries).isBetween(2 * STATEMENTS - 1, 2 * STATEMENTS);
      return (allocated() - bytes) / STATEMENTS;
    }
  }

  private static void asks(Socket client, IntFunction<byte[]> group) throws IOException {
    for (int i = 0; i < STATEMENTS; i++) {
      ask(client, group.apply(i));
    }
  }

  /** Sends a group and reads up to ReadyForQuery. */
  private static void ask(Socket client, byte[] group) throws IOException {
    client.getOutputStream().write(group);
    untilReady(new DataInputStream(client.getInputStream()));
  }

  private static void untilReady(DataInputStream in) throws IOException {
    byte type = in.readByte();
    while (type != 'Z') {
      assertThat(type).isNotEqualTo((byte) 'E');
      in.skipNBytes(in.readInt() - 4);
      type = in.readByte();
    }
    in.skipNBytes(in.readInt() - 4);
  }

  private static Socket client(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket
        .getOutputStream()
        .write(
            FrontendPrinter.print(
                new StartPacket.Startup(
                    3,
                    0,
                    List.of(
                        new StartPacket.Parameter(Slice.of("user"), Slice.of("app~token")),
                        new StartPacket.Parameter(Slice.of("database"), Slice.of("shop"))))));
    DataInputStream in = new DataInputStream(socket.getInputStream());
    assertThat(in.readByte()).isEqualTo((byte) 'R');
    in.skipNBytes(in.readInt() - 4);
    socket.getOutputStream().write(FrontendPrinter.password("t".getBytes(StandardCharsets.UTF_8)));
    untilReady(in);
    return socket;
  }

  private StreamListener listener(DataPlane plane) throws IOException {
    PostgresTarget target =
        new PostgresTarget(
            "shop",
            "orders",
            Map.of("app", PostgresTarget.Account.ofPassword("app", "app_role", "password")),
            PostgresTarget.Encryption.PLAINTEXT,
            PostgresTarget.Passwords.MD5,
            RecordLevel.DIGEST,
            PostgresTarget.Times.DEFAULT,
            () -> WORDS);
    PostgresSessions sessions =
        new PostgresSessions(
            PostgresLimits.DEFAULT,
            new PostgresSessions.Surroundings(new SecureRandom(), InstantSource.system()),
            name -> Optional.of(target));
    PostgresDoor door =
        new PostgresDoor("postgres://gate.test", PostgresDoor.Encryption.NONE, Optional.empty());
    return plane.listen(
        StreamSettings.loopback(0, Optional.empty()), 1, peer -> sessions.session(door));
  }

  private static final Lexicon WORDS =
      new Lexicon("shop", "PostgresServer", Set.of(), false, Map.of(), 1);

  private DataPlane plane(CannedServer server, Policy policy) throws IOException {
    Path secret = Files.writeString(directory.resolve("password"), "pencil\n");
    Gate gate =
        new Gate(
            new Rules(1, policy, Map.of("shop", WORDS)),
            new LiveStanding(Locks.NONE),
            InstantSource.system(),
            GateLimits.DEFAULT);
    gate.seenBy(meters.witness());
    meters.name(new Named(Map.of("shop", "postgres"), Set.of()));
    StreamTarget target =
        StreamTarget.at(
                "shop",
                "postgres",
                new StreamTarget.Address("127.0.0.1", server.port()),
                StreamTarget.Secrecy.OFF)
            .withAccounts(
                Map.of(
                    "app",
                    new StreamTarget.Account("app", new StreamTarget.Proof.Secret("password"))));
    return DataPlane.start(
        new DataPlaneSettings(
            ListenSettings.loopback(0), 1, 0, CountedSockets.transport(), DriveLimits.DEFAULT),
        new DataPlane.Parts(
            gate,
            meters.counted(ledger),
            (head, facts) -> {
              throw new IllegalStateException("no HTTP here");
            },
            () -> proofs,
            new Leases(Map.of("password", new CredentialSource.SecretFile(secret))),
            List.of(),
            List.of(target),
            meters));
  }

  private long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getThreadAllocatedBytes(proofs.loop);
  }
}
