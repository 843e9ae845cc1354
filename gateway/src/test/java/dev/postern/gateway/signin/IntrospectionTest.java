package dev.postern.gateway.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.credential.CredentialSource;
import dev.postern.gateway.credential.Leases;
import dev.postern.kernel.identity.SignIn;
import dev.postern.testkit.issuer.StubIssuer;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an issuer is asked about its tokens, when, and what becomes of its answers. */
@Timeout(60)
class IntrospectionTest {
  private static final Duration EVERY = Duration.ofSeconds(30);
  private static final Duration KEEP = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private final Fixture fixture = new Fixture();
  private final StubIssuer issuer = fixture.issuer;
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final AtomicInteger changes = new AtomicInteger();
  private Leases leases = new Leases(Map.of());

  @BeforeEach
  void open() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "pen%cil\n");
    leases = new Leases(Map.of("issuer/corp", new CredentialSource.SecretFile(secret)));
    desk(asked(Freshness.Newest.CLIENT), SignInLimits.DEFAULT);
  }

  @AfterEach
  void close() {
    leases.close();
    fixture.close();
  }

  @Test
  void a_token_is_taken_once_its_issuer_has_confirmed_it_and_not_asked_about_again_at_once() {
    String token = fixture.token();

    assertThat(fixture.verify(token)).isInstanceOf(Answer.Accepted.class);
    assertThat(fixture.verify(token)).isInstanceOf(Answer.Accepted.class);

    assertThat(issuer.introspections()).isEqualTo(1);
  }

  @Test
  void the_question_is_a_form_that_the_gateway_signs_as_a_client_with_its_secret() {
    var forms = new ConcurrentLinkedQueue<String>();
    var proofs = new ConcurrentLinkedQueue<String>();
    issuer.introspection(exchange -> {
      forms.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII));
      proofs.add(exchange.getRequestHeaders().getFirst("Authorization"));
      StubIssuer.answer(exchange, "{\"active\":true}");
    });
    String token = fixture.token();

    fixture.verify(token);

    assertThat(forms.peek()).contains("token=" + token).contains("token_type_hint=access_token");
    String pair = "postern%3Agate:pen%25cil";
    assertThat(proofs)
        .containsExactly(
            "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void a_token_that_its_issuer_calls_inactive_is_refused_and_that_is_remembered() {
    says("{\"active\":false}");
    String token = fixture.token();

    refused(token, SignInFault.INACTIVE);
    refused(token, SignInFault.INACTIVE);

    assertThat(issuer.introspections()).isEqualTo(1);
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
    says("{\"active\":true," + otherwise + "}");
    Map<String, String> claims = fixture.claims("scope", "\"tools openid\"");
    claims.put("jti", "\"one\"");
    claims.put("client_id", "\"console\"");

    Answer answer = fixture.verify(fixture.token(claims));

    assertThat(answer).isInstanceOf(Answer.Refused.class);
    assertThat(((Answer.Refused) answer).fault())
        .isIn(SignInFault.CONTRADICTED, SignInFault.WRONG_AUDIENCE);
  }

  @Test
  void an_answer_that_says_the_same_and_more_does_not() {
    Map<String, String> claims = fixture.claims("scope", "\"tools\"");
    says(
        "{\"active\":true,\"sub\":\"ana\",\"iss\":\""
            + issuer.issuer()
            + "\",\"aud\":[\"account\",\""
            + Fixture.RESOURCE
            + "\"],\"scope\":\"openid tools\",\"exp\":"
            + claims.get("exp")
            + ",\"username\":\"ana\",\"session_state\":\"x\"}");

    assertThat(fixture.verify(fixture.token(claims))).isInstanceOf(Answer.Accepted.class);
  }

  @Test
  void a_token_that_is_bound_to_a_key_there_is_refused_here() {
    says("{\"active\":true,\"cnf\":{\"jkt\":\"x\"}}");

    refused(fixture.token(), SignInFault.BOUND_TO_A_KEY);
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
    says(body);

    refused(fixture.token(), SignInFault.NOBODY_TO_ASK);
  }

  @Test
  void an_issuer_that_does_not_answer_as_it_should_confirms_nothing() {
    for (int status : List.of(204, 302, 401, 500)) {
      issuer.introspection(exchange -> {
        exchange.getResponseHeaders().set("Location", issuer.keySetAddress());
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
      });
      refused(fixture.token(), SignInFault.NOBODY_TO_ASK);
    }
  }

  @Test
  void an_answer_that_is_too_long_confirms_nothing() {
    says("{\"active\":true,\"x\":\"" + "y".repeat(KeyTimes.DEFAULT.largestDocument()) + "\"}");

    refused(fixture.token(), SignInFault.NOBODY_TO_ASK);
  }

  @Test
  void without_the_secret_nobody_is_asked_and_nobody_believed() {
    leases.close();

    refused(fixture.token(), SignInFault.NOBODY_TO_ASK);
    assertThat(issuer.introspections()).isZero();
  }

  @Test
  void the_secret_is_not_sent_where_anybody_could_read_it() {
    issuer.discovery(exchange ->
        StubIssuer.answer(
            exchange,
            issuer
                .discoveryDocument()
                .replace(
                    "\"introspection_endpoint\":\"http://127.0.0.1",
                    "\"introspection_endpoint\":\"http://attacker.example")));

    refused(fixture.token(), SignInFault.NOBODY_TO_ASK);
    assertThat(issuer.introspections()).isZero();
  }

  @Test
  void a_no_ends_what_rests_on_the_token_and_somebody_is_told() throws Exception {
    String token = fixture.token();
    SignIn signIn = accepted(token);
    says("{\"active\":false}");

    later(EVERY);
    signIn.ground().holds();
    round();

    assertThat(signIn.ground().holds()).isFalse();
    assertThat(changes.get()).isEqualTo(1);
    refused(token, SignInFault.INACTIVE);
  }

  @Test
  void a_newer_token_that_its_issuer_takes_back_is_no_news_of_its_person() {
    SignIn older = accepted(fixture.token(fixture.claims("groups", "[\"a\"]")));
    fixture.pass(Duration.ofSeconds(1));
    says("{\"active\":false}");

    refused(fixture.token(fixture.claims("groups", "[\"b\"]")), SignInFault.INACTIVE);

    assertThat(older.ground().holds()).isTrue();
  }

  @Test
  void a_no_is_final_whatever_an_earlier_question_is_answered() throws Exception {
    String token = fixture.token();
    SignIn live = accepted(token);
    later(EVERY.plus(EVERY.dividedBy(2)));
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger questions = new AtomicInteger();
    issuer.introspection(exchange -> {
      boolean first = questions.getAndIncrement() == 0;
      if (first) {
        asked.countDown();
        await(go);
      }
      StubIssuer.answer(exchange, "{\"active\":" + first + "}");
    });

    Thread slow = Thread.ofVirtual().start(() -> fixture.verify(token));
    assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
    later(Duration.ofSeconds(2));
    round();
    go.countDown();
    slow.join();

    assertThat(live.ground().holds()).isFalse();
    refused(token, SignInFault.INACTIVE);
  }

  @Test
  void what_is_in_use_is_asked_about_each_period_once_however_much_rests_on_it() throws Exception {
    String token = fixture.token();
    SignIn one = accepted(token);
    SignIn other = accepted(token);

    for (int period = 1; period <= 3; period++) {
      later(EVERY);
      assertThat(one.ground().holds() && other.ground().holds()).isTrue();
      round();
      assertThat(issuer.introspections()).isEqualTo(1 + period);
      round();
    }
    assertThat(issuer.introspections()).isEqualTo(4);
  }

  @Test
  void what_is_in_use_no_more_is_not_asked_about_until_it_is_used_again() throws Exception {
    String token = fixture.token();
    SignIn signIn = accepted(token);
    later(EVERY);
    round();
    later(KEEP);
    round();
    String second = fixture.token(fixture.claims("jti", "\"2\""));
    accepted(second);
    assertThat(issuer.introspections()).isEqualTo(3);

    assertThat(known(token)).isEmpty();
    assertThat(signIn.ground().holds()).isFalse();
    assertThat(accepted(token).ground().holds()).isTrue();
    assertThat(issuer.introspections()).isEqualTo(4);
  }

  @Test
  void an_issuer_that_is_down_is_believed_until_then_and_no_longer() throws Exception {
    String token = fixture.token();
    SignIn signIn = accepted(token);
    down();

    later(EVERY);
    assertThat(signIn.ground().holds()).isTrue();
    round();
    assertThat(signIn.ground().holds()).isTrue();
    assertThat(accepted(token).principal()).isEqualTo(signIn.principal());

    later(KEEP.minus(EVERY).minusNanos(1));
    assertThat(signIn.ground().holds()).isTrue();
    later(Duration.ofNanos(1));

    assertThat(signIn.ground().holds()).isFalse();
    refused(token, SignInFault.NOBODY_TO_ASK);
  }

  @Test
  void an_issuer_that_comes_back_in_time_is_believed_on() throws Exception {
    SignIn signIn = accepted(fixture.token());
    down();
    later(EVERY);
    signIn.ground().holds();
    round();
    says("{\"active\":true}");

    later(Duration.ofSeconds(1));
    signIn.ground().holds();
    round();
    later(KEEP.minusNanos(1));

    assertThat(signIn.ground().holds()).isTrue();
  }

  @Test
  void a_wall_clock_that_steps_back_makes_nobody_believed_for_longer() throws Exception {
    SignIn signIn = accepted(fixture.token());
    down();

    fixture.pass(Duration.ofDays(-1));
    later(KEEP);

    assertThat(signIn.ground().holds()).isFalse();
  }

  @Test
  void groups_that_the_issuer_says_are_other_ones_now_end_what_rests_on_the_token()
      throws Exception {
    desk(
        asked(
            Freshness.Newest.OFF,
            new GroupRules(List.of(ClaimPath.parse("groups")), Map.of(), GroupRules.Unlisted.KEPT)),
        SignInLimits.DEFAULT);
    says("{\"active\":true,\"groups\":[\"staff\"]}");
    SignIn signIn = accepted(fixture.token(fixture.claims("groups", "[\"staff\"]")));
    says("{\"active\":true,\"groups\":[]}");

    later(EVERY);
    signIn.ground().holds();
    round();

    assertThat(signIn.ground().holds()).isFalse();
    assertThat(changes.get()).isEqualTo(1);
  }

  @Test
  void a_token_is_asked_about_once_however_many_sign_in_with_it_at_a_time() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    issuer.introspection(exchange -> {
      begun.countDown();
      await(go);
      StubIssuer.answer(exchange, "{\"active\":true}");
    });
    String token = fixture.token();
    List<CompletableFuture<Answer>> answers =
        java.util.stream.Stream.generate(() -> attempt(token)).limit(20).toList();
    begun.await();
    go.countDown();

    for (CompletableFuture<Answer> answer : answers) {
      assertThat(answer.get(20, TimeUnit.SECONDS)).isInstanceOf(Answer.Accepted.class);
    }
    assertThat(issuer.introspections()).isEqualTo(1);
  }

  @Test
  void no_more_tokens_are_known_than_may_be() {
    desk(asked(Freshness.Newest.CLIENT), cached(2));

    assertThat(fixture.verify(numbered(1))).isInstanceOf(Answer.Accepted.class);
    assertThat(fixture.verify(numbered(2))).isInstanceOf(Answer.Accepted.class);

    assertThat(fixture.verify(numbered(3))).isInstanceOf(Answer.Busy.class);
  }

  @Test
  void many_tokens_are_asked_about_a_few_at_a_time() throws Exception {
    for (int token = 0; token < 40; token++) {
      accepted(numbered(token)).ground().holds();
    }
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CyclicBarrier together = new CyclicBarrier(16);
    issuer.introspection(exchange -> {
      most.accumulateAndGet(now.incrementAndGet(), Math::max);
      if (issuer.introspections() <= 40 + 32) {
        meet(together);
      }
      now.decrementAndGet();
      StubIssuer.answer(exchange, "{\"active\":true}");
    });

    later(EVERY);
    round();

    assertThat(most.get()).isEqualTo(16);
  }

  @Test
  void neither_the_token_nor_the_secret_is_in_anything_that_is_said() {
    assertThat(new IntrospectionAsk.Question("issuer/corp", "postern", "sesame").toString())
        .doesNotContain("sesame");
    assertThat(asked(Freshness.Newest.CLIENT).toString()).doesNotContain("pen%cil");
  }

  private String numbered(int token) {
    return fixture.token(fixture.claims("jti", "\"" + token + "\""));
  }

  private CompletableFuture<Answer> attempt(String token) {
    return fixture.desk.verify(
        new SignInDesk.Attempt(
            token, Wanted.of(Fixture.RESOURCE), InetAddress.getLoopbackAddress()));
  }

  private SignIn accepted(String token) {
    return ((Answer.Accepted) fixture.verify(token)).signIn();
  }

  private Optional<Answer> known(String token) {
    return fixture.desk.window().known(token, Wanted.of(Fixture.RESOURCE), fixture.instant());
  }

  private void refused(String token, SignInFault fault) {
    assertThat(fixture.verify(token)).isEqualTo(new Answer.Refused(fault, Optional.of("corp")));
  }

  /** Lets time pass for what counts on the machine's own clock. */
  private void later(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  /** One round of questions, to its end. */
  private void round() throws Exception {
    fixture.desk.askIssuers().get(30, TimeUnit.SECONDS);
  }

  private void says(String json) {
    issuer.introspection(exchange -> StubIssuer.answer(exchange, json));
  }

  private void down() {
    issuer.introspection(exchange -> {
      exchange.sendResponseHeaders(503, -1);
      exchange.close();
    });
  }

  private void desk(IssuerSettings asked, SignInLimits limits) {
    fixture.desk.close();
    fixture.desk =
        new SignInDesk(
            new SignInSettings(List.of(asked), List.of(), List.of()),
            new SignInDesk.Tools(
                Fixture.fetch(),
                limits,
                KeyTimes.DEFAULT,
                fixture,
                new SignInDesk.Asking(
                    new HttpIntrospection(Fixture.fetch(), leases),
                    nanos::get,
                    changes::incrementAndGet)));
  }

  private IssuerSettings asked(Freshness.Newest newest) {
    return asked(newest, GroupRules.NONE);
  }

  private IssuerSettings asked(Freshness.Newest newest, GroupRules groups) {
    IntrospectionSettings how =
        new IntrospectionSettings(
            "postern:gate",
            new CredentialSource.SecretFile(folder.resolve("secret")),
            Optional.empty(),
            EVERY,
            KEEP);
    return new IssuerSettings(
        "corp",
        issuer.issuer(),
        KeySource.discovered(issuer.issuer()),
        TokenRules.DEFAULT,
        List.of(),
        List.of(Fixture.person()),
        groups,
        new Freshness(Optional.of(how), newest));
  }

  private static SignInLimits cached(int tokens) {
    return new SignInLimits(8192, tokens, 10, Duration.ofSeconds(30), 256, 64, 4096, 64, 16);
  }

  private static void await(CountDownLatch go) {
    try {
      go.await();
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  private static void meet(CyclicBarrier together) {
    try {
      together.await();
    } catch (InterruptedException | java.util.concurrent.BrokenBarrierException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
