package dev.postern.gateway;

import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.config.TargetSettings;
import dev.postern.gateway.signin.IssuerSettings;
import dev.postern.gateway.signin.ProtectedResource;
import dev.postern.gateway.target.Target;
import java.net.URI;
import java.util.List;
import java.util.Set;

/** What follows from a configuration for parts that do not read it themselves. */
final class Wiring {
  /** Where REST's resource lies below the public address. */
  static final String API_PATH = "/api";

  /** Where MCP targets lie below the public address. */
  static final String MCP_PATH = "/mcp/";

  private final Configuration configuration;

  Wiring(Configuration configuration) {
    this.configuration = configuration;
  }

  List<Target> targets() {
    return configuration.targets().values().stream().map(TargetSettings::target).toList();
  }

  /** A target as a protected resource (RFC 9728). */
  ProtectedResource resource(TargetSettings settings) {
    URI resource = URI.create(configuration.url() + MCP_PATH + settings.name());
    return new ProtectedResource(resource, settings.name(), issuers(), Set.of());
  }

  /** REST as a protected resource. */
  ProtectedResource api() {
    return new ProtectedResource(
        URI.create(configuration.admin().audience()), "Postern", issuers(), Set.of());
  }

  private List<String> issuers() {
    return configuration.signIn().issuers().stream().map(IssuerSettings::issuer).toList();
  }
}
