package dev.postern.gateway.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.identity.SignIn;
import dev.postern.testkit.issuer.StubIssuer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When an issuer is asked again, and for how long it is believed. */
@Timeout(60)
class IntrospectionPeriodsTest {
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
  void a_no_ends_what_rests_on_the_token_and_somebody_is_told() throws Exception {
    String token = world.fixture.token();
    SignIn signIn = world.accepted(token);
    world.says("{\"active\":false}");

    world.later(AskedIssuer.EVERY);
    signIn.ground().holds();
    world.round();

    assertThat(signIn.ground().holds()).isFalse();
    assertThat(world.changes.get()).isEqualTo(1);
    world.refused(token, SignInFault.INACTIVE);
  }

  @Test
  void a_newer_token_that_its_issuer_takes_back_is_no_news_of_its_person() {
    SignIn older = world.accepted(world.fixture.token(world.fixture.claims("groups", "[\"a\"]")));
    world.fixture.pass(Duration.ofSeconds(1));
    world.says("{\"active\":false}");

    world.refused(
        world.fixture.token(world.fixture.claims("groups", "[\"b\"]")), SignInFault.INACTIVE);

    assertThat(older.ground().holds()).isTrue();
  }

  @Test
  void a_no_is_final_whatever_an_earlier_question_is_answered() throws Exception {
    String token = world.fixture.token();
    SignIn live = world.accepted(token);
    world.later(AskedIssuer.EVERY.plus(AskedIssuer.EVERY.dividedBy(2)));
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger questions = new AtomicInteger();
    world.issuer.introspection(exchange -> {
      boolean first = questions.getAndIncrement() == 0;
      if (first) {
        asked.countDown();
        await(go);
      }
      StubIssuer.answer(exchange, "{\"active\":" + first + "}");
    });

    Thread slow = Thread.ofVirtual().start(() -> world.fixture.verify(token));
    assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
    world.later(Duration.ofSeconds(2));
    world.round();
    go.countDown();
    slow.join();

    assertThat(live.ground().holds()).isFalse();
    world.refused(token, SignInFault.INACTIVE);
  }

  @Test
  @Tag("reaches:IntrospectionSettings.every")
  void what_is_in_use_is_asked_about_each_period_once_however_much_rests_on_it() throws Exception {
    String token = world.fixture.token();
    SignIn one = world.accepted(token);
    SignIn other = world.accepted(token);

    for (int period = 1; period <= 3; period++) {
      world.later(AskedIssuer.EVERY);
      assertThat(one.ground().holds() && other.ground().holds()).isTrue();
      world.round();
      assertThat(world.issuer.introspections()).isEqualTo(1 + period);
      world.round();
    }
    assertThat(world.issuer.introspections()).isEqualTo(4);
  }

  @Test
  void what_is_in_use_no_more_is_not_asked_about_until_it_is_used_again() throws Exception {
    String token = world.fixture.token();
    SignIn signIn = world.accepted(token);
    world.later(AskedIssuer.EVERY);
    world.round();
    world.later(AskedIssuer.KEEP);
    world.round();
    String second = world.fixture.token(world.fixture.claims("jti", "\"2\""));
    world.accepted(second);
    assertThat(world.issuer.introspections()).isEqualTo(3);

    assertThat(world.known(token)).isEmpty();
    assertThat(signIn.ground().holds()).isFalse();
    assertThat(world.accepted(token).ground().holds()).isTrue();
    assertThat(world.issuer.introspections()).isEqualTo(4);
  }

  @Test
  @Tag("reaches:IntrospectionSettings.keep")
  void an_issuer_that_is_down_is_believed_until_then_and_no_longer() throws Exception {
    String token = world.fixture.token();
    SignIn signIn = world.accepted(token);
    world.down();

    world.later(AskedIssuer.EVERY);
    assertThat(signIn.ground().holds()).isTrue();
    world.round();
    assertThat(signIn.ground().holds()).isTrue();
    assertThat(world.accepted(token).principal()).isEqualTo(signIn.principal());

    world.later(AskedIssuer.KEEP.minus(AskedIssuer.EVERY).minusNanos(1));
    assertThat(signIn.ground().holds()).isTrue();
    world.later(Duration.ofNanos(1));

    assertThat(signIn.ground().holds()).isFalse();
    world.refused(token, SignInFault.NOBODY_TO_ASK);
  }

  @Test
  void an_issuer_that_comes_back_in_time_is_believed_on() throws Exception {
    SignIn signIn = world.accepted(world.fixture.token());
    world.down();
    world.later(AskedIssuer.EVERY);
    signIn.ground().holds();
    world.round();
    world.says("{\"active\":true}");

    world.later(Duration.ofSeconds(1));
    signIn.ground().holds();
    world.round();
    world.later(AskedIssuer.KEEP.minusNanos(1));

    assertThat(signIn.ground().holds()).isTrue();
  }

  @Test
  void a_wall_clock_that_steps_back_makes_nobody_believed_for_longer() throws Exception {
    SignIn signIn = world.accepted(world.fixture.token());
    world.down();

    world.fixture.pass(Duration.ofDays(-1));
    world.later(AskedIssuer.KEEP);

    assertThat(signIn.ground().holds()).isFalse();
  }

  @Test
  void groups_that_the_issuer_says_are_other_ones_now_end_what_rests_on_the_token()
      throws Exception {
    world.desk(
        world.asked(
            Freshness.Newest.OFF,
            new GroupRules(List.of(ClaimPath.parse("groups")), Map.of(), GroupRules.Unlisted.KEPT)),
        SignInLimits.DEFAULT);
    world.says("{\"active\":true,\"groups\":[\"staff\"]}");
    SignIn signIn =
        world.accepted(world.fixture.token(world.fixture.claims("groups", "[\"staff\"]")));
    world.says("{\"active\":true,\"groups\":[]}");

    world.later(AskedIssuer.EVERY);
    signIn.ground().holds();
    world.round();

    assertThat(signIn.ground().holds()).isFalse();
    assertThat(world.changes.get()).isEqualTo(1);
  }

  private static void await(CountDownLatch go) {
    try {
      go.await();
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
