package dev.postern.gateway.signin;

import static dev.postern.gateway.signin.SignInFault.BOUND_TO_A_KEY;
import static dev.postern.gateway.signin.SignInFault.CONTRADICTED;
import static dev.postern.gateway.signin.SignInFault.INACTIVE;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What an issuer says of a token (RFC 7662, 2.2), held against what the token says itself. Members
 * that the answer leaves out say nothing; one that says otherwise makes the token useless, for one
 * of the two is wrong about who is calling or what for.
 */
final class IntrospectionAnswer {
  /** What has to be the same in both, where both have it. */
  private static final List<String> SAME =
      List.of("iss", "sub", "jti", "client_id", "iat", "nbf", "exp");

  private final Claim.Members said;

  private IntrospectionAnswer(Claim.Members said) {
    this.said = said;
  }

  /**
   * Reads an answer.
   *
   * @throws IOException when it is none
   */
  static IntrospectionAnswer of(byte[] utf8) throws IOException {
    try {
      Claim.Members said = StrictJson.object(utf8);
      if (!(said.member("active").orElse(new Claim.Nothing()) instanceof Claim.Flag)) {
        throw new IOException("the answer does not say whether the token is active");
      }
      return new IntrospectionAnswer(said);
    } catch (FaultFound e) {
      throw new IOException("the answer is not exact JSON", e);
    }
  }

  /** Refuses a token that is not active, or that the answer does not fit. */
  void demandActive(Claim.Members token, GroupRules groups) throws FaultFound {
    if (!said.member("active").equals(Optional.of(new Claim.Flag(true)))) {
      throw new FaultFound(INACTIVE);
    }
    if (said.member("cnf").isPresent()) {
      throw new FaultFound(BOUND_TO_A_KEY);
    }
    for (String name : SAME) {
      Optional<Claim> here = said.member(name);
      Optional<Claim> there = token.member(name);
      if (here.isPresent() && there.isPresent() && !here.equals(there)) {
        throw new FaultFound(CONTRADICTED);
      }
    }
    demandContained(token);
    demandGroups(token, groups);
  }

  /** A token may not be for more than its issuer says it is. */
  private void demandContained(Claim.Members token) throws FaultFound {
    boolean audience =
        said.member("aud").isEmpty()
            || ClaimsCheck.audiences(said).containsAll(ClaimsCheck.audiences(token));
    boolean scope =
        said.member("scope").isEmpty()
            || ClaimsCheck.scopes(said).containsAll(ClaimsCheck.scopes(token));
    if (!audience || !scope) {
      throw new FaultFound(CONTRADICTED);
    }
  }

  /** Some issuers say here what somebody's groups are now, and not when the token was made. */
  private void demandGroups(Claim.Members token, GroupRules groups) throws FaultFound {
    for (ClaimPath path : groups.claims()) {
      if (path.in(said).isPresent()) {
        GroupRules one = new GroupRules(List.of(path), groups.table(), groups.unlisted());
        if (!GroupReader.read(one, said).equals(GroupReader.read(one, token))) {
          throw new FaultFound(CONTRADICTED);
        }
      }
    }
  }
}
