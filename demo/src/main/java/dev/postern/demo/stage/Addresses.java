package dev.postern.demo.stage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where one demo listens, on loopback. Demos that run side by side have different ones.
 *
 * @param gateway the port of the gateway; the others follow it
 */
record Addresses(int gateway) {
  /** The gateway's port when it is free. */
  static final int FIRST = 7070;

  private static final int STEP = 10;
  private static final int MOST = 100;

  /** All that a demo may try, the usual ones first. */
  static List<Addresses> all() {
    return IntStream.range(0, MOST).mapToObj(n -> new Addresses(FIRST + n * STEP)).toList();
  }

  /** The port of the model registry. */
  int registry() {
    return gateway + 1;
  }

  /** The port of the development issuer. */
  int issuer() {
    return gateway + 2;
  }

  /** The port of the gateway's door for PostgreSQL's clients. */
  int postgres() {
    return gateway + 3;
  }

  /** The port of the shop's database. */
  int shop() {
    return gateway + 4;
  }

  /** Whether nobody listens on any of the ports now. */
  boolean free() {
    return IntStream.of(gateway, registry(), issuer(), postgres(), shop())
        .allMatch(Addresses::free);
  }

  /** The gateway's public base address. */
  URI base() {
    return URI.create("http://127.0.0.1:" + gateway);
  }

  /** Where MCP clients connect; also the audience of their tokens (RFC 8707). */
  URI mcp() {
    return URI.create(base() + "/mcp/registry");
  }

  /** The audience of tokens for databases. */
  URI sql() {
    return URI.create(base() + "/postgres");
  }

  /** The audience of tokens for REST. */
  URI api() {
    return URI.create(base() + "/api");
  }

  private static boolean free(int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
