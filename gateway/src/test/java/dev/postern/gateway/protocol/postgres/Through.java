package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.credential.CredentialSource;
import dev.postern.gateway.credential.Leases;
import dev.postern.gateway.drive.DataPlane;
import dev.postern.gateway.drive.DataPlaneSettings;
import dev.postern.gateway.drive.DriveLimits;
import dev.postern.gateway.drive.ProofAnswer;
import dev.postern.gateway.drive.ProofDesk;
import dev.postern.gateway.http.ListenSettings;
import dev.postern.gateway.net.TlsFiles;
import dev.postern.gateway.net.Transport;
import dev.postern.gateway.net.stream.StreamListener;
import dev.postern.gateway.net.stream.StreamSettings;
import dev.postern.gateway.ops.Meters;
import dev.postern.gateway.ops.trace.Tracing;
import dev.postern.gateway.target.RecordLevel;
import dev.postern.gateway.target.StreamTarget;
import dev.postern.kernel.approval.ApprovalDesk;
import dev.postern.kernel.approval.DeskLimits;
import dev.postern.kernel.gate.Gate;
import dev.postern.kernel.gate.GateLimits;
import dev.postern.kernel.gate.People;
import dev.postern.kernel.identity.LiveStanding;
import dev.postern.kernel.identity.Lock;
import dev.postern.kernel.identity.Locks;
import dev.postern.kernel.identity.SignIn;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.policy.Policy;
import dev.postern.kernel.policy.Rules;
import dev.postern.testkit.MemoryLedger;
import dev.postern.testkit.MemoryTrail;
import dev.postern.testkit.ScriptedGate;
import dev.postern.testkit.ScriptedPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** A gateway on loopback in front of a {@link RealServer}: everything but its configuration. */
final class Through implements AutoCloseable {
  private static final int LOOPS = 2;

  final MemoryLedger ledger = new MemoryLedger();
  final Meters meters = new Meters();
  final Leases leases;
  volatile PostgresTarget.Times times = PostgresTarget.Times.DEFAULT;
  private final LiveStanding standing = new LiveStanding(Locks.NONE);
  final ApprovalDesk desk;
  final Reviewer.Kept kept = new Reviewer.Kept();
  private final ExecutorService control = Executors.newSingleThreadExecutor();
  private final boolean traceComments;
  private final Gate gate;
  private final DataPlane plane;
  private final StreamListener listener;

  /** How both sides are secured. */
  enum Secrecy {
    PLAINTEXT,
    TLS
  }

  /** Starts one. */
  Through(RealServer server, Secrecy secrecy) throws IOException {
    this(server, secrecy, PostgresLimits.DEFAULT);
  }

  Through(RealServer server, Secrecy secrecy, PostgresLimits limits) throws IOException {
    this(server, Tracing.OFF, secrecy, limits, ScriptedPolicy.OPEN);
  }

  /** One whose policy asks people. */
  static Through asking(RealServer server, Policy policy) throws IOException {
    return traced(server, policy, Tracing.OFF);
  }

  /** One that keeps traces, and reads and writes them in comments. */
  static Through traced(RealServer server, Policy policy, Tracing tracing) throws IOException {
    return new Through(server, tracing, Secrecy.PLAINTEXT, PostgresLimits.DEFAULT, policy);
  }

  private Through(
      RealServer server, Tracing tracing, Secrecy secrecy, PostgresLimits limits, Policy policy)
      throws IOException {
    Path directory = server.directory();
    TlsFiles tls = server.tls();
    this.desk =
        new ApprovalDesk(
            new ApprovalDesk.Records(kept, new MemoryTrail()),
            DeskLimits.DEFAULT,
            InstantSource.system(),
            reviewer -> true);
    this.traceComments = tracing != Tracing.OFF;
    boolean secured = secrecy == Secrecy.TLS;
    Path secret = Files.writeString(directory.resolve("password"), "pencil\n");
    this.leases = new Leases(Map.of("password", new CredentialSource.SecretFile(secret)));
    Lexicon words = new Lexicon("shop", "PostgresServer", Set.of(), false, Map.of(), 1);
    this.gate =
        new Gate(
            new Rules(1, policy, Map.of("shop", words)),
            standing,
            InstantSource.system(),
            GateLimits.DEFAULT,
            Optional.of(new People(desk, control)));
    this.plane =
        DataPlane.start(
            new DataPlaneSettings(
                ListenSettings.loopback(0), LOOPS, 0, Transport.best(), DriveLimits.DEFAULT),
            new DataPlane.Parts(
                gate,
                meters.counted(ledger),
                (head, facts) -> {
                  throw new IllegalStateException("no HTTP here");
                },
                OneToken::new,
                leases,
                List.of(),
                List.of(
                    StreamTarget.at(
                            "shop",
                            "postgres",
                            new StreamTarget.Address("127.0.0.1", server.port()),
                            secured
                                ? new StreamTarget.Secrecy(
                                    StreamTarget.Secrecy.Level.FULL, Optional.of(tls.certificate()))
                                : StreamTarget.Secrecy.OFF)
                        .withAccounts(
                            Map.of(
                                "any",
                                new StreamTarget.Account(
                                    "any", new StreamTarget.Proof.Secret("password"))))),
                meters,
                tracing));
    PostgresSessions sessions =
        new PostgresSessions(
            limits,
            new PostgresSessions.Surroundings(new SecureRandom(), InstantSource.system()),
            name -> name.equals("shop") ? Optional.of(target(secured, words)) : Optional.empty());
    PostgresDoor door =
        new PostgresDoor(
            "postgres://gate.test",
            secured ? PostgresDoor.Encryption.REQUIRED : PostgresDoor.Encryption.NONE,
            Optional.empty(),
            false,
            Optional.of("https://gate.test/review/"));
    Optional<StreamSettings.Secrecy> offered =
        secured
            ? Optional.of(new StreamSettings.Secrecy(tls, "postgresql", Optional.empty()))
            : Optional.empty();
    this.listener =
        plane.listen(StreamSettings.loopback(0, offered), peer -> sessions.session(door));
  }

  private PostgresTarget target(boolean secured, Lexicon words) {
    return new PostgresTarget(
        "shop",
        "postgres",
        Map.of(
            "scram", PostgresTarget.Account.ofPassword("scram", "scram_role", "password"),
            "md5", PostgresTarget.Account.ofPassword("md5", "md5_role", "password"),
            "clear", PostgresTarget.Account.ofPassword("clear", "clear_role", "password")),
        secured ? PostgresTarget.Encryption.TLS : PostgresTarget.Encryption.PLAINTEXT,
        secured ? PostgresTarget.Passwords.CLEARTEXT : PostgresTarget.Passwords.MD5,
        RecordLevel.RAW,
        times,
        traceComments,
        () -> words);
  }

  int port() {
    return listener.port();
  }

  /** A connection of pgjdbc. */
  Connection connect(String account, Map<String, String> more) throws SQLException {
    Properties properties = new Properties();
    properties.put("user", account + "~token");
    properties.put("password", "ana-token");
    properties.put("sslmode", "disable");
    properties.put("gssEncMode", "disable");
    properties.putAll(more);
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port() + "/shop", properties);
  }

  /** Locks the person behind the token. Over when it returns. */
  void lock() {
    standing.change(locks ->
        locks.with(new Lock(Lock.Scope.PERSON, "ana", "off-boarded", "olga", Instant.now())));
    gate.review().join();
  }

  /** How many sessions run. */
  int sessions() {
    return plane.sessions();
  }

  boolean drain() throws InterruptedException {
    return plane.drain(Duration.ofSeconds(30));
  }

  @Override
  public void close() {
    plane.close();
    control.shutdownNow();
  }

  /** Knows one token. */
  private static final class OneToken implements ProofDesk {
    @Override
    public Optional<ProofAnswer> known(Proof proof) {
      return Optional.empty();
    }

    @Override
    public void verify(Proof proof, Consumer<ProofAnswer> answer) {
      if (!proof.token().equals("ana-token")) {
        answer.accept(new ProofAnswer.Refused(false, "unknown"));
        return;
      }
      Instant now = Instant.now();
      SignIn ana = ScriptedGate.signIn("ana");
      answer.accept(
          new ProofAnswer.Accepted(
              new SignIn(ana.principal(), now, now.plus(Duration.ofHours(1)), ana.proof())));
    }
  }
}
