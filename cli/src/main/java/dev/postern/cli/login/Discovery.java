package dev.postern.cli.login;

import dev.postern.cli.Trouble;
import java.net.URI;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What signing in to a gateway takes, found from its URL alone: its resource metadata (RFC 9728)
 * names the issuer, whose own metadata (RFC 8414) names the endpoints.
 *
 * @param resource what tokens must be meant for
 * @param authorization where a browser goes
 * @param token where codes become tokens
 * @param device where the device flow begins; empty where the issuer has none
 */
record Discovery(String resource, String authorization, String token, Optional<String> device) {
  static Discovery of(URI server) throws Trouble {
    JsonNode gateway = Web.document(server.resolve("/.well-known/oauth-protected-resource/api"));
    String issuer = gateway.path("authorization_servers").path(0).asString("");
    if (issuer.isEmpty()) {
      throw new Trouble(server + " names no issuer to sign in with");
    }
    JsonNode metadata =
        Web.document(
            URI.create(issuer.replaceAll("/+$", "") + "/.well-known/openid-configuration"));
    if (!issuer.equals(metadata.path("issuer").asString(""))) {
      throw new Trouble("the metadata of " + issuer + " speaks for another issuer");
    }
    return new Discovery(
        gateway.path("resource").asString(""),
        metadata.path("authorization_endpoint").asString(""),
        metadata.path("token_endpoint").asString(""),
        Optional.of(metadata.path("device_authorization_endpoint").asString(""))
            .filter(endpoint -> !endpoint.isEmpty()));
  }
}
