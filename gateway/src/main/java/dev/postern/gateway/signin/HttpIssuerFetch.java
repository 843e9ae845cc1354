package dev.postern.gateway.signin;

import dev.postern.gateway.fetch.Fetch;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/**
 * Gets documents and sends forms over HTTP: TLS unless the address is of this machine itself, no
 * redirects, a bound on size, and a bound on time that lasts to the last byte.
 */
public final class HttpIssuerFetch implements IssuerFetch, IssuerPost, AutoCloseable {
  private static final String JSON = "application/json";

  private final Fetch fetch;

  /**
   * A client.
   *
   * @param tls whom to trust
   * @param bounds its {@code fetch} also bounds connecting
   */
  public HttpIssuerFetch(SSLContext tls, KeyTimes bounds) {
    this.fetch = new Fetch(tls, bounds.fetch());
  }

  @Override
  public byte[] get(URI address, KeyTimes bounds) throws IOException, InterruptedException {
    Reply reply =
        asked(new Fetch.Asked("GET", address, Map.of("Accept", JSON), Optional.empty()), bounds);
    if (reply.status() != 200) {
      throw new IOException("the issuer answered " + reply.status());
    }
    return reply.body();
  }

  @Override
  public Reply post(Form form, KeyTimes bounds) throws IOException, InterruptedException {
    Map<String, String> fields = new HashMap<>();
    fields.put("Accept", JSON);
    fields.put("Content-Type", "application/x-www-form-urlencoded");
    form.authorization().ifPresent(value -> fields.put("Authorization", value));
    byte[] body = encoded(form.fields()).getBytes(StandardCharsets.UTF_8);
    return asked(new Fetch.Asked("POST", form.address(), fields, Optional.of(body)), bounds);
  }

  private Reply asked(Fetch.Asked asked, KeyTimes bounds) throws IOException, InterruptedException {
    Addresses.demandSafe(asked.address());
    try {
      Fetch.Answer answer =
          fetch.ask(asked, new Fetch.Bounds(bounds.fetch(), bounds.largestDocument()));
      return new Reply(answer.status(), answer.body());
    } catch (IOException unanswered) {
      throw new IOException("the issuer cannot be asked: " + unanswered.getMessage(), unanswered);
    }
  }

  private static String encoded(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    fetch.close();
  }
}
