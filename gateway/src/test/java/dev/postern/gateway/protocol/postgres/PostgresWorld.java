package dev.postern.gateway.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.protocol.postgres.wire.AuthenticationRequest;
import dev.postern.gateway.protocol.postgres.wire.BackendFrames;
import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.BackendPrinter;
import dev.postern.gateway.protocol.postgres.wire.FrontendPrinter;
import dev.postern.gateway.protocol.postgres.wire.Read;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.protocol.postgres.wire.StartPacket;
import dev.postern.gateway.protocol.postgres.wire.WireLimits;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Peer;
import dev.postern.gateway.session.ScriptedStream;
import dev.postern.gateway.session.Secured;
import dev.postern.gateway.target.RecordLevel;
import dev.postern.kernel.identity.SignIn;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Ref;
import dev.postern.kernel.policy.Policy;
import dev.postern.testkit.ScriptedGate;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** One PostgreSQL target called {@code shop} behind the gate, and its scripted clients. */
final class PostgresWorld {
  /** How a server asks for SCRAM. */
  static final AuthenticationRequest SCRAM =
      new AuthenticationRequest.Sasl(List.of("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256"));

  static final PostgresDoor.OAuth OAUTH =
      new PostgresDoor.OAuth("https://issuer.test/.well-known/openid-configuration", "openid db");
  static final PostgresDoor PLAIN =
      new PostgresDoor("postgres://gate.test", PostgresDoor.Encryption.NONE, Optional.of(OAUTH));
  static final PostgresDoor OFFERED =
      new PostgresDoor("postgres://gate.test", PostgresDoor.Encryption.OFFERED, Optional.of(OAUTH));
  static final PostgresDoor REQUIRED =
      new PostgresDoor(
          "postgres://gate.test", PostgresDoor.Encryption.REQUIRED, Optional.of(OAUTH));
  static final Secured NO_ALPN = new Secured(Optional.empty(), List.of(), Optional.empty());
  static final Secured ALPN = new Secured(Optional.of("postgresql"), List.of(), Optional.empty());
  private static final Map<String, PostgresTarget.Account> ACCOUNTS =
      Map.of(
          "reporting",
          PostgresTarget.Account.ofPassword("reporting", "report_ro", "report-password"),
          "lost",
          PostgresTarget.Account.ofPassword("lost", "lost_role", "no-such-credential"));
  private static final InetSocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);
  static final byte[] KEY = {1, 2, 3, 4};

  final ScriptedGate gate;
  final PostgresSessions sessions;
  private final ScriptedStream.Hub hub = new ScriptedStream.Hub();
  private final Map<String, SignIn> tokens = new HashMap<>();
  private final Map<String, byte[]> secrets = new HashMap<>();
  PostgresTarget.Encryption encryption = PostgresTarget.Encryption.PLAINTEXT;

  PostgresTarget.Times times = PostgresTarget.Times.DEFAULT;

  /** Whether the target's file has its accounts. */
  boolean offered = true;

  /** The scripted server asks for nothing, unless a test makes it. */
  PostgresTarget.Passwords passwords = PostgresTarget.Passwords.NONE;

  PostgresWorld(Policy policy) {
    this(policy, PostgresLimits.DEFAULT);
  }

  PostgresWorld(Policy policy, PostgresLimits limits) {
    this(policy, limits, RelayStatements::new);
  }

  /** The same with the gateway's own statements instead of a bare relay. */
  static PostgresWorld ofStatements(Policy policy, PostgresLimits limits) {
    return new PostgresWorld(policy, limits, Relay::begin);
  }

  /** The same with statements of a test's own. */
  static PostgresWorld withStatements(Policy policy, Statements.Maker statements) {
    return new PostgresWorld(policy, PostgresLimits.DEFAULT, statements);
  }

  private PostgresWorld(Policy policy, PostgresLimits limits, Statements.Maker statements) {
    this.gate =
        new ScriptedGate(
            policy,
            epoch ->
                new Lexicon(
                    "shop",
                    "PostgresServer",
                    Set.of(new Ref("Env", "test")),
                    false,
                    Map.of(),
                    epoch));
    this.sessions =
        new PostgresSessions(
            limits,
            new PostgresSessions.Surroundings(new Random(11), gate::now),
            name -> name.equals("shop") ? Optional.of(target()) : Optional.empty(),
            statements);
    tokens.put("ana-token", ScriptedGate.signIn("ana"));
    tokens.put("bob-token", ScriptedGate.signIn("bob"));
    secrets.put("report-password", "pencil".getBytes(StandardCharsets.UTF_8));
  }

  /** From now on this is the secret of {@code reporting}. */
  void secret(String text) {
    secrets.put("report-password", text.getBytes(StandardCharsets.UTF_8));
  }

  /** From now on a proof proves somebody. */
  void knows(String proof, SignIn signIn) {
    tokens.put(proof, signIn);
  }

  private PostgresTarget target() {
    return new PostgresTarget(
        "shop",
        "orders",
        offered ? ACCOUNTS : Map.of(),
        encryption,
        passwords,
        RecordLevel.RAW,
        times,
        gate::lexicon);
  }

  /** A client's connection, of which nothing has been said. */
  ScriptedStream connect(PostgresDoor door) {
    return connect(door, Optional.empty());
  }

  /** One for which there is no room. */
  ScriptedStream crowded(PostgresDoor door) {
    return connect(door, new Peer(ADDRESS, false, Optional.empty(), false));
  }

  ScriptedStream connect(PostgresDoor door, Optional<Secured> tls) {
    return connect(door, new Peer(ADDRESS, false, tls));
  }

  private ScriptedStream connect(PostgresDoor door, Peer peer) {
    ScriptedStream stream =
        new ScriptedStream(
            new ScriptedStream.Surroundings(
                gate,
                hub,
                token -> Optional.ofNullable(tokens.get(token)),
                name -> Optional.ofNullable(secrets.get(name)).map(byte[]::clone)),
            sessions.session(door));
    return stream.tell(new Event.Opened(peer));
  }

  /** A client that has sent a token for {@code reporting} on {@code shop}. */
  ScriptedStream proven() {
    return connect(PLAIN)
        .client(startUp(0, "user", "reporting~token", "database", "shop"))
        .client(FrontendPrinter.password(ascii("ana-token")));
  }

  /** The same, and the target has answered it until the session is ready. */
  ScriptedStream ready() {
    return settled(proven().dialled(1).target(1, accepted()));
  }

  static ScriptedStream settled(ScriptedStream stream) {
    return stream
        .target(1, status("TimeZone", "UTC"))
        .target(1, print(new BackendMessage.BackendKeyData(4242, Slice.of(KEY.clone()))))
        .target(1, print(new BackendMessage.ReadyForQuery(BackendMessage.TransactionStatus.IDLE)));
  }

  /** What tells how statements are to be read. */
  static ScriptedStream reporting(ScriptedStream stream) {
    return stream
        .target(1, status("server_version", "18.1"))
        .target(1, status("client_encoding", "UTF8"))
        .target(1, status("standard_conforming_strings", "on"));
  }

  private static byte[] status(String name, String value) {
    return print(new BackendMessage.ParameterStatus(Slice.of(name), Slice.of(value)));
  }

  static byte[] accepted() {
    return asks(new AuthenticationRequest.Ok());
  }

  static byte[] asks(AuthenticationRequest request) {
    return print(new BackendMessage.Authentication(request));
  }

  static byte[] print(BackendMessage message) {
    return BackendPrinter.print(message);
  }

  static byte[] startUp(int minor, String... parameters) {
    List<StartPacket.Parameter> list = new ArrayList<>();
    for (int i = 0; i < parameters.length; i += 2) {
      list.add(new StartPacket.Parameter(Slice.of(parameters[i]), Slice.of(parameters[i + 1])));
    }
    return FrontendPrinter.print(new StartPacket.Startup(3, minor, list));
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** What the client was shown, as messages; single bytes in front are answers about TLS. */
  static List<BackendMessage> shown(ScriptedStream stream) {
    return messages(stream.shown());
  }

  static List<BackendMessage> messages(byte[] bytes) {
    BackendFrames frames = new BackendFrames(WireLimits.DEFAULT);
    frames.add(ByteBuffer.wrap(bytes));
    List<BackendMessage> messages = new ArrayList<>();
    while (frames.next()
        instanceof Read.Message<BackendMessage>(BackendMessage message, Slice whole)) {
      messages.add(message);
    }
    if (frames.unread() > 0) {
      throw new AssertionError(frames.unread() + " bytes are no message");
    }
    return messages;
  }

  /** The error that the client was shown last: its SQLSTATE and its message. */
  static String error(ScriptedStream stream) {
    byte[] shown = stream.shown();
    int skip = 0;
    while (skip < shown.length
        && (shown[skip] == 'S' || shown[skip] == 'N')
        && shown[skip + 1] != 0) {
      skip++;
    }
    List<BackendMessage> all = messages(Arrays.copyOfRange(shown, skip, shown.length));
    return all.isEmpty() || !(all.getLast() instanceof BackendMessage.ErrorResponse last)
        ? "no error"
        : last.report().sqlState() + " " + last.report().message();
  }

  /** One whose target has agreed to TLS. */
  ScriptedStream secured() {
    return proven().dialled(1).target(1, new byte[] {'S'}).tell(new Event.LegSecured(1, NO_ALPN));
  }

  /** Lets the target ask for SCRAM and challenge; its side of the exchange. */
  static ScramServer challenged(ScriptedStream stream) {
    stream.target(1, asks(SCRAM));
    ScramServer server = new ScramServer(stream.sent().getLast().bytes());
    stream.target(1, asks(new AuthenticationRequest.SaslContinue(server.first())));
    return server;
  }

  /** Nothing is left of a session. */
  static void over(ScriptedStream stream) {
    assertThat(stream.done()).isTrue();
    assertThat(stream.hungUp()).isTrue();
    assertThat(stream.legs()).isEmpty();
    assertThat(stream.open()).isEmpty();
  }
}
