package dev.postern.demo.issuer;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Exchanges codes for tokens (RFC 6749, 3.2). Every client is public: there are no secrets. */
final class TokenEndpoint {
  static final String DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";
  static final String CODE_GRANT = "authorization_code";

  private final Tokens tokens;
  private final CodeFlow codes;
  private final DeviceFlow devices;

  TokenEndpoint(Tokens tokens, CodeFlow codes, DeviceFlow devices) {
    this.tokens = tokens;
    this.codes = codes;
    this.devices = devices;
  }

  Answer answer(Request request) throws Refusal {
    if (!"POST".equals(request.method())) {
      throw new Refusal("invalid_request", "the token endpoint takes POST");
    }
    CodeFlow.Redeemed redeemed =
        switch (request.demanded("grant_type")) {
          case CODE_GRANT -> codes.redeem(request);
          case DEVICE_GRANT -> new CodeFlow.Redeemed(devices.redeem(request), false, "");
          default -> throw new Refusal("unsupported_grant_type", "codes and device codes only");
        };
    Grant grant = redeemed.grant();
    String client = request.demanded("client_id");
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("access_token", tokens.access(grant, client));
    answer.put("token_type", "Bearer");
    answer.put("expires_in", grant.life().toSeconds());
    if (redeemed.identifies()
        || Arrays.asList(request.parameter("scope").split(" ")).contains("openid")) {
      answer.put("id_token", tokens.identity(grant, client, redeemed.nonce()));
    }
    return Answer.json(200, answer);
  }
}
