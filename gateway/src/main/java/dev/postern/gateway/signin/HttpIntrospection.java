package dev.postern.gateway.signin;

import dev.postern.gateway.credential.Leases;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * Asks over HTTP, as a client that proves itself by its secret (RFC 6749, 2.3.1: {@code
 * client_secret_basic}).
 */
public record HttpIntrospection(IssuerPost post, Leases leases) implements IntrospectionAsk {
  @Override
  public byte[] ask(URI endpoint, Question question, KeyTimes bounds)
      throws IOException, InterruptedException {
    String[] authorization = new String[1];
    boolean had =
        leases
            .lease(question.credential())
            .map(lease -> lease.use(secret -> authorization[0] = basic(question.client(), secret)))
            .orElse(false);
    if (!had) {
      throw new IOException("the secret of client " + question.client() + " cannot be had");
    }
    IssuerPost.Reply reply =
        post.post(
            new IssuerPost.Form(
                endpoint,
                Map.of("token", question.token(), "token_type_hint", "access_token"),
                Optional.of(authorization[0])),
            bounds);
    if (reply.status() != 200) {
      throw new IOException("the issuer answered " + reply.status());
    }
    return reply.body();
  }

  private static String basic(String client, byte[] secret) {
    String pair = encoded(client) + ":" + encoded(new String(secret, StandardCharsets.UTF_8));
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
