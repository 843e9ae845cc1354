package dev.postern.gateway.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.issuer.StubIssuer;
import dev.postern.testkit.issuer.StubKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How key sets are had, kept and given up, against an issuer over HTTP. */
class IssuerKeysTest {
  private static final String HEADER_TWO = Fixture.HEADER.replace("\"one\"", "\"two\"");
  private final Fixture fixture = new Fixture();
  private final StubKey two = StubKey.es256("two");

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void takes_a_new_key_as_soon_as_a_token_names_it() {
    assertAccepted(fixture.token());
    fixture.issuer.publish(fixture.key, two);
    fixture.pass(KeyTimes.DEFAULT.unknownKeyEvery());
    assertAccepted(two.sign(HEADER_TWO, Fixture.json(fixture.claims())));
    assertThat(fixture.issuer.keySetFetches()).isEqualTo(2);
  }

  @Test
  @Tag("reaches:KeyTimes.unknownKeyEvery")
  void fetches_once_for_any_number_of_unknown_keys_within_the_interval() {
    assertAccepted(fixture.token());
    fixture.pass(KeyTimes.DEFAULT.unknownKeyEvery());
    for (int i = 0; i < 20; i++) {
      String header = Fixture.HEADER.replace("\"one\"", "\"no-" + i + "\"");
      assertFault(two.sign(header, Fixture.json(fixture.claims())), SignInFault.UNKNOWN_KEY);
    }
    assertThat(fixture.issuer.keySetFetches()).isEqualTo(2);
  }

  @Test
  void forgets_what_a_removed_key_signed() {
    String token = fixture.token(fixture.claims("exp", "" + in(Duration.ofHours(2))));
    assertAccepted(token);
    fixture.issuer.publish(two);
    fixture.pass(KeyTimes.DEFAULT.refreshAfter());
    assertAccepted(two.sign(HEADER_TWO, Fixture.json(fixture.claims())));
    assertFault(token, SignInFault.UNKNOWN_KEY);
  }

  @Test
  void forgets_what_a_key_signed_that_may_no_longer_sign() {
    String token = fixture.token(fixture.claims("exp", "" + in(Duration.ofHours(2))));
    assertAccepted(token);
    fixture.issuer.publish(fixture.key.with("use", "\"enc\""), two);
    fixture.pass(KeyTimes.DEFAULT.refreshAfter());
    assertAccepted(two.sign(HEADER_TWO, Fixture.json(fixture.claims())));
    assertFault(token, SignInFault.UNFIT_KEY);
  }

  @Test
  void keeps_what_a_key_signed_that_stays() {
    String token = fixture.token(fixture.claims("exp", "" + in(Duration.ofHours(2))));
    assertAccepted(token);
    fixture.issuer.publish(two, fixture.key);
    fixture.pass(KeyTimes.DEFAULT.refreshAfter());
    assertAccepted(two.sign(HEADER_TWO, Fixture.json(fixture.claims())));
    TokenWindow window = fixture.desk.window();
    assertThat(window.known(token, Wanted.of(Fixture.RESOURCE), fixture.instant())).isPresent();
  }

  @Test
  @Tag("reaches:KeyTimes.staleUpTo")
  void lives_with_an_old_key_set_while_the_issuer_is_gone_but_not_for_ever() {
    assertAccepted(fixture.token());
    fixture.issuer.keySet(exchange -> exchange.sendResponseHeaders(503, -1));
    fixture.pass(Duration.ofHours(1));
    String later = fixture.token(fixture.claims("exp", "" + in(Duration.ofHours(20))));
    assertAccepted(later);
    fixture.pass(KeyTimes.DEFAULT.staleUpTo());
    assertFault(later, SignInFault.KEYS_UNAVAILABLE);
  }

  @Test
  @Tag("reaches:KeyTimes.retryAfter")
  void asks_an_issuer_that_failed_again_only_after_a_while() {
    fixture.issuer.keySet(exchange -> exchange.sendResponseHeaders(500, -1));
    for (int i = 0; i < 5; i++) {
      assertFault(fixture.token(), SignInFault.KEYS_UNAVAILABLE);
    }
    assertThat(fixture.issuer.keySetFetches()).isEqualTo(1);
    fixture.issuer.keySet(e -> StubIssuer.answer(e, fixture.issuer.keySetDocument()));
    fixture.pass(KeyTimes.DEFAULT.retryAfter());
    assertAccepted(fixture.token());
  }

  @ParameterizedTest
  @MethodSource
  void refuses_a_discovery_document(UnaryOperator<String> spoil) {
    fixture.issuer.discovery(
        e -> StubIssuer.answer(e, spoil.apply(fixture.issuer.discoveryDocument())));
    assertFault(fixture.token(), SignInFault.KEYS_UNAVAILABLE);
    assertThat(fixture.issuer.keySetFetches()).isZero();
  }

  static List<UnaryOperator<String>> refuses_a_discovery_document() {
    return List.of(
        d -> d.replace("\"issuer\":\"http", "\"issuer\":\"https"),
        d -> d.replace("\"jwks_uri\"", "\"jwks\""),
        d -> d.replace("\",\"jwks_uri\"", "/\",\"jwks_uri\""),
        d -> d.replaceFirst("\"jwks_uri\":\"[^\"]*\"", "\"jwks_uri\":\"http://192.0.2.1/keys\""),
        d -> d.replaceFirst("\"jwks_uri\":\"[^\"]*\"", "\"jwks_uri\":\"file:///etc/passwd\""),
        d -> d.replaceFirst("\"jwks_uri\":\"[^\"]*\"", "\"jwks_uri\":\"not an address\""),
        d -> d.replace("}", ",\"Issuer\":\"http://evil\"}"),
        _ -> "<html>",
        _ -> "");
  }

  @Test
  void follows_no_redirect() {
    fixture.issuer.discovery(exchange -> {
      exchange.getResponseHeaders().set("Location", fixture.issuer.keySetAddress());
      exchange.sendResponseHeaders(302, -1);
    });
    assertFault(fixture.token(), SignInFault.KEYS_UNAVAILABLE);
    assertThat(fixture.issuer.keySetFetches()).isZero();
  }

  @Test
  @Tag("reaches:Fetch.Bounds.largest")
  @Tag("reaches:KeyTimes.largestDocument")
  void takes_no_document_larger_than_allowed() {
    fixture.issuer.keySet(e ->
        StubIssuer.answer(
            e,
            fixture
                .issuer
                .keySetDocument()
                .replace("{\"keys\"", " ".repeat(300_000) + "{\"keys\"")));
    assertFault(fixture.token(), SignInFault.KEYS_UNAVAILABLE);
  }

  @Test
  @Tag("reaches:KeyTimes.mostKeys")
  void takes_no_set_of_more_keys_than_allowed() {
    fixture.issuer.publish(
        Stream.concat(
                Stream.of(fixture.key),
                IntStream.range(0, KeyTimes.DEFAULT.mostKeys())
                    .mapToObj(i -> new StubKey("k" + i, two.pair(), Map.of())))
            .toArray(StubKey[]::new));
    assertFault(fixture.token(), SignInFault.KEYS_UNAVAILABLE);
  }

  /** The body never ends; the bound on time does not end with the response's head. */
  @Test
  @Tag("reaches:Fetch.Bounds.time")
  @Tag("reaches:KeyTimes.fetch")
  void does_not_wait_for_an_endless_drip() {
    CountDownLatch over = new CountDownLatch(1);
    fixture.bounded(
        SignInLimits.DEFAULT,
        new KeyTimes(
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Duration.ofHours(12),
            Duration.ofMillis(300),
            1 << 18,
            64));
    fixture.issuer.keySet(exchange -> {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write('{');
      exchange.getResponseBody().flush();
      try {
        over.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    assertFault(fixture.token(), SignInFault.KEYS_UNAVAILABLE);
    over.countDown();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"use\":\"enc\"",
        "\"use\":7",
        "\"key_ops\":[\"sign\"]",
        "\"key_ops\":\"verify\"",
        "\"alg\":\"ES384\"",
        "\"alg\":\"ES521\"",
        "\"alg\":null",
        "\"crv\":\"P-384\"",
        "\"crv\":\"secp256k1\"",
        "\"kty\":\"RSA\"",
        "\"kty\":\"oct\"",
        "\"d\":\"AAAA\"",
        "\"x\":\"AAAA\"",
        "\"y\":\"!\""
      })
  void uses_no_key_that_is_not_fit(String member) {
    String[] parts = member.split(":", 2);
    fixture.issuer.publish(fixture.key.with(parts[0].replace("\"", ""), parts[1]));
    assertFault(fixture.token(), SignInFault.UNFIT_KEY);
  }

  @Test
  void uses_a_key_that_says_it_is_for_this() {
    fixture.issuer.publish(
        fixture
            .key
            .with("use", "\"sig\"")
            .with("key_ops", "[\"verify\"]")
            .with("alg", "\"ES256\""));
    assertAccepted(fixture.token());
  }

  @Test
  void uses_neither_of_two_keys_that_share_an_id() {
    fixture.issuer.publish(fixture.key, StubKey.es256("one"));
    assertFault(fixture.token(), SignInFault.UNFIT_KEY);
  }

  @Test
  void uses_rsa_keys_of_2048_bits_and_none_below() {
    StubKey strong = StubKey.rs256("two", 2048);
    StubKey weak = StubKey.rs256("weak", 1024);
    fixture.issuer.publish(strong, weak);
    String header = HEADER_TWO.replace("ES256", "RS256");
    assertAccepted(strong.sign(header, Fixture.json(fixture.claims())));
    assertFault(
        weak.sign(header.replace("two", "weak"), Fixture.json(fixture.claims())),
        SignInFault.UNFIT_KEY);
  }

  @Test
  @Tag("reaches:KeyTimes.refreshAfter")
  void refreshes_by_the_clockwork_too() {
    assertAccepted(fixture.token());
    IssuerKeys keys =
        new IssuerKeys(
            fixture.settings(Fixture.person()).issuers().getFirst(),
            Fixture.fetch(),
            new IssuerKeys.Bounds(KeyTimes.DEFAULT, 1),
            fixture);
    keys.refreshIfDue();
    keys.refreshIfDue();
    assertThat(fixture.issuer.keySetFetches()).isEqualTo(2);
    assertThat(keys.trusted(fixture.instant())).isTrue();
  }

  private long in(Duration time) {
    return fixture.instant().plus(time).getEpochSecond();
  }

  private void assertAccepted(String token) {
    assertThat(fixture.verify(token)).isInstanceOf(Answer.Accepted.class);
  }

  private void assertFault(String token, SignInFault fault) {
    assertThat(fixture.verify(token))
        .isInstanceOfSatisfying(
            Answer.Refused.class, refused -> assertThat(refused.fault()).isEqualTo(fault));
  }
}
