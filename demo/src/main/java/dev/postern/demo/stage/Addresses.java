package dev.postern.demo.stage;

import java.io.IOException;
import java.net.URI;

/**
 * Where everything listens.
 *
 * @param gateway the port of the gateway
 * @param registry the port of the model registry
 * @param issuer the port of the development issuer
 */
record Addresses(int gateway, int registry, int issuer) {
  static Addresses free() throws IOException {
    Ports ports = new Ports();
    return new Addresses(
        ports.near(Ports.GATEWAY), ports.near(Ports.REGISTRY), ports.near(Ports.ISSUER));
  }

  /** The gateway's public base address. */
  URI base() {
    return URI.create("http://127.0.0.1:" + gateway);
  }

  /** Where MCP clients connect; also the audience of their tokens (RFC 8707). */
  URI mcp() {
    return URI.create(base() + "/mcp/registry");
  }

  /** The audience of tokens for REST. */
  URI api() {
    return URI.create(base() + "/api");
  }
}
