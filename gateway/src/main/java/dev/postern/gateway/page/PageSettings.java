package dev.postern.gateway.page;

import dev.postern.gateway.credential.CredentialSource;
import java.util.Optional;
import java.util.Set;

/**
 * How reviewers sign in to the page.
 *
 * @param issuer our short name for the issuer that they sign in at
 * @param client what that issuer calls the gateway
 * @param secret where the gateway's secret with it is; empty for a public client
 * @param scopes what is asked for besides {@code openid}
 */
public record PageSettings(
    String issuer, String client, Optional<CredentialSource> secret, Set<String> scopes) {
  /** The name of the credential that the secret becomes; no target can have it. */
  public static final String CREDENTIAL = "postern:page";

  public PageSettings {
    scopes = Set.copyOf(scopes);
  }
}
