package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.AuthenticationRequest;
import dev.postern.gateway.protocol.postgres.wire.Proof;

/** A token as the password: what every client can send. */
record TokenPassword(ClientSignIn signIn) implements SignInMethod {
  @Override
  public void begin() {
    signIn.ask(new AuthenticationRequest.CleartextPassword());
  }

  @Override
  public void take(Proof proof) {
    proof
        .password()
        .ifPresentOrElse(
            password -> signIn.prove(password.text()),
            () -> signIn.broken("this is no password message"));
  }

  @Override
  public void notProven() {
    signIn.fail("28P01");
  }
}
