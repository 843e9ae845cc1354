package dev.postern.gateway.signin;

import dev.postern.gateway.fetch.Fetch;
import java.io.IOException;
import java.net.URI;

/** Which addresses of issuers may be asked. */
final class Addresses {
  private Addresses() {}

  /** Refuses all but https, and http to this machine itself. */
  static void demandSafe(URI address) throws IOException {
    if (!Fetch.safe(address)) {
      throw new IOException("an issuer is asked by https only");
    }
  }

  /**
   * Refuses a key set address that a discovery document could use to lead us inwards: from
   * elsewhere to this machine, or from https to http.
   */
  static void demandNoStepDown(URI document, URI keySet) throws IOException {
    demandSafe(keySet);
    if (Fetch.loopback(keySet) && !Fetch.loopback(document)) {
      throw new IOException("a discovery document led to this machine");
    }
    if ("https".equals(document.getScheme()) && !"https".equals(keySet.getScheme())) {
      throw new IOException("a discovery document led from https to http");
    }
  }
}
