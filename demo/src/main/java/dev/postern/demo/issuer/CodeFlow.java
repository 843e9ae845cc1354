package dev.postern.demo.issuer;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Set;

/** Authorization code with PKCE (RFC 6749, 4.1; RFC 7636), for clients that listen on loopback. */
final class CodeFlow {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

  private final String issuer;
  private final Audiences audiences;
  private final InstantSource clock;
  private final Shelf<Authorized> codes = new Shelf<>();

  CodeFlow(String issuer, Audiences audiences, InstantSource clock) {
    this.issuer = issuer;
    this.audiences = audiences;
    this.clock = clock;
  }

  private record Authorized(Character who, Map<String, String> asked, String audience) {
    String said(String name) {
      return asked.getOrDefault(name, "");
    }
  }

  /**
   * What a code stood for.
   *
   * @param identifies whether the client asked who it is, which an ID token answers
   * @param nonce what that repeats; the empty string for nothing
   */
  record Redeemed(Grant grant, boolean identifies, String nonce) {}

  /** GET shows who one can be; POST has chosen. */
  Answer authorize(Request request) throws Refusal {
    URI redirect = redirect(request.demanded("redirect_uri"));
    if (!"code".equals(request.parameter("response_type"))) {
      throw new Refusal("unsupported_response_type", "only code is supported");
    }
    if (!"S256".equals(request.parameter("code_challenge_method"))) {
      throw new Refusal("invalid_request", "PKCE with S256 is demanded (RFC 7636)");
    }
    request.demanded("code_challenge");
    String client = request.demanded("client_id");
    String audience = audiences.chosen(request.parameter("resource"));
    if (!"POST".equals(request.method())) {
      return Answer.page(200, Pages.choice("authorize", request.parameters(), client, audience));
    }
    String state = "&state=" + encoded(request.parameter("state")) + "&iss=" + encoded(issuer);
    String outcome =
        Cast.atTheDoor(request.demanded("who"))
            .map(who -> new Authorized(who, request.parameters(), audience))
            .map(authorized -> "code=" + encoded(codes.put(authorized, clock.instant())))
            .orElse("error=access_denied");
    String joiner = redirect.getRawQuery() == null ? "?" : "&";
    return Answer.redirect(URI.create(redirect + joiner + outcome + state));
  }

  /** What a code stands for; it works once, and only with its verifier. */
  Redeemed redeem(Request request) throws Refusal {
    Authorized authorized =
        codes
            .take(request.demanded("code"), clock.instant())
            .orElseThrow(() -> new Refusal("invalid_grant", "this code is used up or unknown"));
    boolean same =
        authorized.said("client_id").equals(request.parameter("client_id"))
            && authorized.said("redirect_uri").equals(request.parameter("redirect_uri"))
            && authorized
                .said("code_challenge")
                .equals(challenge(request.demanded("code_verifier")));
    if (!same) {
      throw new Refusal("invalid_grant", "the code was given to somebody else");
    }
    return new Redeemed(
        Grant.usual(authorized.who, authorized.audience, clock.instant()),
        Arrays.asList(authorized.said("scope").split(" ")).contains("openid"),
        authorized.said("nonce"));
  }

  /** A native application's address (RFC 8252, 7.3): plain HTTP on loopback, any port. */
  private static URI redirect(String text) throws Refusal {
    try {
      URI uri = URI.create(text);
      if ("http".equals(uri.getScheme())
          && uri.getHost() != null
          && LOOPBACK.contains(uri.getHost())
          && uri.getRawFragment() == null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw new Refusal("invalid_request", "redirect_uri is not an address");
    }
    throw new Refusal("invalid_request", "redirect_uri must be http on loopback");
  }

  static String challenge(String verifier) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
