package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.AuthenticationRequest;
import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.Proof;
import dev.postern.gateway.protocol.postgres.wire.Read;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.protocol.postgres.wire.WireFault;
import dev.postern.gateway.session.Command;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.identity.SignIn;
import java.util.List;
import java.util.Optional;

/**
 * A client proves who it is. Which method it is offered depends on the form of {@code user} and on
 * the listener alone: nobody learns here whether a target or an account exists. All reasons for
 * which a proof is not accepted have one answer.
 */
final class ClientSignIn implements Phase {
  /** What the client is expected to send. */
  private enum Expecting {
    PASSWORD,
    BEARER,
    /** The one byte that ends a failed exchange (RFC 7628, section 3.2.3). */
    ACKNOWLEDGEMENT,
    /** Nothing: its proof is being looked at. */
    NOTHING
  }

  private final Conversation conversation;
  private final StartUp start;
  private Expecting expecting;

  private ClientSignIn(Conversation conversation, StartUp start, Expecting expecting) {
    this.conversation = conversation;
    this.start = start;
    this.expecting = expecting;
  }

  /** Asks for the proof. */
  static void begin(Conversation conversation, StartUp start) {
    Optional<Expecting> method = method(conversation, start);
    if (method.isEmpty()) {
      conversation.turnAway(
          "28000",
          "sign in as user "
              + StartUp.quoted(start.account() + "~token")
              + " with a token as the password");
      return;
    }
    ClientSignIn signIn = new ClientSignIn(conversation, start, method.get());
    conversation.become(signIn);
    start
        .negotiate()
        .ifPresent(differs ->
            conversation.say(
                new BackendMessage.NegotiateProtocolVersion(
                    differs.newest(), differs.unknownOptions())));
    signIn.ask(
        method.get() == Expecting.PASSWORD
            ? new AuthenticationRequest.CleartextPassword()
            : new AuthenticationRequest.Sasl(List.of(Bearer.MECHANISM)));
  }

  private static Optional<Expecting> method(Conversation conversation, StartUp start) {
    if (start.tokenAsPassword()) {
      return Optional.of(Expecting.PASSWORD);
    }
    // libpq sends its token to whoever offers the mechanism, encrypted or not.
    boolean offered = conversation.terms().oauth().isPresent() && conversation.tls().isPresent();
    return offered ? Optional.of(Expecting.BEARER) : Optional.empty();
  }

  private void ask(AuthenticationRequest request) {
    conversation.say(new BackendMessage.Authentication(request));
    readClient();
  }

  @Override
  public void readClient() {
    while (!conversation.over() && conversation.phase() == this) {
      if (expecting == Expecting.NOTHING) {
        if (conversation.client().unread() > 0) {
          conversation.turnAway("08P01", "a message came while a proof was being looked at");
        }
        return;
      }
      switch (conversation.client().nextProof()) {
        case Read.More<Proof> more -> {
          return;
        }
        case Read.Broken<Proof>(WireFault fault) -> conversation.turnAway("08P01", fault.text());
        case Read.Message<Proof>(Proof proof, Slice bytes) -> take(proof);
      }
    }
  }

  private void take(Proof proof) {
    switch (expecting) {
      case PASSWORD ->
          proof
              .password()
              .ifPresentOrElse(
                  password -> prove(password.text()),
                  () -> conversation.turnAway("08P01", "this is no password message"));
      case BEARER -> takeBearer(proof);
      case ACKNOWLEDGEMENT -> fail();
      case NOTHING -> throw new IllegalStateException("nothing is read while nothing is expected");
    }
  }

  private void takeBearer(Proof proof) {
    Optional<Proof.SaslInitial> initial =
        proof.saslInitial().filter(sent -> sent.mechanism().equals(Bearer.MECHANISM));
    if (initial.isEmpty()) {
      conversation.turnAway("08P01", "this begins no exchange of " + Bearer.MECHANISM);
      return;
    }
    switch (Bearer.read(initial.get().response().orElse(Slice.EMPTY))) {
      case Bearer.Token(String token) -> prove(token);
      case Bearer.Discovery discovery -> tellWhere();
      case Bearer.Malformed malformed ->
          conversation.turnAway("08P01", "this is no message of " + Bearer.MECHANISM);
    }
  }

  private void prove(String token) {
    expecting = Expecting.NOTHING;
    conversation.emit(new Command.Prove(token, conversation.terms().audience()));
  }

  @Override
  public void signedIn(SignIn signIn) {
    Opening.begin(conversation, start, signIn);
  }

  @Override
  public void notSignedIn(boolean busy) {
    if (busy) {
      conversation.turnAway("53300", "too many sign-ins at once; try again");
    } else if (start.tokenAsPassword()) {
      fail();
    } else {
      tellWhere();
    }
  }

  /** Tells a client where it gets a token; then the exchange can only fail. */
  private void tellWhere() {
    expecting = Expecting.ACKNOWLEDGEMENT;
    conversation
        .terms()
        .oauth()
        .ifPresent(oauth ->
            ask(new AuthenticationRequest.SaslContinue(Slice.of(Bearer.invalidToken(oauth)))));
  }

  private void fail() {
    conversation.turnAway(
        start.tokenAsPassword() ? "28P01" : "28000",
        "sign-in failed for user " + StartUp.quoted(start.account()));
  }

  @Override
  public void clientGone() {
    conversation.finish(Leaf.End.CANCELLED);
  }

  @Override
  public void drain() {
    conversation.turnAway("57P03", "the gateway is stopping");
  }
}
