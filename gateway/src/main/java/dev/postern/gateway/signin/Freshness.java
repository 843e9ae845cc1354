package dev.postern.gateway.signin;

import java.util.Optional;

/**
 * How the gateway learns that what a token says is so no more, before the token ends.
 *
 * @param introspection how its issuer is asked; empty where it is not
 * @param newest which older tokens a newer one that says otherwise puts out of use
 */
public record Freshness(Optional<IntrospectionSettings> introspection, Newest newest) {
  /** The issuer is not asked; a newer token of the same client counts. */
  public static final Freshness DEFAULT = new Freshness(Optional.empty(), Newest.CLIENT);

  /** Which tokens tell of each other. */
  public enum Newest {
    /**
     * Those of one person that one client got, for the same audiences and scopes: if they differ in
     * what they say of the person, that has changed.
     */
    CLIENT,
    /** All of one person, whoever got them: for issuers that tell every client the same. */
    PERSON,
    /** None: every token counts until it ends. */
    OFF
  }
}
