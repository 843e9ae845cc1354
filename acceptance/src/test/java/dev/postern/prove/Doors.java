package dev.postern.prove;

import dev.postern.testkit.FreePort;
import java.net.URI;

/**
 * Where a gateway listens.
 *
 * @param host its address
 * @param http the port of HTTP
 * @param postgres the port of PostgreSQL's clients
 */
public record Doors(String host, int http, int postgres) {
  /** Two that are free on loopback, from a port on. */
  public static Doors free(int from) {
    int http = FreePort.from(from);
    return new Doors("127.0.0.1", http, FreePort.from(http + 1));
  }

  /** What lies at a path over HTTP. */
  public URI at(String path) {
    return URI.create("http://" + host + ":" + http + path);
  }
}
