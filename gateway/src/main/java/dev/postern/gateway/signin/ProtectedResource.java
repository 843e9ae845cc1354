package dev.postern.gateway.signin;

import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.ByteArrayBuilder;

/**
 * A resource that takes access tokens, as it presents itself to clients: its metadata document (RFC
 * 9728, section 2) and its challenges (RFC 6750, section 3; RFC 9728, section 5.1). Tokens are
 * taken from the Authorization header only.
 *
 * @param resource its identifier, which tokens must have as audience: an absolute URI without
 *     fragment
 * @param name what a person reads when asked for consent
 * @param authorizationServers identifiers of the issuers that give tokens for it
 * @param scopes the scopes that it knows, for clients to ask for; may be empty
 */
public record ProtectedResource(
    URI resource, String name, List<String> authorizationServers, Set<String> scopes) {
  private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

  /** A scope token of RFC 6749, 3.3; it needs no escaping inside quotes. */
  private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,128}");

  public ProtectedResource {
    authorizationServers = List.copyOf(authorizationServers);
    scopes = Set.copyOf(scopes);
    if (!resource.isAbsolute() || resource.getHost() == null || resource.getFragment() != null) {
      throw new IllegalArgumentException("a resource is an absolute URI without fragment");
    }
    scopes.forEach(ProtectedResource::demandScope);
  }

  /** Where the document is served: the well-known path in front of the resource's own (3.1). */
  public String metadataPath() {
    String path = resource.getRawPath();
    return WELL_KNOWN + ("/".equals(path) ? "" : path);
  }

  /** The document's address, as challenges give it. */
  public URI metadataUri() {
    String query = resource.getRawQuery() == null ? "" : "?" + resource.getRawQuery();
    return URI.create(
        resource.getScheme() + "://" + resource.getRawAuthority() + metadataPath() + query);
  }

  /** The document: JSON in UTF-8, to be served as {@code application/json}. */
  public byte[] metadata() {
    ByteArrayBuilder bytes = new ByteArrayBuilder();
    try (JsonGenerator json =
        new JsonFactory().createGenerator(ObjectWriteContext.empty(), bytes)) {
      json.writeStartObject();
      json.writeStringProperty("resource", resource.toString());
      texts(json, "authorization_servers", authorizationServers);
      texts(json, "bearer_methods_supported", List.of("header"));
      if (!scopes.isEmpty()) {
        texts(json, "scopes_supported", new TreeSet<>(scopes));
      }
      json.writeStringProperty("resource_name", name);
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  /**
   * The value of {@code WWW-Authenticate} with a 401 when no token came. It names no error (RFC
   * 6750, 3.1), and the scopes to ask for, if there are any.
   */
  public String challenge(Set<String> wanted) {
    return "Bearer " + scope(wanted) + metadataParameter();
  }

  /** The value of {@code WWW-Authenticate} with a 401 for a token refused, whatever the fault. */
  public String invalidToken() {
    return "Bearer error=\"invalid_token\", " + metadataParameter();
  }

  /**
   * The value of {@code WWW-Authenticate} with a 403 that asks for more scope: all that the
   * operation needs, in one challenge.
   */
  public String insufficientScope(Set<String> needed) {
    return "Bearer error=\"insufficient_scope\", " + scope(needed) + metadataParameter();
  }

  private String metadataParameter() {
    return "resource_metadata=\"" + metadataUri() + "\"";
  }

  private static String scope(Set<String> scopes) {
    scopes.forEach(ProtectedResource::demandScope);
    return scopes.isEmpty()
        ? ""
        : new TreeSet<>(scopes).stream().collect(Collectors.joining(" ", "scope=\"", "\", "));
  }

  private static void demandScope(String scope) {
    if (!SCOPE.matcher(scope).matches()) {
      throw new IllegalArgumentException("not a scope: " + scope);
    }
  }

  private static void texts(JsonGenerator json, String name, Iterable<String> values) {
    json.writeArrayPropertyStart(name);
    values.forEach(json::writeString);
    json.writeEndArray();
  }
}
