package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.password.Candidate;
import dev.postern.gateway.protocol.postgres.password.PasswordMint;
import dev.postern.gateway.protocol.postgres.password.PasswordUse;
import dev.postern.gateway.protocol.postgres.password.ScramExchange;
import dev.postern.gateway.protocol.postgres.wire.AuthenticationRequest;
import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.Proof;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.session.Secured;
import dev.postern.kernel.identity.SignIn;
import java.net.InetAddress;
import java.util.Optional;

/**
 * A minted password by SCRAM, bound to the gateway's certificate inside TLS. Whether there is such
 * a password does not show: messages, work and answer are the same until the proof is right.
 */
final class MintedPassword implements SignInMethod {
  private final ClientSignIn signIn;
  private final Conversation conversation;
  private final String key;
  private final ScramExchange exchange;
  private Optional<Candidate> candidate = Optional.empty();

  MintedPassword(ClientSignIn signIn, Conversation conversation, String key) {
    this.signIn = signIn;
    this.conversation = conversation;
    this.key = key;
    this.exchange =
        new ScramExchange(conversation.tls().flatMap(Secured::server).flatMap(EndPoint::of));
  }

  @Override
  public void begin() {
    if (mint().room(key, source())) {
      signIn.ask(new AuthenticationRequest.Sasl(exchange.mechanisms()));
    } else {
      signIn.notSignedIn(true);
    }
  }

  @Override
  public void take(Proof proof) {
    answer(candidate.isEmpty() ? first(proof) : exchange.last(proof.saslResponse().copy()));
  }

  private ScramExchange.Answer first(Proof proof) {
    Optional<Proof.SaslInitial> initial =
        proof.saslInitial().filter(sent -> exchange.mechanisms().contains(sent.mechanism()));
    if (initial.isEmpty() || initial.get().response().isEmpty()) {
      return new ScramExchange.Answer.Malformed("this begins no exchange of SCRAM");
    }
    Candidate claimed = mint().candidate(key, use());
    candidate = Optional.of(claimed);
    return exchange.first(
        initial.get().mechanism(),
        initial.get().response().get().copy(),
        conversation.sessions().newNonce(),
        claimed);
  }

  private void answer(ScramExchange.Answer answer) {
    switch (answer) {
      case ScramExchange.Answer.Challenge(byte[] message) ->
          signIn.ask(new AuthenticationRequest.SaslContinue(Slice.of(message)));
      case ScramExchange.Answer.Malformed(String why) -> signIn.broken(why);
      case ScramExchange.Answer.Untrusted(String reason) -> wrong(reason);
      case ScramExchange.Answer.Unproven unproven ->
          wrong(
              switch (candidate.orElseThrow().standing()) {
                case Candidate.Standing.Bad(String reason) -> reason;
                case Candidate.Standing.Good good -> "the proof is wrong";
              });
      case ScramExchange.Answer.Proven(byte[] message) -> {
        switch (candidate.orElseThrow().standing()) {
          case Candidate.Standing.Bad(String reason) -> wrong(reason);
          case Candidate.Standing.Good(SignIn by) -> {
            conversation.say(
                new BackendMessage.Authentication(
                    new AuthenticationRequest.SaslFinal(Slice.of(message))));
            signIn.proven(by);
          }
        }
      }
    }
  }

  private void wrong(String reason) {
    mint().wrong(key, source());
    signIn.notProven("28P01", "minted password " + key + ": " + reason);
  }

  /** What the client asks for; a target that does not exist has no password. */
  private PasswordUse use() {
    StartUp start = signIn.start();
    String database =
        start
            .database()
            .or(() -> conversation.sessions().target(start.target()).map(PostgresTarget::database))
            .orElse("");
    return new PasswordUse(start.target(), database, start.account());
  }

  private PasswordMint mint() {
    return conversation.sessions().mint();
  }

  private InetAddress source() {
    return conversation.peer().address().getAddress();
  }

  @Override
  public void notProven() {
    throw new IllegalStateException("no proof of this method is looked at elsewhere");
  }
}
