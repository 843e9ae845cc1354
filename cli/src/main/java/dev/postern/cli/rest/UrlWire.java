package dev.postern.cli.rest;

import dev.postern.cli.Authorities;
import dev.postern.cli.Trouble;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The gateway by URL, with a token. */
final class UrlWire implements Wire {
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final URI server;
  private final String token;
  private final HttpClient client;

  UrlWire(URI server, String token) throws Trouble {
    this.server = server;
    this.token = token;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .followRedirects(HttpClient.Redirect.NEVER)
            .sslContext(Authorities.usual().context())
            .build();
  }

  @Override
  public Response send(String method, String path, byte[] body) throws Trouble {
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve(path))
            .timeout(LONGEST)
            .header("authorization", "Bearer " + token)
            .header("content-type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try {
      HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      return new Response(answer.statusCode(), answer.body());
    } catch (IOException unreachable) {
      throw new Trouble(
          "cannot reach the gateway at " + server + ": " + unreachable.getMessage(), unreachable);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new Trouble("interrupted", stopped);
    }
  }
}
