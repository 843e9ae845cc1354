package dev.postern.gateway.signin;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/**
 * Gets documents over HTTP: TLS unless the address is of this machine itself, no redirects, a bound
 * on size, and a bound on time that lasts to the last byte.
 */
public final class HttpIssuerFetch implements IssuerFetch, AutoCloseable {
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
    Addresses.demandSafe(address);
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(bounds.fetch())
            .header("Accept", "application/json")
            .build();
    CompletableFuture<HttpResponse<byte[]>> exchange =
        client.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), bounds.largestDocument()));
    try {
      HttpResponse<byte[]> response = exchange.get(bounds.fetch().toNanos(), TimeUnit.NANOSECONDS);
      if (response.statusCode() != 200) {
        throw new IOException("the issuer answered " + response.statusCode());
      }
      return response.body();
    } catch (TimeoutException e) {
      throw new IOException("the issuer took too long", e);
    } catch (ExecutionException e) {
      throw new IOException("the issuer's document cannot be had", e.getCause());
    } finally {
      exchange.cancel(true);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
