package dev.postern.acceptance.keycloak;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A person who signs in without a browser: authorization code with PKCE (RFC 7636), following
 * redirects and sending the forms that come, with a name and a password where a form asks for them.
 */
final class FormLogin {
  private static final String CALLBACK = "http://127.0.0.1/callback";
  private static final int MOST_STEPS = 20;
  private static final Pattern CODE = Pattern.compile("[?&]code=([^&]+)");

  private final HttpClient client =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
  private final Cookies cookies = new Cookies();
  private final String realm;
  private final String clientId;
  private final String verifier = UUID.randomUUID() + "-" + UUID.randomUUID();

  /** What a login gives; only the first is for the gateway. */
  record Tokens(String access, String id, String refresh) {}

  FormLogin(String realm, String clientId) {
    this.realm = realm;
    this.clientId = clientId;
  }

  /**
   * Signs in.
   *
   * @param through the alias of the identity provider to go through, if any
   * @return what the token endpoint gave
   * @throws IOException with the page at which it ended, when no code came of it
   */
  Tokens tokens(Optional<String> through, String username, String password)
      throws IOException, InterruptedException {
    HttpRequest.Builder next = HttpRequest.newBuilder(start(through));
    for (int step = 0; step < MOST_STEPS; step++) {
      HttpResponse<String> response = sent(next);
      Optional<String> location = response.headers().firstValue("Location");
      if (location.isPresent()) {
        URI target = response.uri().resolve(location.get());
        Matcher code = CODE.matcher(target.toString());
        if (target.toString().startsWith(CALLBACK)) {
          if (!code.find()) {
            throw new IOException("no code: " + target);
          }
          return redeemed(code.group(1));
        }
        next = HttpRequest.newBuilder(target);
      } else {
        next = answered(response, username, password);
      }
    }
    throw new IOException("more steps than a login takes");
  }

  private HttpResponse<String> sent(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    String header = cookies.header(request.build().uri());
    if (!header.isEmpty()) {
      request.header("Cookie", header);
    }
    HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
    cookies.keep(response);
    return response;
  }

  private HttpRequest.Builder answered(
      HttpResponse<String> response, String username, String password) throws IOException {
    Forms form =
        Forms.in(response.uri(), response.body())
            .filter(_ -> response.statusCode() == 200)
            .orElseThrow(() -> ended(response));
    Map<String, String> fields = new LinkedHashMap<>(form.fields());
    if (fields.containsKey("password")) {
      if (response.body().contains("Invalid username or password")) {
        throw ended(response);
      }
      fields.put("username", username);
      fields.put("password", password);
    }
    return post(form.action(), fields);
  }

  private static IOException ended(HttpResponse<String> response) {
    String text = response.body().replaceAll("(?s)<script.*?</script>|<[^>]*>", " ");
    return new IOException(
        response.uri()
            + " answered "
            + response.statusCode()
            + ": "
            + text.replaceAll("\\s+", " "));
  }

  private URI start(Optional<String> through) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("response_type", "code");
    query.put("client_id", clientId);
    query.put("redirect_uri", CALLBACK);
    query.put("scope", "openid");
    query.put("state", UUID.randomUUID().toString());
    query.put("code_challenge_method", "S256");
    query.put("code_challenge", challenge());
    through.ifPresent(alias -> query.put("kc_idp_hint", alias));
    return URI.create(realm + "/protocol/openid-connect/auth?" + Forms.encoded(query));
  }

  private Tokens redeemed(String code) throws IOException, InterruptedException {
    Map<String, String> form =
        Map.of(
            "grant_type", "authorization_code",
            "client_id", clientId,
            "redirect_uri", CALLBACK,
            "code", code,
            "code_verifier", verifier);
    HttpResponse<String> response =
        sent(post(URI.create(realm + "/protocol/openid-connect/token"), form));
    if (response.statusCode() != 200) {
      throw ended(response);
    }
    JsonNode tokens = JsonMapper.shared().readTree(response.body());
    return new Tokens(
        tokens.get("access_token").asString(),
        tokens.get("id_token").asString(),
        tokens.get("refresh_token").asString());
  }

  private static HttpRequest.Builder post(URI target, Map<String, String> fields) {
    return HttpRequest.newBuilder(target)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(BodyPublishers.ofString(Forms.encoded(fields)));
  }

  private String challenge() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
