package dev.postern.gateway;

import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.config.PostgresListening;
import dev.postern.gateway.config.PostgresSettings;
import dev.postern.gateway.config.TargetSettings;
import dev.postern.gateway.protocol.postgres.PostgresDoor;
import dev.postern.gateway.signin.IssuerSettings;
import dev.postern.gateway.signin.ProtectedResource;
import dev.postern.gateway.target.StreamTarget;
import dev.postern.gateway.target.Target;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What follows from a configuration for parts that do not read it themselves. */
final class Wiring {
  /** Where REST's resource lies below the public address. */
  static final String API_PATH = "/api";

  /** Where MCP targets lie below the public address. */
  static final String MCP_PATH = "/mcp/";

  /** The resource that stands for the door of PostgreSQL, below the public address. */
  static final String POSTGRES_PATH = "/postgres";

  /** The page of a request for approval; its name follows. */
  private static final String REVIEW_PATH = "/review/";

  private final Configuration configuration;

  Wiring(Configuration configuration) {
    this.configuration = configuration;
  }

  List<Target> targets() {
    return configuration.targets().values().stream().map(TargetSettings::target).toList();
  }

  /** The targets of byte streams. */
  List<StreamTarget> streams() {
    return configuration.databases().values().stream().map(PostgresSettings::target).toList();
  }

  /** How PostgreSQL's clients are taken in; a token must be meant for that door. */
  PostgresDoor door(PostgresListening listening) {
    Optional<PostgresDoor.OAuth> oauth =
        listening.tls().isEmpty()
            ? Optional.empty()
            : issuers().stream().findFirst().map(Wiring::discovery);
    return new PostgresDoor(
        configuration.url() + POSTGRES_PATH,
        listening.encryption(),
        oauth,
        configuration.signIn().certificates().isPresent(),
        configuration.admin().page().map(page -> configuration.url() + REVIEW_PATH));
  }

  /** Where an issuer's metadata is (OpenID Connect Discovery 1.0, section 4). */
  private static PostgresDoor.OAuth discovery(String issuer) {
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    return new PostgresDoor.OAuth(base + "/.well-known/openid-configuration", "openid");
  }

  /** A target as a protected resource (RFC 9728). */
  ProtectedResource resource(TargetSettings settings) {
    URI resource = URI.create(configuration.url() + MCP_PATH + settings.name());
    return new ProtectedResource(resource, settings.name(), issuers(), settings.scopes());
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
