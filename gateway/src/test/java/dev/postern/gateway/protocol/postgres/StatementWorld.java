package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.AuthenticationRequest;
import dev.postern.gateway.protocol.postgres.wire.BackendFrames;
import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.BackendPrinter;
import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendPrinter;
import dev.postern.gateway.protocol.postgres.wire.Read;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.protocol.postgres.wire.StartPacket;
import dev.postern.gateway.protocol.postgres.wire.WireLimits;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Peer;
import dev.postern.gateway.session.ScriptedStream;
import dev.postern.gateway.target.RecordLevel;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.policy.Policy;
import dev.postern.testkit.ScriptedGate;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** A session that is ready, between a scripted client and a model of the server. */
final class StatementWorld {
  final ScriptedGate gate;
  final ScriptedStream stream;
  final ModelServer server;
  private int delivered;
  private int greeted;
  private boolean holding;

  StatementWorld(Policy policy) {
    this(policy, RecordLevel.MASKED);
  }

  StatementWorld(Policy policy, RecordLevel record) {
    this(policy, record, StatementLimits.DEFAULT);
  }

  StatementWorld(Policy policy, RecordLevel record, StatementLimits limits) {
    this(policy, record, limits, PostgresTarget.Times.DEFAULT);
  }

  StatementWorld(
      Policy policy, RecordLevel record, StatementLimits limits, PostgresTarget.Times times) {
    this(gate(policy), record, limits, times);
  }

  /** A session at a gate that has others. */
  StatementWorld(
      ScriptedGate gate, RecordLevel record, StatementLimits limits, PostgresTarget.Times times) {
    this(gate, record, limits, times, false);
  }

  /** One whose target's file asks for traces in comments. */
  static StatementWorld commenting(Policy policy) {
    return new StatementWorld(
        gate(policy), RecordLevel.RAW, StatementLimits.DEFAULT, PostgresTarget.Times.DEFAULT, true);
  }

  private StatementWorld(
      ScriptedGate gate,
      RecordLevel record,
      StatementLimits limits,
      PostgresTarget.Times times,
      boolean traceComments) {
    this.gate = gate;
    this.server = new ModelServer(text -> false);
    PostgresTarget target =
        new PostgresTarget(
            "shop",
            "orders",
            Map.of(
                "app",
                new PostgresTarget.Account("app", "app_role", Optional.empty(), Optional.empty())),
            PostgresTarget.Encryption.PLAINTEXT,
            PostgresTarget.Passwords.SCRAM,
            record,
            times,
            traceComments,
            gate::lexicon);
    PostgresSessions sessions =
        new PostgresSessions(
            PostgresLimits.DEFAULT,
            new PostgresSessions.Surroundings(new Random(5), gate::now),
            name -> name.equals("shop") ? Optional.of(target) : Optional.empty(),
            (conversation, opened, ready) -> Relay.begin(conversation, opened, ready, limits));
    PostgresDoor door =
        new PostgresDoor(
            "postgres://gate.test",
            PostgresDoor.Encryption.NONE,
            Optional.empty(),
            false,
            Optional.of("https://gate.test/review/"));
    this.stream =
        new ScriptedStream(
            new ScriptedStream.Surroundings(
                gate,
                new ScriptedStream.Hub(),
                token -> Optional.of(ScriptedGate.signIn("ana")),
                name -> Optional.empty()),
            sessions.session(door));
    open();
  }

  private static ScriptedGate gate(Policy policy) {
    return new ScriptedGate(
        policy, epoch -> new Lexicon("shop", "PostgresServer", Set.of(), false, Map.of(), epoch));
  }

  private void open() {
    Peer peer =
        new Peer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711), false, Optional.empty());
    stream
        .tell(new Event.Opened(peer))
        .client(
            FrontendPrinter.print(
                new StartPacket.Startup(
                    3, 0, List.of(parameter("user", "app~token"), parameter("database", "shop")))))
        .client(FrontendPrinter.password("t".getBytes(StandardCharsets.UTF_8)))
        .dialled(1)
        .target(
            1,
            bytes(
                new BackendMessage.Authentication(new AuthenticationRequest.Ok()),
                status("server_version", "18.1"),
                status("client_encoding", "UTF8"),
                status("standard_conforming_strings", "on"),
                new BackendMessage.BackendKeyData(7, Slice.of(new byte[] {1, 2, 3, 4})),
                new BackendMessage.ReadyForQuery(BackendMessage.TransactionStatus.IDLE)));
    delivered = stream.sent().size();
    greeted = stream.shown().length;
  }

  private static StartPacket.Parameter parameter(String name, String value) {
    return new StartPacket.Parameter(Slice.of(name), Slice.of(value));
  }

  static BackendMessage status(String name, String value) {
    return new BackendMessage.ParameterStatus(Slice.of(name), Slice.of(value));
  }

  static byte[] bytes(BackendMessage... messages) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (BackendMessage message : messages) {
      all.writeBytes(BackendPrinter.print(message));
    }
    return all.toByteArray();
  }

  /** The bytes of messages of a client. */
  static byte[] bytes(FrontendMessage... messages) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (FrontendMessage message : messages) {
      all.writeBytes(FrontendPrinter.print(message));
    }
    return all.toByteArray();
  }

  static FrontendMessage query(String text) {
    return new FrontendMessage.Query(Slice.of(text));
  }

  static FrontendMessage parse(String name, String text) {
    return new FrontendMessage.Parse(Slice.of(name), Slice.of(text), List.of());
  }

  static FrontendMessage bind(String portal, String statement, String... values) {
    return new FrontendMessage.Bind(
        Slice.of(portal),
        Slice.of(statement),
        List.of(),
        Arrays.stream(values).map(Slice::of).map(Optional::of).toList(),
        List.of());
  }

  static FrontendMessage execute(String portal, int rows) {
    return new FrontendMessage.Execute(Slice.of(portal), rows);
  }

  static FrontendMessage sync() {
    return new FrontendMessage.Sync();
  }

  /** Keeps what the target is sent away from it, or lets it have it. */
  StatementWorld hold(boolean hold) {
    holding = hold;
    return settle();
  }

  /** Sends messages of the client, and lets the server answer. */
  StatementWorld send(FrontendMessage... messages) {
    return send(bytes(messages));
  }

  StatementWorld send(byte[] bytes) {
    stream.client(bytes);
    return settle();
  }

  /** Lets both ends talk until all is quiet. */
  StatementWorld settle() {
    while (!holding && delivered < stream.sent().size()) {
      ScriptedStream.Sent frame = stream.sent().get(delivered++);
      if (frame.leg() == 1) {
        byte[] said = server.receive(frame.bytes());
        if (said.length > 0) {
          stream.target(1, said);
        }
      }
    }
    return this;
  }

  /** What the client was shown since the session was ready, one word or two for each message. */
  List<String> shown() {
    byte[] all = stream.shown();
    return summaries(Arrays.copyOfRange(all, greeted, all.length));
  }

  /** Messages of a server in short. */
  static List<String> summaries(byte[] bytes) {
    BackendFrames frames = new BackendFrames(WireLimits.DEFAULT);
    List<String> list = new ArrayList<>();
    // One at a time, so that runs are as long as their messages whatever came together.
    for (int at = 0; at < bytes.length; ) {
      int length = 1 + ByteBuffer.wrap(bytes, at + 1, 4).getInt();
      frames.add(ByteBuffer.wrap(Arrays.copyOfRange(bytes, at, at + length)));
      if (frames.next()
          instanceof Read.Message<BackendMessage>(BackendMessage message, Slice raw)) {
        list.add(summary(message, raw));
      } else {
        throw new AssertionError("the client was shown what is no message");
      }
      at += length;
    }
    return list;
  }

  private static String summary(BackendMessage message, Slice raw) {
    return switch (message) {
      case BackendMessage.ErrorResponse error ->
          "error " + error.report().sqlState() + " " + error.report().message();
      case BackendMessage.NoticeResponse notice ->
          "notice " + notice.report().sqlState() + " " + notice.report().message();
      case BackendMessage.CommandComplete complete -> complete.tag().text();
      case BackendMessage.ReadyForQuery ready -> "ready " + (char) ready.status().code();
      case BackendMessage.DataRows rows -> "row " + raw.text().substring(11);
      default -> message.getClass().getSimpleName();
    };
  }
}
