package dev.postern.cli.login;

import dev.postern.cli.Trouble;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** An issuer's token endpoint (RFC 6749). */
final class TokenEndpoint {
  private final String where;

  TokenEndpoint(String where) {
    this.where = where;
  }

  /** Trades a grant for a sign-in. */
  Login trade(Map<String, String> grant, String clientId, String resource) throws Trouble {
    Web.Answer answer = ask(grant, clientId, resource);
    if (answer.status() != 200) {
      throw new Trouble("the issuer gave no token: " + Web.error(answer));
    }
    return login(answer.body(), clientId, resource, Optional.empty());
  }

  /** Asks without judging the answer: the device flow must look into errors. */
  Web.Answer ask(Map<String, String> grant, String clientId, String resource) throws Trouble {
    Map<String, String> form = new HashMap<>(grant);
    form.put("client_id", clientId);
    form.put("resource", resource);
    return Web.post(URI.create(where), form);
  }

  /** The sign-in that a token response holds. */
  Login login(JsonNode answer, String clientId, String resource, Optional<String> olderRefresh)
      throws Trouble {
    String token = answer.path("access_token").asString("");
    if (token.isEmpty()) {
      throw new Trouble("the issuer's answer holds no access token");
    }
    Optional<String> refresh =
        Optional.of(answer.path("refresh_token").asString("")).filter(text -> !text.isEmpty());
    Instant expires = Instant.now().plusSeconds(answer.path("expires_in").asLong(300));
    return new Login(where, clientId, resource, token, refresh.or(() -> olderRefresh), expires);
  }

  Login renew(Login login) throws Trouble {
    Web.Answer answer =
        ask(
            Map.of("grant_type", "refresh_token", "refresh_token", login.refreshToken().orElse("")),
            login.clientId(),
            login.resource());
    if (answer.status() != 200) {
      throw new Trouble(
          "the sign-in could not be renewed (" + Web.error(answer) + "). Run: postern login");
    }
    return login(answer.body(), login.clientId(), login.resource(), login.refreshToken());
  }
}
