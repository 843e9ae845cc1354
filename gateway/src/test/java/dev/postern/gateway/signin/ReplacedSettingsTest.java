package dev.postern.gateway.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.SignIn;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What other people, agents and rules for claims end, and what they leave as it was. */
class ReplacedSettingsTest {
  private static final Wanted WANTED = Wanted.of(Fixture.RESOURCE);
  private static final PartyRule EMPLOYEE =
      new PartyRule.Person(List.of(), new Naming.Canonical(), Set.of("employee"));

  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  /** What changes ana, and nobody else. */
  private Map<String, SignInSettings> changesOfAna() {
    SignInSettings before = known(ben());
    Map<String, SignInSettings> changes = new LinkedHashMap<>();
    changes.put("she has a name", known(person("ana", "ana"), ben()));
    changes.put("and a group", known(person("ana", "ana", "oncall"), ben()));
    changes.put(
        "she and ben are one",
        known(
            new PersonSettings("ben", Set.of(identity("ana"), identity("ben")), Set.of("staff"))));
    changes.put("her subject is a job", rules(before, job("ana"), EMPLOYEE));
    changes.put(
        "a rule gives her a group",
        rules(
            before,
            new PartyRule.Person(
                List.of(subject("ana")), new Naming.Canonical(), Set.of("employee", "oncall")),
            EMPLOYEE));
    changes.put(
        "no rule covers her",
        rules(
            before,
            new PartyRule.Person(
                List.of(subject("ben")), new Naming.Canonical(), Set.of("employee"))));
    changes.put(
        "a condition is not met",
        issuers(
            before,
            issuer ->
                new IssuerSettings(
                    issuer.id(),
                    issuer.issuer(),
                    issuer.keys(),
                    issuer.rules(),
                    List.of(subject("ben")),
                    issuer.parties(),
                    issuer.groups(),
                    issuer.freshness())));
    return changes;
  }

  @Test
  void who_is_somebody_else_now_signs_in_again_and_nobody_else() {
    changesOfAna()
        .forEach((what, changed) -> {
          fixture.desk.replace(known(ben()));
          String anas = token("ana");
          String bens = token("ben");
          SignIn ana = accepted(anas);
          SignIn ben = accepted(bens);

          fixture.desk.replace(changed);

          assertThat(ana.ground().holds()).as(what).isFalse();
          assertThat(remembered(anas)).as(what).isEmpty();
          assertThat(ben.ground().holds()).as(what).isTrue();
          assertThat(remembered(bens)).as(what).contains(new Answer.Accepted(ben));
          assertThat(accepted(bens)).as(what).isEqualTo(ben);
        });
    assertThat(fixture.issuer.keySetFetches()).isEqualTo(1);
  }

  @Test
  void who_is_taken_out_of_people_signs_in_again_and_nobody_else() {
    fixture.desk.replace(known(person("ana", "ana", "oncall"), ben()));
    SignIn ana = accepted(token("ana"));
    SignIn ben = accepted(token("ben"));

    fixture.desk.replace(known(ben()));

    assertThat(ana.ground().holds()).isFalse();
    assertThat(ben.ground().holds()).isTrue();
    assertThat(accepted(token("ana")).principal().subject().groups()).containsExactly("employee");
  }

  @Test
  void what_has_ended_does_not_come_back_when_the_change_is_taken_back() {
    fixture.desk.replace(known(ben()));
    SignIn ana = accepted(token("ana"));

    fixture.desk.replace(known(person("ana", "ana"), ben()));
    fixture.desk.replace(known(ben()));

    assertThat(ana.ground().holds()).isFalse();
    SignIn again = accepted(token("ana"));
    assertThat(again.principal()).isEqualTo(ana.principal());
    assertThat(again.ground().holds()).isTrue();
  }

  @Test
  void an_agent_that_changes_ends_what_it_does_for_others_and_not_what_they_do() {
    AgentSettings planner = agent("planner", "ana");
    fixture.desk.replace(agents(agent("assistant", "ana"), planner));
    for (SignInSettings changed :
        List.of(agents(planner), agents(agent("assistant", "ben"), planner))) {
      SignIn assisted = accepted(fixture.token(fixture.claims("act", "{\"sub\":\"assistant\"}")));
      SignIn planned = accepted(fixture.token(fixture.claims("act", "{\"sub\":\"planner\"}")));
      SignIn alone = accepted(token("ana"));

      fixture.desk.replace(changed);

      assertThat(assisted.ground().holds()).isFalse();
      assertThat(planned.ground().holds()).isTrue();
      assertThat(alone.ground().holds()).isTrue();
      fixture.desk.replace(agents(agent("assistant", "ana"), planner));
    }
  }

  @Test
  void a_job_ends_when_its_owner_is_somebody_else() {
    PartyRule owned =
        new PartyRule.Workload(
            List.of(),
            new Naming.Canonical(),
            new Ownership.Subject(ClaimPath.parse("created_by")),
            Set.of());
    fixture.desk.replace(rules(known(person("olga", "u-7"), person("max", "u-8")), owned));
    SignIn olgas = accepted(fixture.token(fixture.claims("created_by", "\"u-7\"")));
    SignIn maxs = accepted(fixture.token(fixture.claims("created_by", "\"u-8\"")));

    fixture.desk.replace(rules(known(person("olha", "u-7"), person("max", "u-8")), owned));

    assertThat(olgas.ground().holds()).isFalse();
    assertThat(maxs.ground().holds()).isTrue();
  }

  @Test
  void groups_that_are_called_otherwise_end_who_is_in_them() {
    GroupRules before = groups(Map.of("ds", "data-science", "ops", "oncall"));
    fixture.desk.replace(fixture.settings(List.of(), before, EMPLOYEE));
    SignIn ana = accepted(fixture.token(fixture.claims("groups", "[\"ds\"]")));
    SignIn ben = accepted(fixture.token(fixture.claims("groups", "[\"ops\"]")));

    fixture.desk.replace(
        fixture.settings(List.of(), groups(Map.of("ds", "research", "ops", "oncall")), EMPLOYEE));

    assertThat(ana.ground().holds()).isFalse();
    assertThat(ben.ground().holds()).isTrue();
  }

  private static GroupRules groups(Map<String, String> table) {
    return new GroupRules(List.of(ClaimPath.parse("groups")), table, GroupRules.Unlisted.DROPPED);
  }

  private static ClaimCondition subject(String is) {
    return new ClaimCondition.Is(ClaimPath.parse("sub"), is);
  }

  private static PartyRule job(String subject) {
    return new PartyRule.Workload(
        List.of(subject(subject)),
        new Naming.Fixed("nightly"),
        new Ownership.Fixed("ben"),
        Set.of("employee"));
  }

  private PersonSettings ben() {
    return person("ben", "ben", "staff");
  }

  private PersonSettings person(String name, String subject, String... groups) {
    return new PersonSettings(name, Set.of(identity(subject)), Set.of(groups));
  }

  private AgentSettings agent(String name, String owner) {
    return new AgentSettings(identity(name), name, owner, Set.of());
  }

  private Identity identity(String subject) {
    return new Identity(fixture.issuer.issuer(), subject);
  }

  private SignInSettings known(PersonSettings... people) {
    return new SignInSettings(fixture.settings(EMPLOYEE).issuers(), List.of(people), List.of());
  }

  private SignInSettings agents(AgentSettings... agents) {
    return new SignInSettings(fixture.settings(EMPLOYEE).issuers(), List.of(), List.of(agents));
  }

  private static SignInSettings rules(SignInSettings settings, PartyRule... rules) {
    return issuers(settings, issuer -> issuer.with(List.of(rules)));
  }

  private static SignInSettings issuers(
      SignInSettings settings, UnaryOperator<IssuerSettings> change) {
    return new SignInSettings(
        settings.issuers().stream().map(change).toList(), settings.people(), settings.agents());
  }

  private String token(String subject) {
    return fixture.token(fixture.claims("sub", Fixture.quoted(subject)));
  }

  private SignIn accepted(String token) {
    Answer answer = fixture.verify(token);
    assertThat(answer).isInstanceOf(Answer.Accepted.class);
    return ((Answer.Accepted) answer).signIn();
  }

  private Optional<Answer> remembered(String token) {
    return fixture.desk.window().known(token, WANTED, fixture.instant());
  }
}
