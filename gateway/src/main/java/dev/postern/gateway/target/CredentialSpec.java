package dev.postern.gateway.target;

import java.util.Optional;

/**
 * How the gateway signs in to a target: one header field, its value a scheme and a secret.
 *
 * @param credential the name of the credential whose lease holds the secret
 * @param header the field's name, lower-case
 * @param scheme stands before the secret with a space between; empty for the bare secret
 * @param callers whether each caller has a secret of their own
 * @param place where the secret is, in words: at another place it may make the gateway somebody
 *     else at the target
 */
public record CredentialSpec(
    String credential, String header, Optional<String> scheme, boolean callers, String place) {
  /** One whose secret is wherever its name stands for. */
  public CredentialSpec(
      String credential, String header, Optional<String> scheme, boolean callers) {
    this(credential, header, scheme, callers, "");
  }

  /** One secret for everybody. */
  public CredentialSpec(String credential, String header, Optional<String> scheme) {
    this(credential, header, scheme, false);
  }

  /** The same with its secret at another place. */
  public CredentialSpec at(String other) {
    return new CredentialSpec(credential, header, scheme, callers, other);
  }

  /** A bearer token (RFC 6750, 2.1). */
  public static CredentialSpec bearer(String credential) {
    return new CredentialSpec(credential, "authorization", Optional.of("Bearer"));
  }

  public CredentialSpec {
    if (credential.isEmpty() || !header.matches("[a-z0-9-]{1,64}")) {
      throw new IllegalArgumentException("a credential has a name and a lower-case header");
    }
    if (scheme.isPresent() && !scheme.get().matches("[A-Za-z0-9-]{1,32}")) {
      throw new IllegalArgumentException("a scheme is one word");
    }
  }
}
