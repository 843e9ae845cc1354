package dev.postern.gateway.signin;

import java.io.IOException;
import java.net.URI;

/** Gets a document from an issuer. Blocks; called on virtual threads only. */
@FunctionalInterface
public interface IssuerFetch {
  /**
   * The document's bytes.
   *
   * @throws IOException when it is not had whole within the bounds, or the address is not allowed
   */
  byte[] get(URI address, KeyTimes bounds) throws IOException, InterruptedException;
}
