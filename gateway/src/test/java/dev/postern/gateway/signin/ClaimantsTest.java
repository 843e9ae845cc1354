package dev.postern.gateway.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.SignIn;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which tokens a newer one puts out of use. */
class ClaimantsTest {
  private static final GroupRules GROUPS =
      new GroupRules(List.of(ClaimPath.parse("groups")), Map.of(), GroupRules.Unlisted.KEPT);

  private final Fixture fixture = new Fixture();
  private final AtomicInteger changes = new AtomicInteger();

  @BeforeEach
  void open() {
    desk(Freshness.Newest.CLIENT, SignInLimits.DEFAULT);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void a_newer_token_with_other_groups_ends_what_rests_on_the_older_and_somebody_is_told() {
    String before = token("console", "[\"staff\",\"oncall\"]");
    SignIn older = accepted(before);

    fixture.pass(Duration.ofSeconds(1));
    SignIn newer = accepted(token("console", "[\"staff\"]"));

    assertThat(older.ground().holds()).isFalse();
    assertThat(newer.ground().holds()).isTrue();
    assertThat(changes.get()).isEqualTo(1);
    refused(before, SignInFault.SUPERSEDED);
  }

  @Test
  void an_older_token_that_comes_only_now_does_not_give_back_what_the_newer_took() {
    String before = token("console", "[\"oncall\"]");
    fixture.pass(Duration.ofSeconds(1));
    SignIn newer = accepted(token("console", "[]"));

    refused(before, SignInFault.SUPERSEDED);
    assertThat(newer.ground().holds()).isTrue();
    assertThat(changes.get()).isZero();
  }

  @Test
  void a_newer_token_that_says_the_same_ends_nothing() {
    SignIn older = accepted(token("console", "[\"b\",\"a\"]"));

    fixture.pass(Duration.ofSeconds(1));
    accepted(token("console", "[\"a\",\"b\"]"));

    assertThat(older.ground().holds()).isTrue();
    assertThat(changes.get()).isZero();
  }

  @Test
  void of_two_tokens_of_one_second_neither_is_newer() {
    SignIn one = accepted(token("console", "[\"a\"]"));
    SignIn other = accepted(token("console", "[\"b\"]"));

    assertThat(one.ground().holds() && other.ground().holds()).isTrue();
  }

  @Test
  void tokens_of_another_client_audience_scope_or_person_tell_nothing() {
    SignIn older = accepted(token("console", "[\"a\"]"));
    fixture.pass(Duration.ofSeconds(1));
    accepted(token("pipeline", "[]"));
    Map<String, String> scoped = claims("console", "[]");
    scoped.put("scope", "\"less\"");
    accepted(fixture.token(scoped));
    Map<String, String> elsewhere = claims("console", "[]");
    elsewhere.put("aud", "[\"" + Fixture.RESOURCE + "\",\"https://gate.example/api\"]");
    accepted(fixture.token(elsewhere));
    Map<String, String> bob = claims("console", "[]");
    bob.put("sub", "\"bob\"");
    accepted(fixture.token(bob));

    assertThat(older.ground().holds()).isTrue();
  }

  @Test
  void a_token_that_does_not_say_when_it_was_issued_is_no_news_and_hears_none() {
    SignIn dated = accepted(token("console", "[\"a\"]"));
    fixture.pass(Duration.ofSeconds(1));
    Map<String, String> undated = claims("console", "[\"b\"]");
    undated.remove("iat");
    SignIn other = accepted(fixture.token(undated));

    assertThat(dated.ground().holds() && other.ground().holds()).isTrue();
    assertThat(changes.get()).isZero();
  }

  @Test
  void where_the_issuer_tells_all_clients_the_same_any_token_of_the_party_counts() {
    desk(Freshness.Newest.PERSON, SignInLimits.DEFAULT);
    SignIn older = accepted(token("console", "[\"a\"]"));

    fixture.pass(Duration.ofSeconds(1));
    accepted(token("pipeline", "[]"));

    assertThat(older.ground().holds()).isFalse();
  }

  @Test
  void where_it_is_off_every_token_counts_until_it_ends() {
    desk(Freshness.Newest.OFF, SignInLimits.DEFAULT);
    SignIn older = accepted(token("console", "[\"a\"]"));

    fixture.pass(Duration.ofSeconds(1));
    accepted(token("console", "[]"));

    assertThat(older.ground().holds()).isTrue();
  }

  @Test
  void jobs_tell_nothing_of_each_other() {
    desk(
        Freshness.Newest.CLIENT,
        SignInLimits.DEFAULT,
        new PartyRule.Workload(
            List.of(),
            new Naming.Canonical(),
            new Ownership.Named(ClaimPath.parse("actor")),
            Set.of()));
    Map<String, String> one = claims("ci", "[]");
    one.put("actor", "\"ana\"");
    SignIn older = accepted(fixture.token(one));
    fixture.pass(Duration.ofSeconds(1));
    Map<String, String> other = claims("ci", "[]");
    other.put("actor", "\"bob\"");
    accepted(fixture.token(other));

    assertThat(older.ground().holds()).isTrue();
  }

  @Test
  void a_forged_token_overtakes_nobody() {
    SignIn older = accepted(token("console", "[\"a\"]"));
    fixture.pass(Duration.ofSeconds(1));
    String newer = token("console", "[]");

    refused(
        newer.substring(0, newer.length() - 4) + (newer.endsWith("AAAA") ? "BBBB" : "AAAA"),
        SignInFault.BAD_SIGNATURE);

    assertThat(older.ground().holds()).isTrue();
  }

  @Test
  void the_party_not_seen_for_longest_makes_room_and_what_rests_on_it_stays() {
    desk(
        Freshness.Newest.CLIENT,
        new SignInLimits(8192, 2, 10, Duration.ofSeconds(30), 256, 64, 4096, 64, 16));
    SignIn ana = accepted(token("console", "[\"a\"]"));
    for (String other : List.of("bob", "carl", "dora")) {
      Map<String, String> claims = claims("console", "[]");
      claims.put("sub", "\"" + other + "\"");
      accepted(fixture.token(claims));
    }

    assertThat(ana.ground().holds()).isTrue();
  }

  @Test
  void what_a_newer_token_took_does_not_come_back_when_people_change() {
    String before = token("console", "[\"oncall\"]");
    fixture.pass(Duration.ofSeconds(1));
    accepted(token("console", "[]"));

    fixture.desk.replace(ana("staff"));

    refused(before, SignInFault.SUPERSEDED);
  }

  @Test
  void tokens_that_say_the_same_still_do_when_people_change() {
    String older = token("console", "[\"a\"]");
    accepted(older);
    fixture.pass(Duration.ofSeconds(1));
    String newer = token("console", "[\"a\"]");
    accepted(newer);

    fixture.desk.replace(ana("staff"));

    SignIn first = accepted(older);
    assertThat(first.principal().subject().groups()).containsExactlyInAnyOrder("a", "staff");
    assertThat(accepted(newer).principal()).isEqualTo(first.principal());
    assertThat(first.ground().holds()).isTrue();
  }

  @Test
  void what_a_newer_token_took_does_not_come_back_when_settings_make_nobody_of_that() {
    String before = token("console", "[\"a\"]");
    fixture.pass(Duration.ofSeconds(1));
    accepted(token("console", "[]"));
    IssuerSettings corp = settings(Freshness.Newest.CLIENT, Fixture.person()).issuers().getFirst();
    ClaimCondition inA = new ClaimCondition.Is(ClaimPath.parse("groups"), "a");

    fixture.desk.replace(
        new SignInSettings(
            List.of(
                new IssuerSettings(
                    corp.id(),
                    corp.issuer(),
                    corp.keys(),
                    corp.rules(),
                    List.of(inA),
                    corp.parties(),
                    corp.groups(),
                    corp.freshness())),
            List.of(),
            List.of()));

    refused(before, SignInFault.SUPERSEDED);
  }

  private SignInSettings ana(String group) {
    return new SignInSettings(
        settings(Freshness.Newest.CLIENT, Fixture.person()).issuers(),
        List.of(
            new PersonSettings(
                "ana", Set.of(new Identity(fixture.issuer.issuer(), "ana")), Set.of(group))),
        List.of());
  }

  private Map<String, String> claims(String client, String groups) {
    Map<String, String> claims = fixture.claims("groups", groups);
    claims.put("azp", "\"" + client + "\"");
    return claims;
  }

  private String token(String client, String groups) {
    return fixture.token(claims(client, groups));
  }

  private SignIn accepted(String token) {
    return ((Answer.Accepted) fixture.verify(token)).signIn();
  }

  private void refused(String token, SignInFault fault) {
    assertThat(fixture.verify(token)).isEqualTo(new Answer.Refused(fault, Optional.of("corp")));
  }

  private void desk(Freshness.Newest newest, SignInLimits limits) {
    desk(newest, limits, Fixture.person());
  }

  private SignInSettings settings(Freshness.Newest newest, PartyRule party) {
    return new SignInSettings(
        List.of(
            new IssuerSettings(
                "corp",
                fixture.issuer.issuer(),
                KeySource.discovered(fixture.issuer.issuer()),
                TokenRules.DEFAULT,
                List.of(),
                List.of(party),
                GROUPS,
                new Freshness(Optional.empty(), newest))),
        List.of(),
        List.of());
  }

  private void desk(Freshness.Newest newest, SignInLimits limits, PartyRule party) {
    fixture.desk.close();
    fixture.desk =
        new SignInDesk(
            settings(newest, party),
            new SignInDesk.Tools(
                Fixture.fetch(),
                limits,
                KeyTimes.DEFAULT,
                fixture,
                new SignInDesk.Asking(
                    IntrospectionAsk.NOBODY, System::nanoTime, changes::incrementAndGet)));
  }
}
