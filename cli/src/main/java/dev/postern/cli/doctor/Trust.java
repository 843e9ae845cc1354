package dev.postern.cli.doctor;

import dev.postern.gateway.net.Tls;
import io.netty.handler.ssl.JdkSslContext;
import java.io.IOException;
import javax.net.ssl.SSLContext;

/** Whom the gateway would trust, for connections of the doctor's own. */
final class Trust {
  private Trust() {}

  /**
   * The context that the gateway dials with.
   *
   * @throws IOException when a file cannot be read or is not what it should be
   */
  static SSLContext context(Tls.Dialling how) throws IOException {
    if (Tls.dialling(how) instanceof JdkSslContext context) {
      return context.context();
    }
    throw new IllegalStateException("the gateway dials with the JDK's TLS");
  }
}
