package dev.postern.gateway.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.identity.SignIn;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What newer tokens took stays taken, whatever settings come. */
class ReplacedClaimantsTest {
  private static final GroupRules KEPT =
      new GroupRules(List.of(ClaimPath.parse("groups")), Map.of(), GroupRules.Unlisted.KEPT);
  private static final PartyRule ANYBODY = Fixture.person();

  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void an_issuer_that_is_made_anew_gives_nothing_back() {
    TokenRules longer =
        new TokenRules(
            TokenRules.DEFAULT.algorithms(),
            TokenRules.DEFAULT.types(),
            TokenRules.DEFAULT.untyped(),
            TokenRules.DEFAULT.longestLife().plusHours(1),
            TokenRules.DEFAULT.skew(),
            TokenRules.DEFAULT.leeway());
    for (IssuerSettings anew :
        List.of(
            issuer("corp", TokenRules.DEFAULT, Freshness.Newest.CLIENT, looksAt("department")),
            issuer("corp", longer, Freshness.Newest.CLIENT, ANYBODY),
            issuer("company", TokenRules.DEFAULT, Freshness.Newest.CLIENT, ANYBODY),
            issuer("corp", TokenRules.DEFAULT, Freshness.Newest.PERSON, ANYBODY))) {
      replace(settings(Freshness.Newest.CLIENT));
      String older = token("console", "[\"oncall\"]");
      fixture.pass(Duration.ofSeconds(1));
      String newer = token("console", "[]");
      accepted(newer);

      replace(anew);

      overtaken(older, anew.id());
      accepted(newer);
      overtaken(older, anew.id());
      fixture.pass(Duration.ofSeconds(1));
      accepted(token("console", "[\"oncall\"]"));
      accepted(older);
      fixture.pass(Duration.ofSeconds(1));
    }
  }

  @Test
  void an_older_token_counts_again_when_the_newest_is_heard_and_says_the_same() {
    replace(settings(Freshness.Newest.CLIENT));
    String older = token("console", "[\"a\"]");
    fixture.pass(Duration.ofSeconds(1));
    String newer = token("console", "[\"a\"]");
    accepted(newer);

    replace(issuer("company", TokenRules.DEFAULT, Freshness.Newest.CLIENT, ANYBODY));

    overtaken(older, "company");
    accepted(newer);
    accepted(older);
  }

  @Test
  void a_person_whose_clients_are_compared_from_now_on_is_known_by_the_newest_of_all() {
    replace(settings(Freshness.Newest.CLIENT));
    String consoles = token("console", "[\"a\"]");
    accepted(consoles);
    fixture.pass(Duration.ofSeconds(1));
    accepted(token("pipeline", "[]"));
    fixture.pass(Duration.ofSeconds(1));
    String newest = token("console", "[\"b\"]");
    accepted(newest);
    String between = tokenOf(1, "pipeline", "[\"b\"]");

    replace(settings(Freshness.Newest.PERSON));

    overtaken(consoles, "corp");
    overtaken(between, "corp");
    accepted(newest);
    accepted(between);
  }

  @Test
  void a_person_whose_clients_are_compared_no_more_gets_nothing_back_for_any_of_them() {
    replace(settings(Freshness.Newest.PERSON));
    String consoles = token("console", "[\"a\"]");
    fixture.pass(Duration.ofSeconds(1));
    String pipelines = token("pipeline", "[]");
    accepted(pipelines);

    replace(settings(Freshness.Newest.CLIENT));

    overtaken(consoles, "corp");
    accepted(pipelines);
    overtaken(consoles, "corp");
    fixture.pass(Duration.ofSeconds(1));
    accepted(token("console", "[\"a\"]"));
  }

  @Test
  void what_a_change_of_groups_has_overtaken_has_ended_when_the_change_is_taken_back() {
    IssuerSettings both = grouped(Map.of("a", "team", "b", "team"));
    replace(both);
    SignIn older = accepted(token("console", "[\"a\"]"));
    fixture.pass(Duration.ofSeconds(1));
    SignIn newer = accepted(token("console", "[\"b\"]"));
    assertThat(older.ground().holds()).isTrue();

    replace(grouped(Map.of("a", "team")));
    replace(both);

    assertThat(older.ground().holds()).isFalse();
    assertThat(newer.ground().holds()).isFalse();
  }

  @Test
  void an_older_token_has_ended_when_settings_make_nobody_of_the_newest() {
    PartyRule high = level("high");
    replace(issuer("corp", TokenRules.DEFAULT, Freshness.Newest.CLIENT, high, ANYBODY));
    Map<String, String> claims = claims("console", "[\"a\"]");
    claims.put("level", "\"high\"");
    String token = fixture.token(claims);
    SignIn older = accepted(token);
    fixture.pass(Duration.ofSeconds(1));
    accepted(token("console", "[\"a\"]"));
    assertThat(older.ground().holds()).isTrue();

    replace(issuer("corp", TokenRules.DEFAULT, Freshness.Newest.CLIENT, high));

    assertThat(older.ground().holds()).isFalse();
    overtaken(token, "corp");
  }

  private static PartyRule level(String is) {
    return new PartyRule.Person(
        List.of(new ClaimCondition.Is(ClaimPath.parse("level"), is)),
        new Naming.Canonical(),
        Set.of());
  }

  /** Rules the first of which looks at one more claim, and which nobody meets. */
  private static PartyRule[] looksAt(String claim) {
    return new PartyRule[] {
      new PartyRule.Person(
          List.of(new ClaimCondition.Is(ClaimPath.parse(claim), "none")),
          new Naming.Canonical(),
          Set.of()),
      ANYBODY
    };
  }

  private IssuerSettings settings(Freshness.Newest newest) {
    return issuer("corp", TokenRules.DEFAULT, newest, ANYBODY);
  }

  private IssuerSettings issuer(
      String id, TokenRules rules, Freshness.Newest newest, PartyRule... parties) {
    return new IssuerSettings(
        id,
        fixture.issuer.issuer(),
        KeySource.discovered(fixture.issuer.issuer()),
        rules,
        List.of(),
        List.of(parties),
        KEPT,
        new Freshness(Optional.empty(), newest));
  }

  private IssuerSettings grouped(Map<String, String> table) {
    IssuerSettings corp = settings(Freshness.Newest.CLIENT);
    return new IssuerSettings(
        corp.id(),
        corp.issuer(),
        corp.keys(),
        corp.rules(),
        corp.require(),
        corp.parties(),
        new GroupRules(KEPT.claims(), table, GroupRules.Unlisted.DROPPED),
        corp.freshness());
  }

  private void replace(IssuerSettings issuer) {
    fixture.desk.replace(new SignInSettings(List.of(issuer), List.of(), List.of()));
  }

  private Map<String, String> claims(String client, String groups) {
    Map<String, String> claims = fixture.claims("groups", groups);
    claims.put("azp", Fixture.quoted(client));
    return claims;
  }

  private String token(String client, String groups) {
    return tokenOf(0, client, groups);
  }

  /** A token that was issued so many seconds ago. */
  private String tokenOf(long ago, String client, String groups) {
    Map<String, String> claims = claims(client, groups);
    claims.put("iat", "" + fixture.instant().minusSeconds(ago).getEpochSecond());
    return fixture.token(claims);
  }

  private SignIn accepted(String token) {
    Answer answer = fixture.verify(token);
    assertThat(answer).isInstanceOf(Answer.Accepted.class);
    return ((Answer.Accepted) answer).signIn();
  }

  private void overtaken(String token, String issuer) {
    assertThat(fixture.verify(token))
        .isEqualTo(new Answer.Refused(SignInFault.SUPERSEDED, Optional.of(issuer)));
  }
}
