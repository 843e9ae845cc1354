package dev.postern.gateway.signin;

import static dev.postern.gateway.signin.SignInFault.BAD_SIGNATURE;
import static dev.postern.gateway.signin.SignInFault.UNFIT_KEY;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.util.Base64URL;
import java.util.Optional;
import java.util.Set;

/**
 * A public key of an issuer, fit for signatures, with what it may be used for. A key that its
 * issuer withdrew is retired, and every sign-in that rests on it is forgotten.
 */
final class VerifyKey {
  private final Optional<String> id;
  private final String thumbprint;
  private final Set<Algorithm> algorithms;
  private final JWSVerifier verifier;
  private volatile boolean retired;

  /**
   * A key.
   *
   * @param id its {@code kid}
   * @param thumbprint of all that its document says, so that a changed use makes another key
   * @param algorithms what its type, curve and {@code alg} let it do
   */
  VerifyKey(
      Optional<String> id, String thumbprint, Set<Algorithm> algorithms, JWSVerifier verifier) {
    this.id = id;
    this.thumbprint = thumbprint;
    this.algorithms = algorithms;
    this.verifier = verifier;
  }

  Optional<String> id() {
    return id;
  }

  String thumbprint() {
    return thumbprint;
  }

  boolean fits(Algorithm algorithm) {
    return algorithms.contains(algorithm);
  }

  /** Demands that the token was signed by this key's holder. */
  void verify(StrictToken token, Algorithm algorithm) throws FaultFound {
    if (!fits(algorithm)) {
      throw new FaultFound(UNFIT_KEY);
    }
    try {
      JWSHeader header = new JWSHeader(JWSAlgorithm.parse(algorithm.name()));
      if (!verifier.verify(header, token.signedBytes(), new Base64URL(token.signature()))) {
        throw new FaultFound(BAD_SIGNATURE);
      }
    } catch (JOSEException e) {
      throw new FaultFound(BAD_SIGNATURE);
    }
  }

  void retire() {
    retired = true;
  }

  boolean retired() {
    return retired;
  }
}
