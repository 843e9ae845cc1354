package dev.postern.demo.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.postern.demo.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

@Timeout(60)
final class DevelopmentIssuerTest {
  private static final String MCP = "http://127.0.0.1:1/registry";
  private static final String REST = "http://127.0.0.1:1/api";
  private static final String VERIFIER = "a-verifier-that-is-long-enough-to-be-one-0123456789";
  private static final String REDIRECT = "http://127.0.0.1:9/callback";

  private final HttpClient http = HttpClient.newHttpClient();
  private Instant now = Instant.parse("2026-11-21T12:00:00Z");
  private DevelopmentIssuer issuer;

  @BeforeEach
  void open() throws IOException {
    issuer = DevelopmentIssuer.open(0, List.of(MCP, REST), () -> now);
  }

  @AfterEach
  void close() {
    issuer.close();
    http.close();
  }

  @Test
  void names_itself_in_both_documents() throws Exception {
    for (String document : List.of("openid-configuration", "oauth-authorization-server")) {
      JsonNode metadata = Json.read(get("/.well-known/" + document).body());
      assertThat(metadata.path("issuer").asString()).isEqualTo(issuer.identifier());
      assertThat(metadata.path("jwks_uri").asString()).isEqualTo(issuer.identifier() + "/jwks");
    }
  }

  @Test
  void signs_what_the_grant_says() throws Exception {
    Grant grant =
        Grant.usual(Cast.ANA, MCP, now)
            .by(Cast.ASSISTANT)
            .during(now.minus(Duration.ofDays(2)), Duration.ofDays(30));
    JWTClaimsSet claims = verified(issuer.token(grant));
    assertThat(claims.getSubject()).isEqualTo("ana");
    assertThat(claims.getAudience()).containsExactly(MCP);
    assertThat(claims.getJSONObjectClaim("act")).isEqualTo(Map.of("sub", "assistant"));
    assertThat(claims.getStringListClaim("groups")).containsExactly("data-scientists");
    assertThat(claims.getExpirationTime().toInstant()).isEqualTo(now.plus(Duration.ofDays(28)));
  }

  @Test
  void says_who_owns_a_workload() throws Exception {
    JWTClaimsSet claims = verified(issuer.token(Grant.usual(Cast.CI, MCP, now)));
    assertThat(claims.getStringClaim("kind")).isEqualTo("workload");
    assertThat(claims.getStringClaim("owner")).isEqualTo("ana");
  }

  @Test
  void gives_a_token_for_a_code_once() throws Exception {
    String code = code(Map.of("resource", REST), "ana");
    JsonNode given = Json.read(redeem(code, VERIFIER).body());
    JWTClaimsSet claims = verified(given.path("access_token").asString());
    assertThat(claims.getSubject()).isEqualTo("ana");
    assertThat(claims.getAudience()).containsExactly(REST);
    assertThat(verified(given.path("id_token").asString()).getAudience()).containsExactly("cli");
    assertRefused(redeem(code, VERIFIER), "invalid_grant");
  }

  @Test
  void refuses_a_code_without_its_verifier() throws Exception {
    assertRefused(redeem(code(Map.of(), "ana"), "another-verifier"), "invalid_grant");
  }

  @Test
  void refuses_a_code_that_is_too_old() throws Exception {
    String code = code(Map.of(), "ana");
    now = now.plus(Shelf.PATIENCE);
    assertRefused(redeem(code, VERIFIER), "invalid_grant");
  }

  @Test
  void sends_codes_to_loopback_only() throws Exception {
    HttpResponse<String> page =
        post("/authorize", asking(Map.of("redirect_uri", "https://evil.example/"), "ana"));
    assertThat(page.statusCode()).isEqualTo(400);
    assertThat(page.body()).contains("loopback");
  }

  @Test
  void knows_the_resources_it_gives_tokens_for() throws Exception {
    HttpResponse<String> page =
        post("/authorize", asking(Map.of("resource", "http://other.example/"), "ana"));
    assertThat(page.statusCode()).isEqualTo(400);
  }

  @Test
  void does_not_let_the_contractor_in() throws Exception {
    HttpResponse<String> refused = post("/authorize", asking(Map.of(), "carl"));
    assertThat(refused.headers().firstValue("Location").orElseThrow())
        .startsWith(REDIRECT + "?error=access_denied&state=s1");
    String page = get("/authorize?" + form(asking(Map.of(), ""))).body();
    assertThat(page).contains("Development only").contains("data scientist").doesNotContain("carl");
  }

  @Test
  void escapes_what_clients_say_of_themselves() throws Exception {
    String page = get("/authorize?" + form(asking(Map.of("client_id", "<script>x"), ""))).body();
    assertThat(page).contains("&lt;script&gt;x").doesNotContain("<script>");
  }

  @Test
  void gives_a_device_its_token_when_somebody_has_chosen() throws Exception {
    JsonNode begun = begun();
    assertRefused(poll(begun), "authorization_pending");
    String code = begun.path("user_code").asString();
    post("/device", Map.of("user_code", code, "who", "olga"));
    JsonNode given = Json.read(poll(begun).body());
    assertThat(verified(given.path("access_token").asString()).getSubject()).isEqualTo("olga");
    assertRefused(poll(begun), "expired_token");
  }

  @Test
  void gives_a_device_nothing_when_the_person_says_no() throws Exception {
    JsonNode begun = begun();
    post("/device", Map.of("user_code", begun.path("user_code").asString(), "who", "-"));
    assertRefused(poll(begun), "access_denied");
  }

  @Test
  void registers_any_client() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(issuer.identifier() + "/register"))
            .POST(HttpRequest.BodyPublishers.ofString("{\"redirect_uris\":[\"" + REDIRECT + "\"]}"))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(Json.read(answer.body()).path("client_id").asString()).isNotEmpty();
  }

  @Test
  void ignores_the_buttons_of_other_pages() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(issuer.identifier() + "/authorize"))
            .header("Origin", "https://evil.example")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form(asking(Map.of(), "ana"))))
            .build();
    assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(400);
  }

  @Test
  void refuses_a_body_without_end() throws Exception {
    HttpResponse<String> answer = post("/token", Map.of("x", "y".repeat(Request.LONGEST_BODY)));
    assertRefused(answer, "invalid_request");
  }

  private JsonNode begun() throws Exception {
    return Json.read(post("/device_authorization", Map.of("client_id", "cli")).body());
  }

  private HttpResponse<String> poll(JsonNode begun) throws Exception {
    return post(
        "/token",
        Map.of(
            "grant_type",
            TokenEndpoint.DEVICE_GRANT,
            "device_code",
            begun.path("device_code").asString(),
            "client_id",
            "cli"));
  }

  private String code(Map<String, String> more, String who) throws Exception {
    HttpResponse<String> answer = post("/authorize", asking(more, who));
    assertThat(answer.statusCode()).isEqualTo(302);
    String to = answer.headers().firstValue("Location").orElseThrow();
    assertThat(to).startsWith(REDIRECT + "?code=").contains("&state=s1&iss=");
    return to.substring(to.indexOf("code=") + "code=".length(), to.indexOf("&state"));
  }

  private HttpResponse<String> redeem(String code, String verifier) throws Exception {
    return post(
        "/token",
        Map.of(
            "grant_type",
            TokenEndpoint.CODE_GRANT,
            "code",
            code,
            "client_id",
            "cli",
            "redirect_uri",
            REDIRECT,
            "scope",
            "openid",
            "code_verifier",
            verifier));
  }

  private static Map<String, String> asking(Map<String, String> more, String who) {
    Map<String, String> all = new HashMap<>();
    all.put("response_type", "code");
    all.put("client_id", "cli");
    all.put("redirect_uri", REDIRECT);
    all.put("state", "s1");
    all.put("code_challenge", CodeFlow.challenge(VERIFIER));
    all.put("code_challenge_method", "S256");
    all.put("who", who);
    all.putAll(more);
    return all;
  }

  private JWTClaimsSet verified(String token) throws Exception {
    SignedJWT parsed = SignedJWT.parse(token);
    JWKSet keys = JWKSet.parse(get("/jwks").body());
    assertThat(keys.getKeyByKeyId(parsed.getHeader().getKeyID()).isPrivate()).isFalse();
    assertThat(
            parsed.verify(
                new ECDSAVerifier(keys.getKeyByKeyId(parsed.getHeader().getKeyID()).toECKey())))
        .isTrue();
    return parsed.getJWTClaimsSet();
  }

  private static void assertRefused(HttpResponse<String> answer, String error) throws Exception {
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Json.read(answer.body()).path("error").asString()).isEqualTo(error);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(issuer.identifier() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, Map<String, String> parameters) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(issuer.identifier() + path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form(parameters)))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static String form(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }
}
