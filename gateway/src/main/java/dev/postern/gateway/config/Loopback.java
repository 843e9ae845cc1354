package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Read;
import java.net.URI;

/** Which addresses stay on this machine, so that plain text on them is nobody else's to read. */
final class Loopback {
  private Loopback() {}

  /**
   * Whether a host may be spoken to; notes a problem when not.
   *
   * @param safe whether it is safe wherever it is
   * @param host a name or an IP address
   * @param key the key that named it
   */
  static boolean demanded(boolean safe, String host, Read<?> key) {
    if (safe || is(host)) {
      return true;
    }
    key.spot()
        .problem(
            "plain HTTP would leave this machine",
            "TLS, or a loopback address, or plaintext: true where the network is trusted");
    return false;
  }

  /** The same for an address: https is safe. */
  static boolean demanded(boolean allowed, URI address, Read<?> key) {
    return demanded(allowed || address.getScheme().equals("https"), address.getHost(), key);
  }

  /** By spelling alone: no name is looked up. */
  static boolean is(String host) {
    return host.equals("localhost")
        || host.equals("::1")
        || host.equals("[::1]")
        || host.matches("127(\\.[0-9]{1,3}){3}");
  }
}
