package dev.postern.gateway.signin;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/**
 * Gets documents and sends forms over HTTP: TLS unless the address is of this machine itself, no
 * redirects, a bound on size, and a bound on time that lasts to the last byte.
 */
public final class HttpIssuerFetch implements IssuerFetch, IssuerPost, AutoCloseable {
  private final HttpClient client;

  /**
   * A client.
   *
   * @param tls whom to trust
   * @param bounds its {@code fetch} also bounds connecting
   */
  public HttpIssuerFetch(SSLContext tls, KeyTimes bounds) {
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(bounds.fetch())
            .sslContext(tls)
            .build();
  }

  @Override
  public byte[] get(URI address, KeyTimes bounds) throws IOException, InterruptedException {
    Reply reply = exchanged(request(address, bounds).build(), bounds);
    if (reply.status() != 200) {
      throw new IOException("the issuer answered " + reply.status());
    }
    return reply.body();
  }

  @Override
  public Reply post(Form form, KeyTimes bounds) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        request(form.address(), bounds)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(encoded(form.fields())));
    form.authorization().ifPresent(value -> request.header("Authorization", value));
    return exchanged(request.build(), bounds);
  }

  private static HttpRequest.Builder request(URI address, KeyTimes bounds) throws IOException {
    Addresses.demandSafe(address);
    return HttpRequest.newBuilder(address)
        .timeout(bounds.fetch())
        .header("Accept", "application/json");
  }

  private Reply exchanged(HttpRequest request, KeyTimes bounds)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> exchange =
        client.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), bounds.largestDocument()));
    try {
      HttpResponse<byte[]> response = exchange.get(bounds.fetch().toNanos(), TimeUnit.NANOSECONDS);
      return new Reply(response.statusCode(), response.body());
    } catch (TimeoutException e) {
      throw new IOException("the issuer took too long", e);
    } catch (ExecutionException e) {
      throw new IOException("the issuer's document cannot be had", e.getCause());
    } finally {
      exchange.cancel(true);
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
    client.shutdownNow();
  }
}
