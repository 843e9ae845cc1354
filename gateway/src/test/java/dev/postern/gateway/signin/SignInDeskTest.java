package dev.postern.gateway.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.SignIn;
import dev.postern.testkit.OneBound;
import dev.postern.testkit.issuer.StubIssuer;
import dev.postern.testkit.issuer.StubKey;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is remembered, what is forgotten, and what happens when too much is asked. */
class SignInDeskTest {
  private static final Wanted WANTED = Wanted.of(Fixture.RESOURCE);
  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void knows_a_token_only_after_it_was_verified() {
    String token = fixture.token();
    assertThat(known(token)).isEmpty();
    Answer first = fixture.verify(token);
    assertThat(known(token)).contains(first);
    assertThat(fixture.issuer.keySetFetches()).isEqualTo(1);
  }

  @Test
  void a_window_that_has_seen_a_token_asks_anew_what_it_is_worth() {
    TokenWindow window = fixture.desk.window();
    String token = fixture.token();
    assertThat(window.known(token, WANTED, fixture.instant())).isEmpty();
    Answer first = fixture.verify(token);
    assertThat(window.known(token, WANTED, fixture.instant())).contains(first);
    fixture.pass(Duration.ofSeconds(300));
    assertThat(window.known(token, WANTED, fixture.instant())).isEmpty();
  }

  @Test
  void a_window_tells_tokens_of_one_hash_apart() {
    TokenWindow window = fixture.desk.window();
    String good = fixture.token();
    Answer accepted = fixture.verify(good);
    for (String end : List.of("Aa", "BB")) {
      assertThat(window.known("x" + end, WANTED, fixture.instant())).isEmpty();
    }
    assertThat("xAa".hashCode()).isEqualTo("xBB".hashCode());
    Answer refused = fixture.verify("xAa");
    assertThat(window.known("xAa", WANTED, fixture.instant())).contains(refused);
    assertThat(window.known("xBB", WANTED, fixture.instant())).isEmpty();
    assertThat(window.known(good, WANTED, fixture.instant())).contains(accepted);
  }

  @Test
  void tells_when_the_proof_was_made_when_it_ends_and_its_fingerprint() {
    String token = fixture.token();
    SignIn signIn = ((Answer.Accepted) fixture.verify(token)).signIn();
    assertThat(signIn.issued()).isEqualTo(Fixture.START);
    assertThat(signIn.expires()).isEqualTo(Fixture.START.plusSeconds(300));
    assertThat(signIn.proof())
        .isEqualTo(Fingerprint.hex(token.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    assertThat(signIn.principal().actor().identity())
        .isEqualTo(new Identity(fixture.issuer.issuer(), "ana"));
  }

  @Test
  void forgets_a_token_the_moment_it_expires() {
    String token = fixture.token();
    fixture.verify(token);
    fixture.pass(Duration.ofSeconds(299));
    assertThat(known(token)).isPresent();
    fixture.pass(Duration.ofSeconds(1));
    assertThat(known(token)).isEmpty();
    assertThat(fixture.verify(token))
        .isEqualTo(new Answer.Refused(SignInFault.EXPIRED, Optional.of("corp")));
  }

  @Test
  void keeps_a_token_for_one_resource_out_of_another() {
    String token = fixture.token();
    fixture.verify(token);
    Optional<Answer> elsewhere =
        fixture
            .desk
            .window()
            .known(token, Wanted.of("https://gate.example/api"), fixture.instant());
    assertThat(elsewhere)
        .contains(new Answer.Refused(SignInFault.WRONG_AUDIENCE, Optional.of("corp")));
  }

  @Test
  void forgets_the_tokens_of_an_issuer_whose_settings_changed() {
    String token = fixture.token();
    fixture.verify(token);
    fixture.desk.replace(
        fixture.settings(new PartyRule.Person(List.of(), new Naming.Canonical(), Set.of("staff"))));
    assertThat(known(token)).isEmpty();
    SignIn signIn = ((Answer.Accepted) fixture.verify(token)).signIn();
    assertThat(signIn.principal().subject().groups()).containsExactly("staff");
  }

  @Test
  void refuses_the_tokens_of_an_issuer_that_was_removed() {
    String token = fixture.token();
    fixture.verify(token);
    fixture.desk.replace(new SignInSettings(List.of(), List.of(), List.of()));
    assertThat(known(token)).isEmpty();
    assertThat(fixture.verify(token))
        .isEqualTo(new Answer.Refused(SignInFault.UNKNOWN_ISSUER, Optional.empty()));
  }

  @Test
  void forgets_tokens_when_people_are_named_anew() {
    String token = fixture.token();
    fixture.verify(token);
    SignInSettings before = fixture.settings(Fixture.person());
    Identity ana = new Identity(fixture.issuer.issuer(), "ana");
    fixture.desk.replace(
        new SignInSettings(
            before.issuers(),
            List.of(new PersonSettings("ana", Set.of(ana), Set.of())),
            List.of()));
    assertThat(known(token)).isEmpty();
  }

  @Test
  void what_a_token_proved_holds_until_people_are_named_anew_or_its_key_is_withdrawn() {
    SignIn first = ((Answer.Accepted) fixture.verify(fixture.token())).signIn();
    assertThat(first.ground().holds()).isTrue();
    SignInSettings before = fixture.settings(Fixture.person());
    Identity ana = new Identity(fixture.issuer.issuer(), "ana");
    SignInSettings renamed =
        new SignInSettings(
            before.issuers(),
            List.of(new PersonSettings("anna", Set.of(ana), Set.of())),
            List.of());
    fixture.desk.replace(renamed);
    assertThat(first.ground().holds()).isFalse();

    SignIn second = ((Answer.Accepted) fixture.verify(fixture.token())).signIn();
    assertThat(second.ground().holds()).isTrue();
    fixture.desk.replace(renamed);
    assertThat(second.ground().holds()).isTrue();
    fixture.issuer.publish(StubKey.es256("other"));
    fixture.pass(Duration.ofHours(1));
    fixture.desk.tend().join();
    assertThat(second.ground().holds()).isFalse();
  }

  @Test
  void keeps_tokens_and_keys_when_nothing_changed() {
    String token = fixture.token();
    fixture.verify(token);
    fixture.desk.replace(fixture.settings(Fixture.person()));
    assertThat(known(token)).isPresent();
    assertThat(fixture.issuer.keySetFetches()).isEqualTo(1);
  }

  @Test
  @Tag("reaches:SignInLimits.refusalKept")
  void remembers_a_forged_token_for_a_while() {
    String token = fixture.token() + "=";
    Answer answer = fixture.verify(token);
    assertThat(known(token)).contains(answer);
    fixture.pass(SignInLimits.DEFAULT.refusalKept());
    assertThat(known(token)).isEmpty();
  }

  @Test
  void does_not_remember_a_refusal_that_time_may_lift() {
    String early = fixture.token(fixture.claims("nbf", "" + later(120)));
    assertThat(fixture.verify(early))
        .isEqualTo(new Answer.Refused(SignInFault.NOT_YET, Optional.of("corp")));
    fixture.pass(Duration.ofSeconds(60));
    assertThat(fixture.verify(early)).isInstanceOf(Answer.Accepted.class);
  }

  @Test
  @Tag("reaches:SignInLimits.burst")
  @Tag("reaches:SignInLimits.perSecond")
  void limits_first_time_verifications_by_source() {
    fixture.bounded(limits(100, 3), KeyTimes.DEFAULT);
    for (int i = 0; i < 3; i++) {
      assertThat(fixture.verify("forged-" + i)).isInstanceOf(Answer.Refused.class);
    }
    assertThat(fixture.verify("forged-4"))
        .isInstanceOfSatisfying(
            Answer.Busy.class,
            busy -> assertThat(busy.cause()).isEqualTo(Answer.Busy.Cause.SOURCE));
    fixture.pass(Duration.ofSeconds(1));
    assertThat(fixture.verify(fixture.token())).isInstanceOf(Answer.Accepted.class);
  }

  @Test
  void does_not_count_tokens_that_are_good() {
    fixture.bounded(limits(100, 1), KeyTimes.DEFAULT);
    for (int i = 0; i < 10; i++) {
      assertThat(fixture.verify(fixture.token(fixture.claims("sub", "\"p" + i + "\""))))
          .isInstanceOf(Answer.Accepted.class);
    }
  }

  @Test
  void counts_sources_apart_and_an_ipv6_network_as_one() throws Exception {
    SourceLimits sources = new SourceLimits(limits(100, 1));
    InetAddress one = InetAddress.getByName("2001:db8::1");
    InetAddress near = InetAddress.getByName("2001:db8::2");
    InetAddress far = InetAddress.getByName("2001:db8:0:1::1");
    InetAddress v4 = InetAddress.getByName("192.0.2.1");
    assertThat(sources.take(one, Fixture.START)).isTrue();
    assertThat(sources.take(near, Fixture.START)).isFalse();
    assertThat(sources.take(far, Fixture.START)).isTrue();
    assertThat(sources.take(v4, Fixture.START)).isTrue();
  }

  @Test
  @Tag("reaches:SignInLimits.sources")
  void the_source_that_was_not_seen_for_longest_makes_room_and_begins_anew() throws Exception {
    SourceLimits sources = new SourceLimits(OneBound.of(limits(100, 1), "sources", 2));
    InetAddress one = InetAddress.getByName("192.0.2.1");
    InetAddress two = InetAddress.getByName("192.0.2.2");
    InetAddress three = InetAddress.getByName("192.0.2.3");
    assertThat(sources.take(one, Fixture.START)).isTrue();
    assertThat(sources.take(two, Fixture.START)).isTrue();
    assertThat(sources.take(two, Fixture.START)).as("two are counted").isFalse();
    assertThat(sources.take(one, Fixture.START)).as("two are counted").isFalse();

    assertThat(sources.take(three, Fixture.START)).isTrue();

    assertThat(sources.take(one, Fixture.START)).as("seen after the other").isFalse();
    assertThat(sources.take(two, Fixture.START)).as("forgotten").isTrue();
  }

  @Test
  @Tag("reaches:SignInLimits.cachedRefusals")
  void lets_the_oldest_refusal_make_room() {
    fixture.bounded(OneBound.of(SignInLimits.DEFAULT, "cachedRefusals", 2), KeyTimes.DEFAULT);
    List<String> forged = new ArrayList<>();
    for (String who : List.of("a", "b", "c")) {
      forged.add(fixture.token(fixture.claims("sub", Fixture.quoted(who))) + "=");
    }
    fixture.verify(forged.get(0));
    fixture.verify(forged.get(1));
    assertThat(known(forged.get(0))).isPresent();

    fixture.verify(forged.get(2));

    assertThat(known(forged.get(0))).isEmpty();
    assertThat(known(forged.get(1))).isPresent();
    assertThat(known(forged.get(2))).isPresent();
  }

  @Test
  @Tag("reaches:IssuerKeys.Bounds.waitingForKeys")
  @Tag("reaches:SignInLimits.waiting")
  @Tag("reaches:SignInLimits.waitingForKeys")
  void answers_busy_when_all_room_is_taken_and_recovers() throws Exception {
    fixture.bounded(limits(2, 50), KeyTimes.DEFAULT);
    CountDownLatch release = new CountDownLatch(1);
    fixture.issuer.keySet(exchange -> {
      try {
        release.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      StubIssuer.answer(exchange, fixture.issuer.keySetDocument());
    });
    List<CompletableFuture<Answer>> waiting = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      waiting.add(begin(fixture.token(fixture.claims("sub", "\"p" + i + "\""))));
    }
    assertThat(begin(fixture.token()).get(5, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            Answer.Busy.class,
            busy -> assertThat(busy.cause()).isEqualTo(Answer.Busy.Cause.EVERYBODY));
    release.countDown();
    for (CompletableFuture<Answer> one : waiting) {
      assertThat(one.get(20, TimeUnit.SECONDS)).isInstanceOf(Answer.Accepted.class);
    }
    assertThat(fixture.verify(fixture.token())).isInstanceOf(Answer.Accepted.class);
  }

  @Test
  void verifies_a_token_once_however_many_ask_at_the_same_time() throws Exception {
    fixture.bounded(limits(1, 1), KeyTimes.DEFAULT);
    CountDownLatch release = new CountDownLatch(1);
    fixture.issuer.keySet(exchange -> {
      try {
        release.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      StubIssuer.answer(exchange, fixture.issuer.keySetDocument());
    });
    String token = fixture.token();
    CompletableFuture<Answer> first = begin(token);
    CompletableFuture<Answer> second = begin(token);
    release.countDown();
    assertThat(first.get(20, TimeUnit.SECONDS)).isInstanceOf(Answer.Accepted.class);
    assertThat(second.get(20, TimeUnit.SECONDS)).isInstanceOf(Answer.Accepted.class);
  }

  @Test
  void answers_busy_when_closed() {
    fixture.desk.close();
    assertThat(fixture.verify(fixture.token())).isInstanceOf(Answer.Busy.class);
    assertThat(fixture.desk.tend()).isCompleted();
    assertThat(fixture.issuer.keySetFetches()).isZero();
  }

  @Test
  void forgets_a_withdrawn_key_by_its_clockwork_though_nobody_signs_in() throws Exception {
    String token = fixture.token(fixture.claims("exp", "" + later(7200)));
    fixture.verify(token);
    fixture.issuer.publish();
    fixture.pass(KeyTimes.DEFAULT.refreshAfter());
    fixture.desk.tend().get(20, TimeUnit.SECONDS);
    assertThat(known(token)).isEmpty();
  }

  @Test
  @Tag("reaches:SignInLimits.cachedTokens")
  void lets_the_oldest_token_make_room() {
    TokenCache cache = new TokenCache(2);
    Verified.Bad bad =
        new Verified.Bad(
            new Answer.Refused(SignInFault.BAD_JSON, Optional.empty()),
            Fixture.START.plusSeconds(9),
            new Epoch());
    for (String token : List.of("a", "b", "c")) {
      cache.put(Fingerprint.of(token), bad);
    }
    assertThat(cache.known(Fingerprint.of("a"), Fixture.START)).isEmpty();
    assertThat(cache.known(Fingerprint.of("b"), Fixture.START)).isPresent();
    assertThat(cache.known(Fingerprint.of("c"), Fixture.START)).isPresent();
    cache.sweep(Fixture.START.plusSeconds(9));
    assertThat(cache.size()).isZero();
  }

  @Test
  void has_no_token_in_anything_it_says() {
    String token = fixture.token();
    String told =
        fixture.verify(token).toString()
            + fixture.verify(token + "=")
            + new SignInDesk.Attempt(token, WANTED, fixture.source)
            + Credentials.of(List.of("Bearer " + token));
    for (String part : token.split("\\.")) {
      assertThat(told).doesNotContain(part);
    }
  }

  private Optional<Answer> known(String token) {
    return fixture.desk.window().known(token, WANTED, fixture.instant());
  }

  private CompletableFuture<Answer> begin(String token) {
    return fixture.desk.verify(new SignInDesk.Attempt(token, WANTED, fixture.source));
  }

  private long later(long seconds) {
    return fixture.instant().plusSeconds(seconds).getEpochSecond();
  }

  private static SignInLimits limits(int waiting, int burst) {
    return new SignInLimits(
        8192, 100, 100, Duration.ofSeconds(30), waiting, waiting, 100, burst, 1);
  }
}
