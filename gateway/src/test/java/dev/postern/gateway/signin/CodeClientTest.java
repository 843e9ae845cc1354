package dev.postern.gateway.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.issuer.StubIssuer;
import dev.postern.testkit.issuer.StubKey;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The gateway as a client, against an issuer whose documents and answers are not what they should
 * be.
 */
class CodeClientTest {
  private static final StubKey KEY = StubKey.es256("k1");
  private static final CodeClient.Returned RETURNED =
      new CodeClient.Returned("code", Optional.empty(), "verifier", "nonce");

  private final StubIssuer issuer = new StubIssuer(KEY);
  private final HttpIssuerFetch fetch = Fixture.fetch();
  private final SignInDesk desk =
      new SignInDesk(
          new SignInSettings(
              List.of(
                  new IssuerSettings(
                      "corp",
                      issuer.issuer(),
                      KeySource.discovered(issuer.issuer()),
                      TokenRules.DEFAULT,
                      List.of(),
                      List.of(new PartyRule.Person(List.of(), new Naming.Canonical(), Set.of())),
                      GroupRules.NONE)),
              List.of(),
              List.of()),
          new SignInDesk.Tools(fetch, SignInLimits.DEFAULT, KeyTimes.DEFAULT, Clock.systemUTC()));
  private final List<IssuerPost.Form> forms = new ArrayList<>();
  private IssuerPost.Reply reply = new IssuerPost.Reply(500, new byte[0]);

  @AfterEach
  void close() {
    desk.close();
    fetch.close();
    issuer.close();
  }

  @Test
  void a_secret_is_presented_as_the_issuer_takes_it() throws Exception {
    discovery("\"token_endpoint_auth_methods_supported\":[\"client_secret_post\"]");
    client(Optional.of("s/+&")).redeem(RETURNED);
    assertThat(forms.getLast().fields()).containsEntry("client_secret", "s/+&");
    assertThat(forms.getLast().authorization()).isEmpty();
    assertThat(forms.getLast().toString()).doesNotContain("s/+&").doesNotContain("verifier");
    discovery("\"x\":1");
    client(Optional.of("s/+&")).redeem(RETURNED);
    assertThat(forms.getLast().fields()).doesNotContainKey("client_secret");
    String basic = forms.getLast().authorization().orElseThrow().substring("Basic ".length());
    assertThat(new String(Base64.getDecoder().decode(basic), StandardCharsets.UTF_8))
        .isEqualTo("page:s%2F%2B%26");
  }

  @Test
  void a_public_client_presents_none_and_one_without_its_secret_asks_nothing() throws Exception {
    discovery("\"x\":1");
    client(Optional.empty()).redeem(RETURNED);
    assertThat(forms.getLast().authorization()).isEmpty();
    assertThat(forms.getLast().fields())
        .containsEntry("code_verifier", "verifier")
        .containsEntry("redirect_uri", "https://gate.example/review/callback")
        .doesNotContainKey("client_secret");
    int before = forms.size();
    assertNot(client(new Unavailable()).redeem(RETURNED), Granted.Why.UNREACHABLE);
    assertThat(forms).hasSize(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"code_challenge_methods_supported\":[\"plain\"]",
        "\"code_challenge_methods_supported\":[]",
        "\"issuer\":\"https://elsewhere.example\"",
        "\"authorization_endpoint\":\"http://elsewhere.example/authorize\"",
        "\"token_endpoint\":\"http://elsewhere.example/token\"",
        "\"token_endpoint\":\"https://user@elsewhere.example/token\"",
        "\"token_endpoint\":\"file:///etc/passwd\"",
        "\"token_endpoint\":7",
        "\"authorization_endpoint\":\"https://elsewhere.example/a#b\"",
      })
  void an_issuer_whose_document_does_not_do_is_not_asked(String bent) throws Exception {
    discovery(bent);
    assertThat(client(Optional.empty()).address(new CodeClient.Begun("s", "n", "c"))).isEmpty();
    assertNot(client(Optional.empty()).redeem(RETURNED), Granted.Why.UNREACHABLE);
    assertThat(forms).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"access_token\":\"a\"}",
        "{\"access_token\":\"a\",\"token_type\":\"DPoP\"}",
        "{\"access_token\":\"a\",\"access_token\":\"b\",\"token_type\":\"Bearer\"}",
        "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"id_token\":\"x.y.z\"}",
        "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"id_token\":7}",
      })
  void an_answer_that_is_none_proves_nothing(String answer) throws Exception {
    discovery("\"x\":1");
    reply = new IssuerPost.Reply(200, answer.getBytes(StandardCharsets.UTF_8));
    assertNot(client(Optional.empty()).redeem(RETURNED), Granted.Why.NOT_PROVEN);
  }

  @Test
  void a_refusal_is_one_and_a_fault_of_the_issuers_may_pass() throws Exception {
    discovery("\"x\":1");
    reply = new IssuerPost.Reply(400, new byte[0]);
    assertNot(client(Optional.empty()).redeem(RETURNED), Granted.Why.REFUSED);
    reply = new IssuerPost.Reply(302, new byte[0]);
    assertNot(client(Optional.empty()).renew("r"), Granted.Why.REFUSED);
    reply = new IssuerPost.Reply(503, new byte[0]);
    assertNot(client(Optional.empty()).renew("r"), Granted.Why.UNREACHABLE);
  }

  @Test
  void an_access_token_is_no_id_token() throws Exception {
    discovery("\"x\":1");
    long now = Instant.now().getEpochSecond();
    String claims =
        "{\"iss\":\"%s\",\"sub\":\"rita\",\"aud\":\"page\",\"nonce\":\"nonce\",\"exp\":%d}"
            .formatted(issuer.issuer(), now + 60);
    assertThat(redeemed(KEY.sign("{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"k1\"}", claims)))
        .isInstanceOf(Granted.None.class);
    assertThat(redeemed(KEY.sign("{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"k1\"}", claims)))
        .isInstanceOfSatisfying(
            Granted.Tokens.class, tokens -> assertThat(tokens.subject()).contains("rita"));
    StubKey foreign = StubKey.es256("k1");
    assertThat(redeemed(foreign.sign("{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"k1\"}", claims)))
        .isInstanceOf(Granted.None.class);
    String over = claims.replaceAll("\"exp\":\\d+", "\"exp\":" + (now - 1));
    assertThat(redeemed(KEY.sign("{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"k1\"}", over)))
        .isInstanceOf(Granted.None.class);
  }

  private Granted redeemed(String idToken) throws InterruptedException {
    reply =
        new IssuerPost.Reply(
            200,
            ("{\"access_token\":\"a\",\"token_type\":\"bearer\",\"id_token\":\"" + idToken + "\"}")
                .getBytes(StandardCharsets.UTF_8));
    return client(Optional.empty()).redeem(RETURNED);
  }

  private static void assertNot(Granted granted, Granted.Why why) {
    assertThat(granted)
        .isInstanceOfSatisfying(Granted.None.class, none -> assertThat(none.why()).isEqualTo(why));
  }

  /** The document with a member of another value. */
  private void discovery(String bent) {
    String name = bent.substring(1, bent.indexOf('"', 1));
    StringBuilder document = new StringBuilder("{" + bent);
    Map.of(
            "issuer",
            issuer.issuer(),
            "jwks_uri",
            issuer.keySetAddress(),
            "authorization_endpoint",
            issuer.issuer() + "/authorize",
            "token_endpoint",
            issuer.issuer() + "/token")
        .forEach((member, value) -> {
          if (!member.equals(name)) {
            document.append(",\"").append(member).append("\":\"").append(value).append('"');
          }
        });
    String json = document.append('}').toString();
    issuer.discovery(exchange -> StubIssuer.answer(exchange, json));
  }

  private CodeClient client(Optional<String> secret) {
    return secret
        .map(text ->
            client(consumer -> {
              consumer.accept(text.getBytes(StandardCharsets.US_ASCII));
              return true;
            }))
        .orElseGet(() -> made(Optional.empty()));
  }

  private CodeClient client(ClientSecret secret) {
    return made(Optional.of(secret));
  }

  /** A secret that is gone. */
  private static final class Unavailable implements ClientSecret {
    @Override
    public boolean use(Consumer<byte[]> consumer) {
      return false;
    }
  }

  private CodeClient made(Optional<ClientSecret> secret) {
    return new CodeClient(
        new CodeClient.Settings(
            "corp",
            "page",
            secret,
            URI.create("https://gate.example/review/callback"),
            "https://gate.example/api",
            Set.of("openid")),
        desk,
        new CodeClient.Ways(
            fetch,
            (form, bounds) -> {
              forms.add(form);
              return reply;
            },
            KeyTimes.DEFAULT,
            Clock.systemUTC()));
  }
}
