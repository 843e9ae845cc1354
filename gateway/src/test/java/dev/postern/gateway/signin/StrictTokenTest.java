package dev.postern.gateway.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.issuer.StubKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every rule of the strict check, each by a token that is good but for one thing. */
class StrictTokenTest {
  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void accepts_a_token_that_keeps_all_rules() {
    assertThat(fixture.verify(fixture.token())).isInstanceOf(Answer.Accepted.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"alg":"ES256","typ":"at+jwt","kid":"one","crit":["exp"]}            | HEADER_MEMBER
          {"alg":"ES256","typ":"at+jwt","kid":"one","jku":"https://evil/keys"} | HEADER_MEMBER
          {"alg":"ES256","typ":"at+jwt","kid":"one","jwk":{"kty":"EC"}}        | HEADER_MEMBER
          {"alg":"ES256","typ":"at+jwt","kid":"one","x5u":"https://evil/c"}    | HEADER_MEMBER
          {"alg":"ES256","typ":"at+jwt","kid":"one","x5c":["MIIB"]}            | HEADER_MEMBER
          {"alg":"ES256","typ":"at+jwt","kid":"one","b64":false}               | HEADER_MEMBER
          {"alg":"ES256","typ":"at+jwt","kid":"one","zip":"DEF"}               | HEADER_MEMBER
          {"alg":"ES256","typ":"at+jwt","kid":"one","kid":"two"}               | DUPLICATE_MEMBER
          {"alg":"ES256","typ":"at+jwt","kid":"one","Kid":"two"}               | DUPLICATE_MEMBER
          {"alg":"ES256","typ":"at+jwt","kid":"one","\\u212Aid":"two"}         | DUPLICATE_MEMBER
          {"alg":"ES256","typ":"at+jwt","kid":"one","kid\\u0000":"two"}        | DUPLICATE_MEMBER
          {"alg":"none","typ":"at+jwt","kid":"one"}                            | BAD_ALGORITHM
          {"alg":"es256","typ":"at+jwt","kid":"one"}                           | BAD_ALGORITHM
          {"alg":"HS256","typ":"at+jwt","kid":"one"}                           | BAD_ALGORITHM
          {"alg":"EdDSA","typ":"at+jwt","kid":"one"}                           | BAD_ALGORITHM
          {"alg":"ES384","typ":"at+jwt","kid":"one"}                           | BAD_ALGORITHM
          {"alg":["ES256"],"typ":"at+jwt","kid":"one"}                         | BAD_ALGORITHM
          {"typ":"at+jwt","kid":"one"}                                         | BAD_ALGORITHM
          {"alg":"RS256","typ":"at+jwt","kid":"one"}                           | UNFIT_KEY
          {"alg":"ES256","typ":"JWT","kid":"one"}                              | BAD_TYPE
          {"alg":"ES256","typ":"secevent+jwt","kid":"one"}                     | BAD_TYPE
          {"alg":"ES256","typ":7,"kid":"one"}                                  | BAD_TYPE
          {"alg":"ES256","kid":"one"}                                          | BAD_TYPE
          {"alg":"ES256","typ":"at+jwt","kid":""}                              | BAD_KEY_ID
          {"alg":"ES256","typ":"at+jwt","kid":7}                               | BAD_KEY_ID
          {"alg":"ES256","typ":"at+jwt","kid":"two"}                           | UNKNOWN_KEY
          ["alg","ES256"]                                                      | BAD_JSON
          {"alg":"ES256","typ":"at+jwt","kid":"one"}{}                         | BAD_JSON
          {"alg":"ES256","typ":"at+jwt","kid":"one",}                          | BAD_JSON
          """)
  void refuses_a_header(String header, SignInFault fault) {
    String token = fixture.key.sign(header, Fixture.json(fixture.claims()));
    assertRefused(token, fault);
  }

  @ParameterizedTest
  @ValueSource(strings = {"at+jwt", "AT+JWT", "application/at+jwt"})
  void takes_a_type_as_the_media_type_it_is(String type) {
    String header = "{\"alg\":\"ES256\",\"kid\":\"one\",\"typ\":\"" + type + "\"}";
    assertThat(fixture.verify(fixture.key.sign(header, Fixture.json(fixture.claims()))))
        .isInstanceOf(Answer.Accepted.class);
  }

  @Test
  void does_without_a_key_id_while_there_is_but_one_key_that_fits() {
    String header = "{\"alg\":\"ES256\",\"typ\":\"at+jwt\"}";
    String token = fixture.key.sign(header, Fixture.json(fixture.claims()));
    assertThat(fixture.verify(token)).isInstanceOf(Answer.Accepted.class);
  }

  @Test
  void refuses_a_key_id_longer_than_allowed() {
    String header =
        "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\""
            + "k".repeat(StrictToken.LONGEST_KEY_ID + 1)
            + "\"}";
    assertRefused(fixture.key.sign(header, Fixture.json(fixture.claims())), SignInFault.BAD_KEY_ID);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          exp | "1795262700"          | NO_EXPIRY
          exp | 1795262700.5          | NO_EXPIRY
          exp | 1.7952627e9           | NO_EXPIRY
          exp | null                  | NO_EXPIRY
          exp | 1795262700000         | NO_EXPIRY
          exp | 9999999999999999999   | NO_EXPIRY
          exp | -5                    | NO_EXPIRY
          exp | 1795262400            | EXPIRED
          exp | 1                     | EXPIRED
          exp | 1795348801            | LIVES_TOO_LONG
          iat | 1795262461            | NOT_YET
          nbf | 1795262461            | NOT_YET
          iat | "now"                 | BAD_TIMES
          nbf | true                  | BAD_TIMES
          iat | 1795176299            | LIVES_TOO_LONG
          sub | ""                    | BAD_SUBJECT
          sub | "a\\u0000b"           | BAD_SUBJECT
          sub | "a\\nb"               | BAD_SUBJECT
          sub | 7                     | BAD_SUBJECT
          sub | "\\ud800"             | BAD_JSON
          aud | "https://gate.example/mcp/registry/" | WRONG_AUDIENCE
          aud | "https://gate.example/mcp"           | WRONG_AUDIENCE
          aud | "account"             | WRONG_AUDIENCE
          aud | []                    | WRONG_AUDIENCE
          aud | null                  | WRONG_AUDIENCE
          aud | ["https://gate.example/mcp/registry", 7] | WRONG_AUDIENCE
          iss | "https://elsewhere.example" | UNKNOWN_ISSUER
          iss | 7                     | UNKNOWN_ISSUER
          cnf | {"jkt":"abc"}         | BOUND_TO_A_KEY
          cnf | null                  | BOUND_TO_A_KEY
          typ | "ID"                  | NOT_AN_ACCESS_TOKEN
          typ | "Refresh"             | NOT_AN_ACCESS_TOKEN
          token_use | "id"            | NOT_AN_ACCESS_TOKEN
          at_hash | "x"               | NOT_AN_ACCESS_TOKEN
          events | {}                 | NOT_AN_ACCESS_TOKEN
          Exp | 1                     | DUPLICATE_MEMBER
          \u017Fub | "root"           | DUPLICATE_MEMBER
          a   | {"b":1,"B":2}         | DUPLICATE_MEMBER
          a   | [[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]] | BAD_JSON
          act | "robot"               | BAD_DELEGATION
          act | {"sub":"robot"}       | UNKNOWN_AGENT
          """)
  void refuses_a_claim(String name, String json, SignInFault fault) {
    assertRefused(fixture.token(fixture.claims(name, json)), fault);
  }

  @ParameterizedTest
  @CsvSource({"iss,UNKNOWN_ISSUER", "sub,BAD_SUBJECT", "aud,WRONG_AUDIENCE", "exp,NO_EXPIRY"})
  void refuses_a_token_without_a_claim(String name, SignInFault fault) {
    Map<String, String> claims = fixture.claims();
    claims.remove(name);
    assertRefused(fixture.token(claims), fault);
  }

  @Test
  void refuses_a_subject_longer_than_allowed() {
    assertRefused(
        fixture.token(fixture.claims("sub", "\"" + "s".repeat(256) + "\"")),
        SignInFault.BAD_SUBJECT);
  }

  @Test
  void refuses_claims_that_are_not_utf_8() {
    String claims = Fixture.json(fixture.claims());
    byte[] broken = claims.replace("\"ana\"", "\"an?\"").getBytes(StandardCharsets.UTF_8);
    broken[claims.indexOf("\"ana\"") + 3] = (byte) 0xff;
    String token = fixture.token();
    String[] parts = token.split("\\.");
    String payload = java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(broken);
    assertRefused(parts[0] + "." + payload + "." + parts[2], SignInFault.BAD_JSON);
  }

  @Test
  void accepts_one_of_several_audiences() {
    String both = "[\"https://other.example\",\"" + Fixture.RESOURCE + "\"]";
    assertThat(fixture.verify(fixture.token(fixture.claims("aud", both))))
        .isInstanceOf(Answer.Accepted.class);
  }

  @ParameterizedTest
  @MethodSource
  void refuses_a_form_that_is_not_exact(Spoiled spoiled) {
    assertRefused(spoiled.spoil().apply(fixture.token()), spoiled.fault());
  }

  record Spoiled(String how, java.util.function.UnaryOperator<String> spoil, SignInFault fault) {
    @Override
    public String toString() {
      return how;
    }
  }

  static Stream<Spoiled> refuses_a_form_that_is_not_exact() {
    return Stream.of(
        new Spoiled("padding", t -> t + "==", SignInFault.BAD_BASE64URL),
        new Spoiled("space at the end", t -> t + " ", SignInFault.BAD_BASE64URL),
        new Spoiled("space in front", t -> " " + t, SignInFault.BAD_BASE64URL),
        new Spoiled("line feed", t -> t.replaceFirst("\\.", "\n."), SignInFault.BAD_BASE64URL),
        new Spoiled("plain base64", t -> t + "+", SignInFault.BAD_BASE64URL),
        new Spoiled("foreign character", t -> t + "\u00e9", SignInFault.BAD_BASE64URL),
        new Spoiled("empty", _ -> "", SignInFault.NOT_THREE_PARTS),
        new Spoiled("two parts", t -> t.substring(0, t.lastIndexOf('.')), NOT_THREE),
        new Spoiled("no signature", t -> t.substring(0, t.lastIndexOf('.') + 1), NOT_THREE),
        new Spoiled("no header", t -> t.substring(t.indexOf('.')), NOT_THREE),
        new Spoiled("four parts", t -> t + ".AAAA", NOT_THREE),
        new Spoiled("encrypted", t -> t + ".AAAA.AAAA", NOT_THREE),
        new Spoiled("json form", _ -> "{\"payload\":\"e30\"}", NOT_THREE),
        new Spoiled("other signature", StrictTokenTest::otherSignature, SignInFault.BAD_SIGNATURE),
        new Spoiled("zero signature", StrictTokenTest::zeroSignature, SignInFault.BAD_SIGNATURE),
        new Spoiled("too long", t -> t + "A".repeat(9000), SignInFault.TOO_LONG));
  }

  private static final SignInFault NOT_THREE = SignInFault.NOT_THREE_PARTS;

  /** The last character of 86 holds four bits that count and two that must be zero. */
  @Test
  void refuses_stray_bits_behind_the_signature() {
    String token = fixture.token();
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    int last = alphabet.indexOf(token.charAt(token.length() - 1));
    String stray = token.substring(0, token.length() - 1) + alphabet.charAt(last + 1);
    assertRefused(stray, SignInFault.BAD_BASE64URL);
  }

  /** Whatever character becomes whatever other, at most the same bytes are accepted again. */
  @Test
  void refuses_every_token_that_differs_in_one_character() {
    fixture.bounded(
        new SignInLimits(8192, 100, 100, Duration.ofSeconds(30), 8, 8, 8, 100_000, 1),
        KeyTimes.DEFAULT);
    String token = fixture.token();
    assertThat(fixture.verify(token)).isInstanceOf(Answer.Accepted.class);
    String others = "A_9.=%\n\u0000\u00e9";
    for (int at = 0; at < token.length(); at++) {
      char other = others.charAt(at % others.length());
      String changed = token.substring(0, at) + other + token.substring(at + 1);
      if (!changed.equals(token)) {
        assertThat(fixture.verify(changed)).isInstanceOf(Answer.Refused.class);
      }
    }
  }

  @Test
  void refuses_a_mac_made_with_the_public_key() throws Exception {
    String header = "{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"kid\":\"one\"}";
    String signed = StubKey.encode(header) + "." + StubKey.encode(Fixture.json(fixture.claims()));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(fixture.key.pair().getPublic().getEncoded(), "HmacSHA256"));
    String forged =
        java.util.Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
    assertRefused(signed + "." + forged, SignInFault.BAD_ALGORITHM);
  }

  @Test
  void refuses_a_token_signed_by_a_key_of_the_same_name() {
    StubKey other = StubKey.es256("one");
    assertRefused(
        other.sign(Fixture.HEADER, Fixture.json(fixture.claims())), SignInFault.BAD_SIGNATURE);
  }

  @Test
  void names_the_issuer_in_a_refusal_only_when_it_is_configured() {
    Answer ours = fixture.verify(fixture.token(fixture.claims("aud", "\"x\"")));
    Answer strange = fixture.verify(fixture.token(fixture.claims("iss", "\"https://x\"")));
    assertThat(List.of(ours, strange))
        .containsExactly(
            new Answer.Refused(SignInFault.WRONG_AUDIENCE, Optional.of("corp")),
            new Answer.Refused(SignInFault.UNKNOWN_ISSUER, Optional.empty()));
  }

  @Test
  void demands_scopes_where_the_resource_does() {
    String token = fixture.token(fixture.claims("scope", "\"models:read openid\""));
    assertThat(fixture.verify(token, new Wanted(Fixture.RESOURCE, Set.of("models:read"))))
        .isInstanceOf(Answer.Accepted.class);
    assertThat(fixture.verify(token, new Wanted(Fixture.RESOURCE, Set.of("models:read", "admin"))))
        .isInstanceOf(Answer.LacksScope.class);
  }

  private void assertRefused(String token, SignInFault fault) {
    assertThat(fixture.verify(token))
        .isInstanceOfSatisfying(
            Answer.Refused.class, refused -> assertThat(refused.fault()).isEqualTo(fault));
  }

  private static String otherSignature(String token) {
    int at = token.lastIndexOf('.') + 5;
    char other = token.charAt(at) == 'A' ? 'B' : 'A';
    return token.substring(0, at) + other + token.substring(at + 1);
  }

  private static String zeroSignature(String token) {
    return token.substring(0, token.lastIndexOf('.') + 1) + "A".repeat(86);
  }
}
