package dev.postern.gateway.signin;

import java.util.Set;

/**
 * What a token must be good for.
 *
 * @param resource the resource's identifier (RFC 8707, RFC 9728), which {@code aud} must name
 *     exactly
 * @param scopes scopes that the token must have, all of them; none where policy alone decides
 */
public record Wanted(String resource, Set<String> scopes) {
  public Wanted {
    scopes = Set.copyOf(scopes);
  }

  /** Good for a resource, whatever its scopes. */
  public static Wanted of(String resource) {
    return new Wanted(resource, Set.of());
  }
}
