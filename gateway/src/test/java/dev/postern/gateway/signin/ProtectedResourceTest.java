package dev.postern.gateway.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a resource says of itself (RFC 9728) and how it asks for tokens (RFC 6750). */
class ProtectedResourceTest {
  private static final String METADATA =
      "resource_metadata=\"https://gate.example/.well-known/oauth-protected-resource/mcp/registry\"";
  private final ProtectedResource registry =
      new ProtectedResource(
          URI.create("https://gate.example/mcp/registry"),
          "Model \"registry\"",
          List.of("https://id.example"),
          Set.of("models:read", "admin"));

  @Test
  void describes_itself_as_rfc_9728_says() {
    assertThat(new String(registry.metadata(), StandardCharsets.UTF_8))
        .isEqualTo(
            """
            {"resource":"https://gate.example/mcp/registry",\
            "authorization_servers":["https://id.example"],\
            "bearer_methods_supported":["header"],\
            "scopes_supported":["admin","models:read"],\
            "resource_name":"Model \\"registry\\""}\
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.example/mcp/x, /.well-known/oauth-protected-resource/mcp/x",
    "https://a.example/, /.well-known/oauth-protected-resource",
    "https://a.example, /.well-known/oauth-protected-resource",
    "https://a.example/x/, /.well-known/oauth-protected-resource/x/"
  })
  void puts_the_well_known_part_in_front_of_the_path(String resource, String path) {
    ProtectedResource one =
        new ProtectedResource(URI.create(resource), "x", List.of("https://id"), Set.of());
    assertThat(one.metadataPath()).isEqualTo(path);
    assertThat(one.metadataUri()).hasToString("https://a.example" + path);
  }

  @Test
  void names_no_error_when_no_token_came() {
    assertThat(registry.challenge(Set.of())).isEqualTo("Bearer " + METADATA);
    assertThat(registry.challenge(Set.of("models:read")))
        .isEqualTo("Bearer scope=\"models:read\", " + METADATA);
  }

  @Test
  void says_the_same_of_every_bad_token() {
    assertThat(registry.invalidToken()).isEqualTo("Bearer error=\"invalid_token\", " + METADATA);
  }

  @Test
  void asks_for_all_scopes_in_one_challenge() {
    assertThat(registry.insufficientScope(Set.of("models:read", "admin")))
        .isEqualTo("Bearer error=\"insufficient_scope\", scope=\"admin models:read\", " + METADATA);
  }

  @ParameterizedTest
  @ValueSource(strings = {"two words", "quo\"te", "back\\slash", "", "line\nfeed"})
  void takes_no_scope_that_would_break_the_header(String scope) {
    assertThatThrownBy(() -> registry.challenge(Set.of(scope)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"Bearer abc.d-_~+/=", "bearer abc.d-_~+/=", "BEARER   abc.d-_~+/="})
  void reads_a_bearer_token(String header) {
    assertThat(Credentials.of(List.of(header))).isEqualTo(new Credentials.Bearer("abc.d-_~+/="));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Bearer", "Bearer ", "Basic YTpi", "Bearer a b", "Bearer a,Bearer b", "abc", ""})
  void takes_nothing_else_for_one(String header) {
    assertThat(Credentials.of(List.of(header))).isEqualTo(new Credentials.Unusable());
  }

  @Test
  void takes_no_token_when_there_are_two_headers_and_tells_when_there_is_none() {
    assertThat(Credentials.of(List.of("Bearer a", "Bearer a")))
        .isEqualTo(new Credentials.Unusable());
    assertThat(Credentials.of(List.of())).isEqualTo(new Credentials.None());
  }
}
