package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.AuthenticationRequest;
import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.BackendPrinter;
import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendPrinter;
import dev.postern.gateway.protocol.postgres.wire.Report;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.protocol.postgres.wire.WireLimits;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.ScriptedStream;
import dev.postern.kernel.masking.Masking;
import dev.postern.kernel.policy.Policy;
import dev.postern.testkit.ProtocolStage;
import dev.postern.testkit.ScriptedGate;
import dev.postern.testkit.ScriptedPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The contract's scenes in PostgreSQL's protocol: a part is what a statement selects. */
final class PostgresStage implements ProtocolStage {
  /** How statements are asked. */
  enum Speaking {
    SIMPLE,
    EXTENDED
  }

  private static final int STATEMENT = 4_096;
  private static final Pattern POISON = Pattern.compile("refused_by_postern_[0-9a-f]+");
  private static final byte[] SYNC = FrontendPrinter.print(new FrontendMessage.Sync());

  private final PostgresWorld world;
  private final Speaking speaking;

  PostgresStage(Policy policy, Speaking speaking) {
    WireLimits wire = WireLimits.DEFAULT;
    PostgresLimits limits = PostgresLimits.DEFAULT;
    this.speaking = speaking;
    this.world =
        PostgresWorld.ofStatements(
            policy,
            new PostgresLimits(
                new WireLimits(
                    wire.startup(),
                    wire.proof(),
                    STATEMENT,
                    STATEMENT,
                    wire.request(),
                    wire.copy(),
                    wire.row(),
                    wire.report(),
                    wire.description(),
                    wire.result(),
                    wire.reply()),
                limits.waitingBytes(),
                limits.parameters(),
                limits.signIn(),
                limits.closing(),
                limits.cancel(),
                limits.cancelsPerSource(),
                limits.cancels(),
                Duration.ofSeconds(1),
                limits.scramIterations(),
                limits.holdNotice(),
                limits.renewals()));
  }

  @Override
  public ScriptedGate gate() {
    return world.gate;
  }

  @Override
  public void open() {
    // Every talk has a connection of its own.
  }

  @Override
  public byte[] use(String part) {
    Slice text = Slice.of("select " + part);
    return switch (speaking) {
      case SIMPLE -> FrontendPrinter.print(new FrontendMessage.Query(text));
      case EXTENDED ->
          PostgresWorld.concat(
              FrontendPrinter.print(new FrontendMessage.Parse(Slice.EMPTY, text, List.of())),
              FrontendPrinter.print(
                  new FrontendMessage.Bind(
                      Slice.EMPTY, Slice.EMPTY, List.of(), List.of(), List.of())),
              FrontendPrinter.print(
                  new FrontendMessage.Describe(FrontendMessage.Named.PORTAL, Slice.EMPTY)),
              FrontendPrinter.print(new FrontendMessage.Execute(Slice.EMPTY, 0)),
              SYNC);
    };
  }

  @Override
  public byte[] unknown() {
    return new byte[] {'y', 0, 0, 0, 4};
  }

  @Override
  public byte[] tooLong() {
    return FrontendPrinter.print(new FrontendMessage.Query(Slice.of("x".repeat(STATEMENT))));
  }

  @Override
  public byte[] reply(String content) {
    byte[] rows =
        PostgresWorld.concat(
            BackendPrinter.print(
                new BackendMessage.RowDescription(
                    List.of(
                        new BackendMessage.Column(Slice.of("value"), 16_384, 1, 25, -1, -1, 0)))),
            BackendPrinter.row(List.of(Optional.of(Slice.of(content)))),
            BackendPrinter.print(new BackendMessage.CommandComplete(Slice.of("SELECT 1"))));
    byte[] made =
        switch (speaking) {
          case SIMPLE -> new byte[0];
          case EXTENDED ->
              PostgresWorld.concat(
                  BackendPrinter.print(new BackendMessage.ParseComplete()),
                  BackendPrinter.print(new BackendMessage.BindComplete()));
        };
    return PostgresWorld.concat(made, rows, ready(BackendMessage.TransactionStatus.IDLE));
  }

  @Override
  public byte[] replyEverywhere(String content) {
    return PostgresWorld.concat(
        BackendPrinter.print(
            new BackendMessage.ParameterStatus(Slice.of("application_name"), Slice.of(content))),
        BackendPrinter.print(
            new BackendMessage.NoticeResponse(
                Report.of("NOTICE", "00000", content).with('D', content))),
        BackendPrinter.print(
            new BackendMessage.NotificationResponse(1, Slice.of(content), Slice.of(content))),
        reply(content));
  }

  private static byte[] ready(BackendMessage.TransactionStatus status) {
    return BackendPrinter.print(new BackendMessage.ReadyForQuery(status));
  }

  @Override
  public List<byte[]> hostile() {
    byte[] ready = ready(BackendMessage.TransactionStatus.IDLE);
    List<byte[]> answers = new ArrayList<>();
    answers.add(PostgresWorld.ascii("HTTP/1.1 200 OK\r\n\r\n"));
    answers.add(PostgresWorld.concat(ready, ready, ready));
    answers.add(PostgresWorld.asks(new AuthenticationRequest.Ok()));
    answers.add(BackendPrinter.print(new BackendMessage.BackendKeyData(1, Slice.of("key!"))));
    answers.add(BackendPrinter.print(new BackendMessage.CopyDone()));
    answers.add(BackendPrinter.print(new BackendMessage.PortalSuspended()));
    answers.add(BackendPrinter.print(new BackendMessage.CopyBothResponse(0, List.of())));
    answers.add(BackendPrinter.print(new BackendMessage.CloseComplete()));
    answers.add(BackendPrinter.row(List.of(Optional.of(Slice.of("a row before its columns")))));
    answers.add(BackendPrinter.copyData(Slice.of("data that nobody asked for")));
    answers.add(new byte[] {'D', 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff});
    answers.add(new byte[] {'E', 0, 0, 0, 3});
    answers.add(new byte[] {'D', 0, 0, 0, 10, 0, 1, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0});
    answers.add(new byte[] {0});
    answers.add(new byte[0]);
    return answers;
  }

  @Override
  public Masking hiding() {
    return new Masking(List.of(), Masking.Unmapped.WITHHELD);
  }

  @Override
  public Policy refusing() {
    return new ScriptedPolicy(
        operation -> operation.label().startsWith("connect "), part -> Masking.NONE);
  }

  @Override
  public Talk begin() {
    ScriptedStream stream = world.proven().dialled(1).target(1, PostgresWorld.accepted());
    return new PostgresTalk(PostgresWorld.settled(PostgresWorld.reporting(stream)));
  }

  private final class PostgresTalk implements Talk {
    private final ScriptedStream stream;
    private final int greeted;
    private final int sentBefore;
    private final long defectsBefore = world.sessions.defects();
    private int poisonsAnswered;
    private boolean gone;

    PostgresTalk(ScriptedStream stream) {
      this.stream = stream;
      // Whoever was turned away has heard nothing but that.
      this.greeted = stream.hungUp() ? 0 : stream.shown().length;
      this.sentBefore = stream.sent().size();
    }

    @Override
    public Talk send(List<byte[]> pieces) {
      pieces.forEach(stream::client);
      failPoisons();
      return this;
    }

    /** A poison fails at the target, which then skips to the end of the group. */
    private void failPoisons() {
      List<String> poisons = sent().filter(frame -> POISON.matcher(frame).find()).toList();
      boolean ended =
          speaking == Speaking.SIMPLE || sent().anyMatch(frame -> frame.startsWith("S\0\0\0\4"));
      for (String poison : poisons.subList(poisonsAnswered, ended ? poisons.size() : 0)) {
        poisonsAnswered++;
        Matcher nonce = POISON.matcher(poison);
        nonce.find();
        stream.target(
            1,
            PostgresWorld.concat(
                BackendPrinter.print(
                    new BackendMessage.ErrorResponse(
                        Report.of("ERROR", "42601", "syntax error at \"" + nonce.group() + "\""))),
                ready(BackendMessage.TransactionStatus.IDLE)));
      }
    }

    private Stream<String> sent() {
      return stream.sent().stream()
          .skip(sentBefore)
          .filter(frame -> frame.leg() == 1 && !frame.closing())
          .map(frame -> new String(frame.bytes(), StandardCharsets.ISO_8859_1));
    }

    @Override
    public int reached() {
      return sent().anyMatch(frame -> frame.contains("select ")) ? 1 : 0;
    }

    @Override
    public boolean heard(String text) {
      return sent().anyMatch(frame -> frame.contains(text));
    }

    @Override
    public void answer(List<byte[]> pieces) {
      pieces.forEach(piece -> stream.target(1, piece));
    }

    @Override
    public void breakOff(byte[] bytes) {
      stream.target(1, bytes).fails(1, Event.Failure.BROKEN);
    }

    @Override
    public void leave() {
      gone = true;
      stream.leave();
    }

    @Override
    public String shown() {
      byte[] all = stream.shown();
      return new String(
          Arrays.copyOfRange(all, Math.min(greeted, all.length), all.length),
          StandardCharsets.UTF_8);
    }

    @Override
    public boolean crashed() {
      return world.sessions.defects() != defectsBefore;
    }

    @Override
    public boolean over() {
      failPoisons();
      if (!gone && !stream.hungUp()) {
        leave();
      }
      if (stream.legs().contains(2)) {
        stream.dialled(2).ends(2);
      }
      stream.ends(1).timers();
      return stream.done() && stream.open().isEmpty() && stream.legs().isEmpty();
    }
  }
}
