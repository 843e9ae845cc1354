package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.AuthenticationRequest;
import dev.postern.gateway.protocol.postgres.wire.Proof;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import java.util.List;
import java.util.Optional;

/** A token by OAUTHBEARER; who has none is told where to get one. */
final class OauthBearer implements SignInMethod {
  private final ClientSignIn signIn;
  private final PostgresDoor.OAuth terms;
  private boolean failed;

  OauthBearer(ClientSignIn signIn, PostgresDoor.OAuth terms) {
    this.signIn = signIn;
    this.terms = terms;
  }

  @Override
  public void begin() {
    signIn.ask(new AuthenticationRequest.Sasl(List.of(Bearer.MECHANISM)));
  }

  @Override
  public void take(Proof proof) {
    if (failed) {
      // The one byte that ends a failed exchange (RFC 7628, section 3.2.3), or anything else.
      signIn.fail("28000");
      return;
    }
    Optional<Proof.SaslInitial> initial =
        proof.saslInitial().filter(sent -> sent.mechanism().equals(Bearer.MECHANISM));
    if (initial.isEmpty()) {
      signIn.broken("this begins no exchange of " + Bearer.MECHANISM);
      return;
    }
    switch (Bearer.read(initial.get().response().orElse(Slice.EMPTY))) {
      case Bearer.Token(String token) -> signIn.prove(token);
      case Bearer.Discovery discovery -> notProven();
      case Bearer.Malformed malformed -> signIn.broken("this is no message of " + Bearer.MECHANISM);
    }
  }

  /** Tells the client where it gets a token; then the exchange can only fail. */
  @Override
  public void notProven() {
    failed = true;
    signIn.ask(new AuthenticationRequest.SaslContinue(Slice.of(Bearer.invalidToken(terms))));
  }
}
