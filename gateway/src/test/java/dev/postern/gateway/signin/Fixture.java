package dev.postern.gateway.signin;

import dev.postern.testkit.issuer.StubIssuer;
import dev.postern.testkit.issuer.StubKey;
import java.net.InetAddress;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/** A desk, an issuer it accepts, and a clock that a test moves. */
final class Fixture implements AutoCloseable, InstantSource {
  static final String RESOURCE = "https://gate.example/mcp/registry";
  static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
  static final String HEADER = "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"one\"}";

  final StubKey key = StubKey.es256("one");
  final StubIssuer issuer = new StubIssuer(key);
  final InetAddress source = InetAddress.getLoopbackAddress();
  private final HttpIssuerFetch fetch = fetch();
  private volatile Instant now = START;
  SignInDesk desk = desk(SignInLimits.DEFAULT, KeyTimes.DEFAULT);

  static HttpIssuerFetch fetch() {
    try {
      return new HttpIssuerFetch(SSLContext.getDefault(), KeyTimes.DEFAULT);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  SignInDesk desk(SignInLimits limits, KeyTimes times) {
    return new SignInDesk(settings(person()), new SignInDesk.Tools(fetch, limits, times, this));
  }

  /** Puts a desk with other bounds in place of the first. */
  void bounded(SignInLimits limits, KeyTimes times) {
    desk.close();
    desk = desk(limits, times);
  }

  SignInSettings settings(PartyRule... rules) {
    return settings(List.of(), GroupRules.NONE, rules);
  }

  SignInSettings settings(List<ClaimCondition> require, GroupRules groups, PartyRule... rules) {
    return new SignInSettings(
        List.of(
            new IssuerSettings(
                "corp",
                issuer.issuer(),
                KeySource.discovered(issuer.issuer()),
                TokenRules.DEFAULT,
                require,
                List.of(rules),
                groups)),
        List.of(),
        List.of());
  }

  static PartyRule person() {
    return new PartyRule.Person(List.of(), new Naming.Canonical(), Set.of());
  }

  /** Claims that pass, as JSON texts by name, to be changed by a test. */
  Map<String, String> claims() {
    Map<String, String> claims = new LinkedHashMap<>();
    claims.put("iss", quoted(issuer.issuer()));
    claims.put("sub", quoted("ana"));
    claims.put("aud", quoted(RESOURCE));
    claims.put("iat", "" + now.getEpochSecond());
    claims.put("exp", "" + now.plusSeconds(300).getEpochSecond());
    return claims;
  }

  /** Claims that pass but for one. */
  Map<String, String> claims(String name, String json) {
    Map<String, String> claims = claims();
    claims.put(name, json);
    return claims;
  }

  String token() {
    return token(claims());
  }

  String token(Map<String, String> claims) {
    return key.sign(HEADER, json(claims));
  }

  static String json(Map<String, String> members) {
    return members.entrySet().stream()
        .map(m -> quoted(m.getKey()) + ":" + m.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  static String quoted(String text) {
    return "\"" + text + "\"";
  }

  Answer verify(String token) {
    return verify(token, Wanted.of(RESOURCE));
  }

  Answer verify(String token, Wanted wanted) {
    try {
      return desk.verify(new SignInDesk.Attempt(token, wanted, source)).get(20, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("no answer", e);
    }
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public void close() {
    desk.close();
    fetch.close();
    issuer.close();
  }
}
