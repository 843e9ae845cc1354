package dev.postern.acceptance.served;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A target that asks for scopes says so before, refuses without, and takes a token with them. */
@Timeout(120)
class ScopesTest {
  private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";

  @TempDir private Path folder;

  @Test
  void a_token_without_the_scopes_is_told_to_ask_for_them_and_one_with_them_is_taken()
      throws Exception {
    Files.writeString(folder.resolve("credential"), "secret\n");
    try (SeenTarget target = new SeenTarget();
        ServedGateway gateway =
            new ServedGateway(
                folder,
                target.uri(),
                ServedGateway.Setup.target("scopes: [mcp:tools, mcp:read]\n"));
        HttpClient client = HttpClient.newHttpClient()) {
      String base = "http://127.0.0.1:" + gateway.port();
      HttpResponse<String> metadata =
          client.send(
              HttpRequest.newBuilder(
                      URI.create(base + "/.well-known/oauth-protected-resource/mcp/registry"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(metadata.body()).contains("\"scopes_supported\":[\"mcp:read\",\"mcp:tools\"]");

      HttpResponse<String> without = gateway.post(gateway.token("ana", "mcp:tools other"), PING);
      assertThat(without.statusCode()).isEqualTo(403);
      assertThat(without.headers().firstValue("www-authenticate").orElse(""))
          .isEqualTo(
              "Bearer error=\"insufficient_scope\", scope=\"mcp:read mcp:tools\", "
                  + "resource_metadata=\""
                  + base
                  + "/.well-known/oauth-protected-resource/mcp/registry\"");
      assertThat(target.authorization()).isEmpty();

      String token = gateway.token("ana", "mcp:read mcp:tools");
      gateway.initialize(token);
      assertThat(gateway.call(token, "run")).contains("\"result\"");
    }
  }
}
