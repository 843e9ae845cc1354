package dev.postern.gateway.signin;

import static dev.postern.gateway.signin.SignInFault.BAD_ALGORITHM;
import static dev.postern.gateway.signin.SignInFault.BAD_BASE64URL;
import static dev.postern.gateway.signin.SignInFault.BAD_KEY_ID;
import static dev.postern.gateway.signin.SignInFault.BAD_TYPE;
import static dev.postern.gateway.signin.SignInFault.DUPLICATE_MEMBER;
import static dev.postern.gateway.signin.SignInFault.HEADER_MEMBER;
import static dev.postern.gateway.signin.SignInFault.NOT_THREE_PARTS;
import static dev.postern.gateway.signin.SignInFault.TOO_LONG;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A signed token in compact form (RFC 7515, 7.1), taken apart under rules stricter than the
 * library's: what is here has one reading only. Nothing in it is proven yet.
 *
 * @param signed what the signature covers: the first two parts and the dot between them
 * @param header the header's members, all of them on the list of those accepted
 * @param payload the decoded second part
 * @param signature the third part, exact base64url
 */
record StrictToken(String signed, Claim.Members header, byte[] payload, String signature) {
  /** The longest key id taken, in characters. */
  static final int LONGEST_KEY_ID = 256;

  /**
   * All that a header may say. Thumbprints are let pass because large issuers send them, and are
   * not looked at; {@code jku}, {@code jwk}, {@code x5u}, {@code x5c}, {@code crit}, {@code b64}
   * and {@code zip} are refused, each having been somebody's way in.
   */
  private static final Set<String> HEADER_MEMBERS = Set.of("alg", "typ", "kid", "x5t", "x5t#S256");

  /** The claims that this package reads. */
  private static final Set<String> REGISTERED =
      Set.of(
          "iss",
          "sub",
          "aud",
          "exp",
          "nbf",
          "iat",
          "act",
          "cnf",
          "scope",
          "typ",
          "token_use",
          "events",
          "at_hash",
          "c_hash",
          "s_hash");

  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  /**
   * Takes a token apart.
   *
   * @param longest the most characters accepted
   */
  static StrictToken of(String token, int longest) throws FaultFound {
    if (token.length() > longest) {
      throw new FaultFound(TOO_LONG);
    }
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    if (first <= 0 || second < 0 || token.indexOf('.', second + 1) >= 0) {
      throw new FaultFound(NOT_THREE_PARTS);
    }
    String signature = token.substring(second + 1);
    if (signature.isEmpty()) {
      throw new FaultFound(NOT_THREE_PARTS);
    }
    decode(signature);
    byte[] payload = decode(token.substring(first + 1, second));
    Claim.Members header = StrictJson.object(decode(token.substring(0, first)));
    if (!HEADER_MEMBERS.containsAll(header.members().keySet())) {
      throw new FaultFound(HEADER_MEMBER);
    }
    return new StrictToken(token.substring(0, second), header, payload, signature);
  }

  /**
   * The payload as claims. A claim that only looks like a registered one ({@code Exp}) is refused:
   * some reader in the chain would take it for that.
   */
  Claim.Members claims() throws FaultFound {
    Claim.Members claims = StrictJson.object(payload);
    for (String name : claims.members().keySet()) {
      if (!REGISTERED.contains(name) && REGISTERED.contains(StrictJson.folded(name))) {
        throw new FaultFound(DUPLICATE_MEMBER);
      }
    }
    return claims;
  }

  /** The token as it was presented. */
  String compact() {
    return signed + "." + signature;
  }

  /** The bytes that the signature covers. */
  byte[] signedBytes() {
    return signed.getBytes(StandardCharsets.US_ASCII);
  }

  /** The header's algorithm, if the issuer may use it. */
  Algorithm algorithm(Set<Algorithm> allowed) throws FaultFound {
    return header
        .text("alg")
        .flatMap(Algorithm::named)
        .filter(allowed::contains)
        .orElseThrow(() -> new FaultFound(BAD_ALGORITHM));
  }

  /** The key's name; empty when the header has none. */
  Optional<String> keyId() throws FaultFound {
    if (header.member("kid").isEmpty()) {
      return Optional.empty();
    }
    Optional<String> id = header.text("kid");
    if (id.isEmpty() || id.get().isEmpty() || id.get().length() > LONGEST_KEY_ID) {
      throw new FaultFound(BAD_KEY_ID);
    }
    return id;
  }

  /**
   * Demands one of the accepted types. They are media types: compared without regard to case, and
   * {@code application/} may be left out (RFC 7515, 4.1.9).
   *
   * @param types the accepted ones, in lower case, without {@code application/}
   * @param untyped whether a header without {@code typ} will do
   */
  void demandType(Set<String> types, boolean untyped) throws FaultFound {
    if (header.member("typ").isEmpty() && untyped) {
      return;
    }
    String type = header.text("typ").orElseThrow(() -> new FaultFound(BAD_TYPE));
    String plain = type.toLowerCase(Locale.ROOT);
    if (!types.contains(
        plain.startsWith("application/") ? plain.substring("application/".length()) : plain)) {
      throw new FaultFound(BAD_TYPE);
    }
  }

  /** Exact base64url: its alphabet, no padding, and no bits left over that could vary. */
  static byte[] decode(String part) throws FaultFound {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(part);
      if (!ENCODER.encodeToString(bytes).equals(part)) {
        throw new FaultFound(BAD_BASE64URL);
      }
      return bytes;
    } catch (IllegalArgumentException e) {
      throw new FaultFound(BAD_BASE64URL);
    }
  }

  @Override
  public String toString() {
    return "StrictToken[hidden]";
  }
}
