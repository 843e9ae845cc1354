package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.AuthenticationRequest;
import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.Proof;
import dev.postern.gateway.protocol.postgres.wire.Read;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.protocol.postgres.wire.WireFault;
import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Secured;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.identity.SignIn;
import java.util.Optional;

/**
 * A client proves who it is. Which method it is offered depends on the form of {@code user}, on the
 * listener, and on whether the client presented a certificate: nobody learns here whether a target
 * or an account exists. All reasons for which a proof is not accepted have one answer.
 */
final class ClientSignIn implements Phase {
  private final Conversation conversation;
  private final StartUp start;
  private Optional<SignInMethod> method = Optional.empty();
  private boolean looking;

  private ClientSignIn(Conversation conversation, StartUp start) {
    this.conversation = conversation;
    this.start = start;
  }

  /** Asks for the proof. */
  static void begin(Conversation conversation, StartUp start) {
    ClientSignIn signIn = new ClientSignIn(conversation, start);
    signIn.method = signIn.offered();
    if (signIn.method.isEmpty()) {
      conversation.turnAway(
          "28000",
          "sign in as user "
              + StartUp.quoted(start.account() + "~token")
              + " with a token as the password");
      return;
    }
    conversation.become(signIn);
    start
        .negotiate()
        .ifPresent(differs ->
            conversation.say(
                new BackendMessage.NegotiateProtocolVersion(
                    differs.newest(), differs.unknownOptions())));
    signIn.method.get().begin();
  }

  private Optional<SignInMethod> offered() {
    return switch (start.way()) {
      case StartUp.Way.Token token -> Optional.of(new TokenPassword(this));
      case StartUp.Way.Minted(String key) ->
          Optional.of(new MintedPassword(this, conversation, key));
      case StartUp.Way.Unsaid unsaid -> presented().or(this::bearer);
    };
  }

  private Optional<SignInMethod> presented() {
    return conversation
        .tls()
        .map(Secured::peer)
        .filter(chain -> conversation.terms().certificates() && !chain.isEmpty())
        .map(chain -> new ClientCertificate(this, conversation.terms().audience(), chain));
  }

  /** libpq sends its token to whoever offers the mechanism, encrypted or not. */
  private Optional<SignInMethod> bearer() {
    return conversation
        .terms()
        .oauth()
        .filter(terms -> conversation.tls().isPresent())
        .map(terms -> new OauthBearer(this, terms));
  }

  /** Asks the client something, and reads on. */
  void ask(AuthenticationRequest request) {
    looking = false;
    conversation.say(new BackendMessage.Authentication(request));
    readClient();
  }

  /** Has a token looked at. */
  void prove(String token) {
    prove(new Command.Prove(token, conversation.terms().audience()));
  }

  /** Has a proof looked at; nothing is expected of the client meanwhile. */
  void prove(Command asked) {
    looking = true;
    conversation.emit(asked);
    readClient();
  }

  /** What the client asked for. */
  StartUp start() {
    return start;
  }

  /** The client has proven who it is, to the method itself. */
  void proven(SignIn signIn) {
    looking = true;
    if (conversation.client().unread() > 0) {
      readClient();
    } else {
      signedIn(signIn);
    }
  }

  /**
   * The client has not proven who it is, as the method itself has found.
   *
   * @param reason for the ledger
   */
  void notProven(String sqlState, String reason) {
    conversation.emit(new Command.NotProven(conversation.terms().audience(), reason));
    fail(sqlState);
  }

  /** What the client sent is no message of the method. */
  void broken(String why) {
    conversation.turnAway("08P01", why);
  }

  /** The client has not proven who it is. */
  void fail(String sqlState) {
    conversation.turnAway(sqlState, "sign-in failed for user " + StartUp.quoted(start.account()));
  }

  @Override
  public void readClient() {
    while (!conversation.over() && conversation.phase() == this) {
      if (looking) {
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
        case Read.Message<Proof>(Proof proof, Slice bytes) ->
            method.ifPresent(asked -> asked.take(proof));
      }
    }
  }

  @Override
  public void signedIn(SignIn signIn) {
    Opening.begin(conversation, start, signIn);
  }

  @Override
  public void notSignedIn(boolean busy) {
    if (busy) {
      conversation.turnAway("53300", "too many sign-ins at once; try again");
    } else {
      method.ifPresent(SignInMethod::notProven);
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
}
