package dev.postern.gateway.fetch;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/** A client of HTTP/1.1. Blocks; called on threads that may. Any thread. */
public final class Fetch implements AutoCloseable {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]", "localhost");

  private final HttpClient client;

  /**
   * What may be spent on one exchange.
   *
   * @param time from connecting to the last byte
   * @param largest the most bytes of an answer's body
   */
  public record Bounds(Duration time, int largest) {}

  /**
   * A request.
   *
   * @param fields header fields; a value may be a secret
   * @param body empty for none
   */
  public record Asked(
      String method, URI address, Map<String, String> fields, Optional<byte[]> body) {
    public Asked {
      fields = Map.copyOf(fields);
    }

    @Override
    public String toString() {
      return "Asked[" + method + " " + address + ", the rest hidden]";
    }
  }

  /** An answer, whatever its status. */
  public record Answer(int status, byte[] body) {
    @Override
    public String toString() {
      return "Answer[" + status + ", body hidden]";
    }
  }

  /**
   * A client.
   *
   * @param tls whom to trust
   * @param connect how long connecting may take
   */
  public Fetch(SSLContext tls, Duration connect) {
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(connect)
            .sslContext(tls)
            .build();
  }

  /**
   * Whether an address may be asked: by https, or on this machine itself, and naming nobody.
   *
   * @param address absolute
   */
  public static boolean safe(URI address) {
    return address.getHost() != null
        && address.getUserInfo() == null
        && ("https".equals(address.getScheme())
            || ("http".equals(address.getScheme()) && loopback(address)));
  }

  /** Whether an address is of this machine, by spelling alone. */
  public static boolean loopback(URI address) {
    return address.getHost() != null && LOOPBACK.contains(address.getHost());
  }

  /**
   * Asks once.
   *
   * @throws IOException when the answer is not had whole within the bounds, or the address is not
   *     allowed
   */
  public Answer ask(Asked asked, Bounds bounds) throws IOException, InterruptedException {
    if (!safe(asked.address())) {
      throw new IOException("only https is asked");
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(asked.address())
            .timeout(bounds.time())
            .method(
                asked.method(),
                asked.body().map(BodyPublishers::ofByteArray).orElseGet(BodyPublishers::noBody));
    asked.fields().forEach(request::header);
    CompletableFuture<HttpResponse<byte[]>> exchange =
        client.sendAsync(
            request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), bounds.largest()));
    try {
      HttpResponse<byte[]> response = exchange.get(bounds.time().toNanos(), TimeUnit.NANOSECONDS);
      return new Answer(response.statusCode(), response.body());
    } catch (TimeoutException e) {
      throw new IOException("it took too long", e);
    } catch (ExecutionException e) {
      throw new IOException("no answer can be had", e.getCause());
    } finally {
      exchange.cancel(true);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
