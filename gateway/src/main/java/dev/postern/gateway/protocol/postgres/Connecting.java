package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.AuthenticationRequest;
import dev.postern.gateway.protocol.postgres.wire.BackendFrames.TlsAnswer;
import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendPrinter;
import dev.postern.gateway.protocol.postgres.wire.Read;
import dev.postern.gateway.protocol.postgres.wire.Report;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.protocol.postgres.wire.StartPacket;
import dev.postern.gateway.protocol.postgres.wire.WireFault;
import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Secured;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Ending;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Revocation;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * An opening was admitted: the target is dialled, encrypted and signed in to, and tells what the
 * client must know, until it is ready. The client hears that it is signed in only when the target
 * has accepted the account.
 */
final class Connecting implements Phase {
  /** The server's word for a wrong password, which may be one that is being changed. */
  private static final String INVALID_PASSWORD = "28P01";

  private static final String NOT_ACCEPTED = "it did not accept the gateway's sign-in";

  /** How far it has come. */
  private enum At {
    DIALLING,
    ASKING_FOR_TLS,
    SECURING,
    SIGNING_IN,
    RENEWING,
    SETTLING
  }

  private final Conversation conversation;
  private final Opened opened;
  private final PostgresTarget.Account account;
  private At at = At.DIALLING;
  private boolean told;
  private Optional<TargetSignIn> signIn = Optional.empty();
  private Optional<CancelKeys.Held> key = Optional.empty();
  private final Optional<Renewing> renewing;
  private final BooleanSupplier another;

  /**
   * @param another begins again with another account that is made for it; false when that was tried
   *     often enough
   */
  Connecting(Conversation conversation, Opened opened, BooleanSupplier another) {
    this.conversation = conversation;
    this.opened = opened;
    this.account = opened.account();
    this.another = another;
    this.renewing =
        account
            .credential()
            .map(name -> new Renewing(conversation, opened.passage(), name, this::begin));
  }

  /** Its credential cannot be had. */
  void withoutCredential() {
    fail("its credential cannot be had");
  }

  void begin() {
    at = At.DIALLING;
    conversation.dial(opened.passage());
  }

  @Override
  public void dialled() {
    switch (opened.target().encryption()) {
      case TLS -> {
        at = At.ASKING_FOR_TLS;
        send(FrontendPrinter.print(new StartPacket.SslRequest()));
      }
      case PLAINTEXT -> start(Optional.empty());
    }
  }

  @Override
  public void targetSecured(Secured tls) {
    start(Optional.of(tls));
  }

  private void start(Optional<Secured> tls) {
    at = At.SIGNING_IN;
    signIn = Optional.of(new TargetSignIn(conversation, opened, account, tls));
    send(new StartParameters(opened.start(), opened.target(), account).packet());
  }

  private void send(byte[] frame) {
    conversation.send(opened.passage(), Slice.of(frame));
  }

  @Override
  public void readTarget() {
    while (!conversation.over() && conversation.phase() == this) {
      switch (at) {
        case DIALLING, SECURING, RENEWING -> {
          if (conversation.target().unread() > 0) {
            fail("it spoke before it was asked");
          }
          return;
        }
        case ASKING_FOR_TLS -> {
          if (!readTlsAnswer()) {
            return;
          }
        }
        case SIGNING_IN, SETTLING -> {
          if (!readMessage()) {
            return;
          }
        }
      }
    }
  }

  private boolean readTlsAnswer() {
    return switch (conversation.target().nextTlsAnswer()) {
      case Read.More<TlsAnswer> more -> false;
      case Read.Broken<TlsAnswer>(WireFault fault) -> fail(fault.text());
      case Read.Message<TlsAnswer>(TlsAnswer answer, Slice bytes) -> {
        if (answer == TlsAnswer.NO) {
          yield fail("it takes no TLS, and plaintext is not allowed");
        }
        // What came behind the answer came in the clear and would be read as if it had not.
        if (conversation.target().unread() > 0) {
          yield fail("it sent unencrypted data before TLS");
        }
        at = At.SECURING;
        conversation.emit(new Command.Secure(Conversation.TARGET, account.certificate()));
        yield false;
      }
    };
  }

  private boolean readMessage() {
    if (signIn.map(TargetSignIn::proving).orElse(false)) {
      return conversation.target().unread() > 0 && fail("it spoke before it was answered");
    }
    return switch (conversation.target().next()) {
      case Read.More<BackendMessage> more -> false;
      case Read.Broken<BackendMessage>(WireFault fault) -> fail(fault.text());
      case Read.Message<BackendMessage>(BackendMessage message, Slice bytes) -> {
        if (at == At.SIGNING_IN) {
          signingIn(message);
        } else {
          settling(message, bytes);
        }
        yield true;
      }
    };
  }

  private void signingIn(BackendMessage message) {
    switch (message) {
      case BackendMessage.Authentication(AuthenticationRequest request) -> asked(request);
      case BackendMessage.NegotiateProtocolVersion negotiation -> {
        boolean older = negotiation.newest() >>> 16 == 3 && negotiation.unknownOptions().isEmpty();
        if (!older) {
          fail("it does not speak this protocol");
        }
      }
      case BackendMessage.NoticeResponse notice -> {}
      case BackendMessage.ErrorResponse(Report report) -> notAccepted(report);
      default -> fail("it said what has no place during sign-in");
    }
  }

  private void asked(AuthenticationRequest request) {
    switch (signIn.orElseThrow().asked(request)) {
      case TargetSignIn.Outcome.Goes goes -> {}
      case TargetSignIn.Outcome.Failed(String why) -> fail(why);
      case TargetSignIn.Outcome.Accepted accepted -> {
        at = At.SETTLING;
      }
    }
  }

  /** The server looks for the role once more when it has signed in: until then nothing is told. */
  private void settling(BackendMessage message, Slice bytes) {
    boolean gone =
        !told
            && account.callers().made()
            && message instanceof BackendMessage.ErrorResponse(Report report)
            && report.sqlState().startsWith("28");
    if (gone && another.getAsBoolean()) {
      return;
    }
    if (!told) {
      told = true;
      conversation.say(new BackendMessage.Authentication(new AuthenticationRequest.Ok()));
    }
    settled(message, bytes);
  }

  private void settled(BackendMessage message, Slice bytes) {
    switch (message) {
      case BackendMessage.ParameterStatus status -> {
        conversation.settings().heard(status);
        conversation.show(opened.passage(), bytes);
      }
      case BackendMessage.NoticeResponse notice -> conversation.show(opened.passage(), bytes);
      case BackendMessage.BackendKeyData(int process, Slice theirs) -> takeKey(process, theirs);
      case BackendMessage.ErrorResponse error -> {
        conversation.show(opened.passage(), bytes);
        conversation.finish(Leaf.End.FAILED);
      }
      case BackendMessage.ReadyForQuery ready -> Ready.begin(conversation, opened, key, bytes);
      default -> fail("it said what has no place before it is ready");
    }
  }

  /** The client gets a key of ours: it names this session, and no other gateway knows it. */
  private void takeKey(int process, Slice theirs) {
    if (key.isPresent()) {
      fail("it gave two cancel keys");
      return;
    }
    int length = opened.start().minor() < 2 ? CancelKeys.SHORT : CancelKeys.LONG;
    CancelKeys.Held held =
        conversation.sessions().cancels().hold(opened.session(), process, length, theirs);
    key = Optional.of(held);
    conversation.say(new BackendMessage.BackendKeyData(process, held.ours()));
  }

  @Override
  public void proved(PostgresNote outcome) {
    signIn.ifPresent(waiting -> waiting.proved(outcome));
    readTarget();
  }

  /**
   * A target's words about a sign-in of the gateway's are not for the client: they name the role
   * and how it failed.
   */
  private void notAccepted(Report report) {
    boolean proven = signIn.map(TargetSignIn::proven).orElse(false);
    if (proven
        && report.sqlState().equals(INVALID_PASSWORD)
        && account.callers().made()
        && another.getAsBoolean()) {
      return;
    }
    if (proven && report.sqlState().equals(INVALID_PASSWORD) && renews(NOT_ACCEPTED)) {
      return;
    }
    if (report.sqlState().startsWith("28")) {
      fail(NOT_ACCEPTED);
    } else {
      conversation.end(
          Report.of("FATAL", fit(report.sqlState()), "target_failed: " + report.message()),
          Leaf.End.FAILED);
    }
  }

  private boolean renews(String why) {
    boolean waits = renewing.map(credential -> credential.again(why)).orElse(false);
    if (waits) {
      at = At.RENEWING;
    }
    return waits;
  }

  @Override
  public void renewed(Event.Renewal renewal) {
    if (at == At.RENEWING) {
      renewing.orElseThrow().renewed(renewal).ifPresent(this::fail);
    }
  }

  @Override
  public void timer(int timer) {
    if (at == At.RENEWING && timer == PostgresSession.RENEWING) {
      renewing.orElseThrow().waited();
    }
  }

  private static String fit(String sqlState) {
    return sqlState.matches("[0-9A-Z]{5}") ? sqlState : "08006";
  }

  private boolean fail(String why) {
    conversation.turnAway(
        "08006", "target_failed: the target " + opened.target().name() + " cannot be used: " + why);
    return false;
  }

  @Override
  public void targetGone(Event.Failure failure, String why) {
    String told =
        switch (failure) {
          case UNREACHABLE -> "it cannot be reached";
          case BROKEN -> "it closed the connection";
          case MALFORMED -> "it broke the protocol";
          case TIMEOUT -> "it took too long";
          case NO_CREDENTIAL -> "its credential cannot be had";
          case TAKEN_BACK -> "the session was taken back";
        };
    boolean proving = signIn.map(TargetSignIn::proving).orElse(false);
    // Its file may be written at this moment.
    if (!(proving && failure == Event.Failure.NO_CREDENTIAL && renews(told))) {
      fail(told);
    }
  }

  @Override
  public void revoked(Passage passage, Revocation why) {
    conversation.end(Told.takenBack(why), Leaf.End.REVOKED);
  }

  @Override
  public void readClient() {
    if (conversation.client().unread() > 0) {
      conversation.turnAway("08P01", "a message came before the session was open");
    }
  }

  @Override
  public void clientGone() {
    conversation.finish(Leaf.End.CANCELLED);
  }

  @Override
  public void drain() {
    conversation.turnAway("57P03", "the gateway is stopping");
  }

  @Override
  public void over(Leaf.End end) {
    key.ifPresent(held -> conversation.sessions().cancels().drop(held));
    conversation.emit(new Command.Close(opened.passage(), Ending.of(end)));
  }
}
