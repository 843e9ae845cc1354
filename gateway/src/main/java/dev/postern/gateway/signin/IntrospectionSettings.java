package dev.postern.gateway.signin;

import dev.postern.gateway.credential.CredentialSource;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * How an issuer is asked whether a token is still good (RFC 7662).
 *
 * @param client the gateway's client id at the issuer
 * @param secret where that client's secret is
 * @param endpoint where it is asked; empty where the discovery document says it
 * @param every how often it is asked of a token on which anything rests
 * @param keep how long a token is believed after the question that the issuer last said yes to,
 *     while it cannot be asked; not shorter than {@code every}
 */
public record IntrospectionSettings(
    String client, CredentialSource secret, Optional<URI> endpoint, Duration every, Duration keep) {
  public IntrospectionSettings {
    if (client.isEmpty() || !every.isPositive() || keep.compareTo(every) < 0) {
      throw new IllegalArgumentException("introspection has a client, a period and a longer keep");
    }
  }

  /** The name under which the secret is leased; no target has such a name. */
  public static String credential(String issuerId) {
    return "issuer/" + issuerId;
  }
}
