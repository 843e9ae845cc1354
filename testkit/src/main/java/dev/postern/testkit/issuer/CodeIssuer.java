package dev.postern.testkit.issuer;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/**
 * An issuer with the authorization code flow (RFC 6749, 4.1) and PKCE: whoever comes to its door is
 * the person that the test has set, at once. What it answers can be bent.
 */
public final class CodeIssuer implements AutoCloseable {
  private final StubKey key = StubKey.es256("k1");
  private final StubIssuer stub = new StubIssuer(key);
  private final String audience;
  private final Map<String, Asked> codes = new ConcurrentHashMap<>();
  private final Map<String, String> refreshes = new ConcurrentHashMap<>();
  private final List<Map<String, String>> trades = new CopyOnWriteArrayList<>();
  private final Map<String, List<String>> groups = new ConcurrentHashMap<>();
  private volatile String person = "ana";
  private volatile Bent bent = Bent.NOT;

  /** What a browser came with. */
  private record Asked(String person, Map<String, String> query) {}

  /**
   * How the answers differ from what they should be.
   *
   * @param iss what the browser is sent back with; empty for nothing
   * @param idToken changes the claims of ID tokens
   * @param access changes the claims of access tokens
   * @param life how long access tokens live, in seconds
   * @param answer what the token endpoint answers instead; empty for what it should
   */
  public record Bent(
      UnaryOperator<String> iss,
      UnaryOperator<Map<String, Object>> idToken,
      UnaryOperator<Map<String, Object>> access,
      long life,
      String answer) {
    /** Not at all. */
    public static final Bent NOT =
        new Bent(
            UnaryOperator.identity(), UnaryOperator.identity(), UnaryOperator.identity(), 600, "");

    /** The browser is sent back with another {@code iss}. */
    public Bent iss(String other) {
      return new Bent(any -> other, idToken, access, life, answer);
    }

    /** ID tokens have another claim; an empty text takes it away. */
    public Bent id(String claim, String value) {
      return new Bent(iss, claims -> with(claims, claim, value), access, life, answer);
    }

    /** Access tokens have another claim. */
    public Bent access(String claim, String value) {
      return new Bent(iss, idToken, claims -> with(claims, claim, value), life, answer);
    }

    /** Access tokens live so many seconds. */
    public Bent life(long seconds) {
      return new Bent(iss, idToken, access, seconds, answer);
    }

    /** The token endpoint answers this. */
    public Bent answer(String json) {
      return new Bent(iss, idToken, access, life, json);
    }

    private static Map<String, Object> with(
        Map<String, Object> claims, String claim, String value) {
      Map<String, Object> other = new HashMap<>(claims);
      other.remove(claim);
      if (!value.isEmpty()) {
        other.put(claim, value);
      }
      return other;
    }
  }

  /**
   * Starts.
   *
   * @param audience what access tokens are for
   */
  public CodeIssuer(String audience) {
    this.audience = audience;
    stub.discovery(exchange -> StubIssuer.answer(exchange, discovery()));
    stub.serve("/authorize", this::authorize);
    stub.serve("/token", this::token);
  }

  /** The issuer's identifier. */
  public String issuer() {
    return stub.issuer();
  }

  /** Who comes to the door from now on. */
  public void atTheDoor(String name) {
    person = name;
  }

  /**
   * What a person's tokens say as {@code groups} when they sign in; otherwise the name and an s.
   */
  public void groups(String name, String... names) {
    groups.put(name, List.of(names));
  }

  /** Bends the answers from now on. */
  public void bend(Bent how) {
    bent = how;
  }

  /** The forms that the token endpoint was sent, with {@code authorization} where it had that. */
  public List<Map<String, String>> trades() {
    return List.copyOf(trades);
  }

  /** An access token for something. */
  public String token(String subject, String audience, String... groups) {
    Map<String, Object> claims = claims(subject, audience, 600);
    claims.put("groups", Arrays.asList(groups));
    return signed("at+jwt", claims);
  }

  private String discovery() {
    return json(
        Map.of(
            "issuer", issuer(),
            "jwks_uri", stub.keySetAddress(),
            "authorization_endpoint", issuer() + "/authorize",
            "token_endpoint", issuer() + "/token",
            "authorization_response_iss_parameter_supported", true,
            "code_challenge_methods_supported", List.of("S256"),
            "token_endpoint_auth_methods_supported",
                List.of("client_secret_basic", "client_secret_post", "none")));
  }

  private void authorize(HttpExchange exchange) throws IOException {
    Map<String, String> query = form(exchange.getRequestURI().getRawQuery());
    String code = UUID.randomUUID().toString();
    codes.put(code, new Asked(person, query));
    String iss = bent.iss().apply(issuer());
    exchange
        .getResponseHeaders()
        .set(
            "Location",
            query.get("redirect_uri")
                + "?code="
                + code
                + "&state="
                + encoded(query.getOrDefault("state", ""))
                + (iss.isEmpty() ? "" : "&iss=" + encoded(iss)));
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  private void token(HttpExchange exchange) throws IOException {
    Map<String, String> form =
        new HashMap<>(
            form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (authorization != null) {
      form.put("authorization", authorization);
    }
    trades.add(Map.copyOf(form));
    if (!bent.answer().isEmpty()) {
      StubIssuer.answer(exchange, bent.answer());
      return;
    }
    String subject = "";
    String nonce = "";
    if ("refresh_token".equals(form.get("grant_type"))) {
      subject = taken(refreshes, form.getOrDefault("refresh_token", ""), "");
    } else {
      Asked asked = taken(codes, form.getOrDefault("code", ""), new Asked("", Map.of()));
      boolean same =
          challenge(form.getOrDefault("code_verifier", ""))
                  .equals(asked.query().get("code_challenge"))
              && form.getOrDefault("redirect_uri", "").equals(asked.query().get("redirect_uri"))
              && form.getOrDefault("client_id", "").equals(asked.query().get("client_id"));
      subject = same ? asked.person() : "";
      nonce = asked.query().getOrDefault("nonce", "");
    }
    if (subject.isEmpty()) {
      exchange.sendResponseHeaders(400, -1);
      exchange.close();
      return;
    }
    StubIssuer.answer(exchange, tokens(subject, nonce, form.getOrDefault("client_id", "")));
  }

  private String tokens(String subject, String nonce, String client) {
    Map<String, Object> access = claims(subject, audience, bent.life());
    access.put("groups", groups.getOrDefault(subject, List.of(subject + "s")));
    Map<String, Object> identity = claims(subject, client, 600);
    identity.put("nonce", nonce);
    String refresh = UUID.randomUUID().toString();
    refreshes.put(refresh, subject);
    return json(
        Map.of(
            "access_token", signed("at+jwt", bent.access().apply(access)),
            "token_type", "Bearer",
            "expires_in", bent.life(),
            "refresh_token", refresh,
            "id_token", signed("JWT", bent.idToken().apply(identity))));
  }

  private Map<String, Object> claims(String subject, String audience, long life) {
    long now = Instant.now().getEpochSecond();
    Map<String, Object> claims = new HashMap<>();
    claims.put("iss", issuer());
    claims.put("sub", subject);
    claims.put("preferred_username", subject);
    claims.put("aud", audience);
    claims.put("iat", now);
    claims.put("exp", now + life);
    claims.put("jti", UUID.randomUUID().toString());
    return claims;
  }

  private String signed(String type, Map<String, Object> claims) {
    return key.sign("{\"alg\":\"ES256\",\"typ\":\"" + type + "\",\"kid\":\"k1\"}", json(claims));
  }

  private static <T> T taken(Map<String, T> from, String name, T otherwise) {
    T found = from.remove(name);
    return found == null ? otherwise : found;
  }

  private static String challenge(String verifier) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** JSON of texts that need no escaping, numbers, truths and lists of texts. */
  private static String json(Map<String, ?> members) {
    List<String> written = new ArrayList<>();
    members.forEach((name, value) -> written.add("\"" + name + "\":" + json(value)));
    return "{" + String.join(",", written) + "}";
  }

  private static String json(Object value) {
    return switch (value) {
      case List<?> items ->
          "[" + String.join(",", items.stream().map(CodeIssuer::json).toList()) + "]";
      case String text -> "\"" + text + "\"";
      default -> value.toString();
    };
  }

  private static Map<String, String> form(String text) {
    Map<String, String> form = new HashMap<>();
    for (String pair : text == null ? new String[0] : text.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        form.put(
            URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return form;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    stub.close();
  }
}
