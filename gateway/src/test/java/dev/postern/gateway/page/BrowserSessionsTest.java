package dev.postern.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.signin.Granted;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.identity.SignIn;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BrowserSessionsTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final PageLimits LIMITS =
      new PageLimits(
          3,
          2,
          Duration.ofMinutes(10),
          3,
          2,
          Duration.ofMinutes(30),
          Duration.ofHours(8),
          Duration.ofSeconds(20),
          1024,
          1024);

  private final BrowserSessions sessions = new BrowserSessions(LIMITS);

  @Test
  @Tag("reaches:PageLimits.idle")
  void one_ends_when_it_rests_too_long_and_use_keeps_it() {
    BrowserSession session = session("rita", NOON);
    String cookie = sessions.put(session, NOON).orElseThrow();
    Instant last = NOON.plus(LIMITS.idle()).minusNanos(1);
    assertThat(sessions.find(cookie, last)).contains(session);
    session.use(last);
    assertThat(sessions.find(cookie, last.plus(LIMITS.idle()).minusNanos(1))).contains(session);
    assertThat(sessions.find(cookie, last.plus(LIMITS.idle()))).isEmpty();
  }

  @Test
  @Tag("reaches:PageLimits.longest")
  void one_ends_at_its_end_however_it_is_used() {
    BrowserSession session = session("rita", NOON);
    String cookie = sessions.put(session, NOON).orElseThrow();
    Instant end = NOON.plus(LIMITS.longest());
    session.use(end.minusSeconds(1));
    assertThat(sessions.find(cookie, end.minusNanos(1))).contains(session);
    assertThat(sessions.find(cookie, end)).isEmpty();
    sessions.forget(end);
    assertThat(sessions.size()).isZero();
    assertThat(session.over()).isTrue();
  }

  @Test
  @Tag("reaches:PageLimits.sessionsOfPerson")
  void a_persons_oldest_makes_room_and_nobody_elses() {
    String other = sessions.put(session("ana", NOON), NOON).orElseThrow();
    String oldest = sessions.put(session("rita", NOON), NOON).orElseThrow();
    String second = sessions.put(session("rita", NOON.plusSeconds(1)), NOON).orElseThrow();
    String third = sessions.put(session("rita", NOON.plusSeconds(2)), NOON).orElseThrow();
    assertThat(sessions.find(oldest, NOON)).isEmpty();
    assertThat(sessions.find(second, NOON)).isPresent();
    assertThat(sessions.find(third, NOON)).isPresent();
    assertThat(sessions.find(other, NOON)).isPresent();
  }

  @Test
  @Tag("reaches:PageLimits.sessions")
  void when_all_places_are_taken_nobody_is_signed_out_for_a_newcomer() {
    sessions.put(session("ana", NOON), NOON);
    sessions.put(session("rita", NOON), NOON);
    String last = sessions.put(session("olga", NOON), NOON).orElseThrow();
    assertThat(sessions.put(session("carl", NOON), NOON)).isEmpty();
    assertThat(sessions.find(last, NOON)).isPresent();
  }

  @Test
  @Tag("reaches:PageLimits.renewBefore")
  void a_token_is_due_shortly_before_its_end_and_only_where_it_can_be_renewed() {
    BrowserSession session = session("rita", NOON);
    Instant due = NOON.plusSeconds(600).minus(LIMITS.renewBefore());
    assertThat(session.due(due.minusNanos(1), LIMITS)).isFalse();
    assertThat(session.due(due, LIMITS)).isTrue();
    session.proven("access", NOON.plusSeconds(1200));
    assertThat(session.due(due, LIMITS)).isFalse();
    session.proven("another", NOON);
    assertThat(session.due(due, LIMITS)).isFalse();
    BrowserSession fixed =
        new BrowserSession(
            new Granted.Tokens("access", Optional.empty(), Optional.of("rita")),
            signIn("rita"),
            NOON,
            NOON.plus(LIMITS.longest()));
    assertThat(fixed.due(NOON.plusSeconds(9999), LIMITS)).isFalse();
  }

  @Test
  void nothing_that_it_says_of_itself_holds_a_token() {
    BrowserSession session = session("rita", NOON);
    assertThat(session.toString()).doesNotContain("access").doesNotContain(session.form());
  }

  private static BrowserSession session(String person, Instant now) {
    return new BrowserSession(
        new Granted.Tokens("access", Optional.of("refresh"), Optional.of(person)),
        signIn(person),
        now,
        now.plus(LIMITS.longest()));
  }

  private static SignIn signIn(String person) {
    Party party =
        new Party(
            Party.Kind.PERSON,
            new Identity("https://issuer.test", person),
            person,
            Set.of(),
            Optional.empty());
    return new SignIn(Principal.of(party), NOON, NOON.plusSeconds(600), "proof");
  }
}
