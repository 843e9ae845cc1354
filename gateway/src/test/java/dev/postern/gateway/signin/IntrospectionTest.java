package dev.postern.gateway.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.issuer.StubIssuer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an issuer is asked about its tokens, and what its answers are worth. */
@Timeout(60)
class IntrospectionTest {
  @TempDir private Path folder;
  private AskedIssuer world;

  @BeforeEach
  void open() throws IOException {
    world = new AskedIssuer(folder);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void a_token_is_taken_once_its_issuer_has_confirmed_it_and_not_asked_about_again_at_once() {
    String token = world.fixture.token();

    assertThat(world.fixture.verify(token)).isInstanceOf(Answer.Accepted.class);
    assertThat(world.fixture.verify(token)).isInstanceOf(Answer.Accepted.class);

    assertThat(world.issuer.introspections()).isEqualTo(1);
  }

  @Test
  void the_question_is_a_form_that_the_gateway_signs_as_a_client_with_its_secret() {
    var forms = new ConcurrentLinkedQueue<String>();
    var proofs = new ConcurrentLinkedQueue<String>();
    world.issuer.introspection(exchange -> {
      forms.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII));
      proofs.add(exchange.getRequestHeaders().getFirst("Authorization"));
      StubIssuer.answer(exchange, "{\"active\":true}");
    });
    String token = world.fixture.token();

    world.fixture.verify(token);

    assertThat(forms.peek()).contains("token=" + token).contains("token_type_hint=access_token");
    String pair = "postern%3Agate:pen%25cil";
    assertThat(proofs)
        .containsExactly(
            "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void a_token_that_its_issuer_calls_inactive_is_refused_and_that_is_remembered() {
    world.says("{\"active\":false}");
    String token = world.fixture.token();

    world.refused(token, SignInFault.INACTIVE);
    world.refused(token, SignInFault.INACTIVE);

    assertThat(world.issuer.introspections()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"sub\":\"carl\"",
        "\"iss\":\"https://elsewhere.example\"",
        "\"exp\":1",
        "\"iat\":7",
        "\"aud\":\"https://gate.example/mcp/other\"",
        "\"aud\":[]",
        "\"aud\":7",
        "\"scope\":\"openid\"",
        "\"jti\":\"another\"",
        "\"client_id\":\"another\"",
        "\"sub\":7"
      })
  void an_answer_that_says_otherwise_than_the_token_refuses_it(String otherwise) {
    world.says("{\"active\":true," + otherwise + "}");
    Map<String, String> claims = world.fixture.claims("scope", "\"tools openid\"");
    claims.put("jti", "\"one\"");
    claims.put("client_id", "\"console\"");

    Answer answer = world.fixture.verify(world.fixture.token(claims));

    assertThat(answer).isInstanceOf(Answer.Refused.class);
    assertThat(((Answer.Refused) answer).fault())
        .isIn(SignInFault.CONTRADICTED, SignInFault.WRONG_AUDIENCE);
  }

  @Test
  void an_answer_that_says_the_same_and_more_does_not() {
    Map<String, String> claims = world.fixture.claims("scope", "\"tools\"");
    world.says(
        "{\"active\":true,\"sub\":\"ana\",\"iss\":\""
            + world.issuer.issuer()
            + "\",\"aud\":[\"account\",\""
            + Fixture.RESOURCE
            + "\"],\"scope\":\"openid tools\",\"exp\":"
            + claims.get("exp")
            + ",\"username\":\"ana\",\"session_state\":\"x\"}");

    assertThat(world.fixture.verify(world.fixture.token(claims)))
        .isInstanceOf(Answer.Accepted.class);
  }

  @Test
  void a_token_that_is_bound_to_a_key_there_is_refused_here() {
    world.says("{\"active\":true,\"cnf\":{\"jkt\":\"x\"}}");

    world.refused(world.fixture.token(), SignInFault.BOUND_TO_A_KEY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"active\":\"true\"}",
        "{\"active\":1}",
        "{\"active\":null}",
        "[{\"active\":true}]",
        "{\"active\":true,\"active\":false}",
        "{\"active\":true,\"Active\":false}",
        "{\"active\":true}{}",
        "",
        "eyJhbGciOiJSUzI1NiJ9.e30.x"
      })
  void an_answer_that_is_none_confirms_nothing(String body) {
    world.says(body);

    world.refused(world.fixture.token(), SignInFault.NOBODY_TO_ASK);
  }

  @Test
  void an_issuer_that_does_not_answer_as_it_should_confirms_nothing() {
    for (int status : List.of(204, 302, 401, 500)) {
      world.issuer.introspection(exchange -> {
        exchange.getResponseHeaders().set("Location", world.issuer.keySetAddress());
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
      });
      world.refused(world.fixture.token(), SignInFault.NOBODY_TO_ASK);
    }
  }

  @Test
  void an_answer_that_is_too_long_confirms_nothing() {
    world.says(
        "{\"active\":true,\"x\":\"" + "y".repeat(KeyTimes.DEFAULT.largestDocument()) + "\"}");

    world.refused(world.fixture.token(), SignInFault.NOBODY_TO_ASK);
  }

  @Test
  void without_the_secret_nobody_is_asked_and_nobody_believed() {
    world.leases.close();

    world.refused(world.fixture.token(), SignInFault.NOBODY_TO_ASK);
    assertThat(world.issuer.introspections()).isZero();
  }

  @Test
  void the_secret_is_not_sent_where_anybody_could_read_it() {
    world.issuer.discovery(exchange ->
        StubIssuer.answer(
            exchange,
            world
                .issuer
                .discoveryDocument()
                .replace(
                    "\"introspection_endpoint\":\"http://127.0.0.1",
                    "\"introspection_endpoint\":\"http://attacker.example")));

    world.refused(world.fixture.token(), SignInFault.NOBODY_TO_ASK);
    assertThat(world.issuer.introspections()).isZero();
  }

  @Test
  void neither_the_token_nor_the_secret_is_in_anything_that_is_said() {
    assertThat(new IntrospectionAsk.Question("issuer/corp", "postern", "sesame").toString())
        .doesNotContain("sesame");
    assertThat(world.asked(Freshness.Newest.CLIENT).toString()).doesNotContain("pen%cil");
  }
}
