package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.Proof;
import dev.postern.gateway.session.Command;
import java.security.cert.X509Certificate;
import java.util.List;

/** The certificate that the client presented in its TLS handshake: it is asked for nothing more. */
record ClientCertificate(ClientSignIn signIn, String audience, List<X509Certificate> chain)
    implements SignInMethod {
  @Override
  public void begin() {
    signIn.prove(new Command.ProveByCertificate(chain, audience));
  }

  @Override
  public void take(Proof proof) {
    throw new IllegalStateException("nothing is read of a client that was asked for nothing");
  }

  @Override
  public void notProven() {
    signIn.fail("28000");
  }
}
