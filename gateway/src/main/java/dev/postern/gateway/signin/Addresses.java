package dev.postern.gateway.signin;

import java.io.IOException;
import java.net.URI;
import java.util.Set;

/** Which addresses of issuers may be asked. */
final class Addresses {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]", "localhost");

  private Addresses() {}

  /** Refuses all but https, and http to this machine itself. */
  static void demandSafe(URI address) throws IOException {
    boolean safe =
        address.getHost() != null
            && address.getUserInfo() == null
            && ("https".equals(address.getScheme())
                || ("http".equals(address.getScheme()) && loopback(address)));
    if (!safe) {
      throw new IOException("an issuer is asked by https only");
    }
  }

  /**
   * Refuses a key set address that a discovery document could use to lead us inwards: from
   * elsewhere to this machine, or from https to http.
   */
  static void demandNoStepDown(URI document, URI keySet) throws IOException {
    demandSafe(keySet);
    if (loopback(keySet) && !loopback(document)) {
      throw new IOException("a discovery document led to this machine");
    }
    if ("https".equals(document.getScheme()) && !"https".equals(keySet.getScheme())) {
      throw new IOException("a discovery document led from https to http");
    }
  }

  private static boolean loopback(URI address) {
    return address.getHost() != null && LOOPBACK.contains(address.getHost());
  }
}
