package dev.postern.demo.issuer;

import dev.postern.demo.wire.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** How clients learn what the issuer can do, and how they introduce themselves. */
final class Discovery {
  private final String issuer;

  Discovery(String issuer) {
    this.issuer = issuer;
  }

  /** The metadata of OpenID Connect Discovery 1.0, section 3, and of RFC 8414, section 2. */
  Answer metadata() {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("issuer", issuer);
    metadata.put("authorization_endpoint", issuer + "/authorize");
    metadata.put("token_endpoint", issuer + "/token");
    metadata.put("device_authorization_endpoint", issuer + "/device_authorization");
    metadata.put("registration_endpoint", issuer + "/register");
    metadata.put("jwks_uri", issuer + "/jwks");
    metadata.put("response_types_supported", List.of("code"));
    metadata.put(
        "grant_types_supported", List.of(TokenEndpoint.CODE_GRANT, TokenEndpoint.DEVICE_GRANT));
    metadata.put("subject_types_supported", List.of("public"));
    metadata.put("id_token_signing_alg_values_supported", List.of("ES256"));
    metadata.put("code_challenge_methods_supported", List.of("S256"));
    metadata.put("token_endpoint_auth_methods_supported", List.of("none"));
    metadata.put("scopes_supported", List.of("openid"));
    metadata.put("authorization_response_iss_parameter_supported", true);
    return Answer.json(200, metadata);
  }

  /** Takes any client (RFC 7591); its redirect addresses are checked when it uses them. */
  Answer register(Request request) throws Refusal {
    try {
      JsonNode redirects = Json.read(request.body()).path("redirect_uris");
      if (!redirects.isArray()) {
        throw new Refusal("invalid_redirect_uri", "redirect_uris is missing");
      }
      Map<String, Object> client = new LinkedHashMap<>();
      client.put("client_id", "registered-client");
      client.put("redirect_uris", redirects);
      client.put("token_endpoint_auth_method", "none");
      client.put("grant_types", List.of(TokenEndpoint.CODE_GRANT));
      client.put("response_types", List.of("code"));
      return Answer.json(201, client);
    } catch (IOException e) {
      throw new Refusal("invalid_client_metadata", "the body is not JSON");
    }
  }
}
