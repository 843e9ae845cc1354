package dev.postern.gateway.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What configuration makes of claims. */
class PartyMappingTest {
  private static final ClaimPath REPOSITORY = ClaimPath.parse("repository");
  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void names_a_person_by_issuer_and_subject_unless_told_otherwise() {
    Party ana = principal(fixture.claims()).subject();
    assertThat(ana)
        .isEqualTo(
            new Party(
                Party.Kind.PERSON,
                new Identity(fixture.issuer.issuer(), "ana"),
                "corp:ana",
                Set.of(),
                Optional.empty()));
  }

  @Test
  void takes_a_name_that_the_issuer_vouches_for() {
    configure(person(new Naming.Vouched(ClaimPath.parse("preferred_username"))));
    Map<String, String> claims = fixture.claims("preferred_username", "\"ana.b\"");
    assertThat(principal(claims).subject().name()).isEqualTo("ana.b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"corp:root\"", "\"\"", "\"a b\"", "\"a\\u202eb\"", "\"e\\u0301\"", "7", "[]"})
  void refuses_a_vouched_name_that_could_pass_for_another(String name) {
    configure(person(new Naming.Vouched(ClaimPath.parse("preferred_username"))));
    assertFault(fixture.claims("preferred_username", name), SignInFault.NO_NAME);
  }

  @Test
  void makes_several_identities_one_person() {
    SignInSettings plain = fixture.settings(Fixture.person());
    fixture.desk.replace(
        new SignInSettings(
            plain.issuers(),
            List.of(
                new PersonSettings(
                    "ana", Set.of(identity("ana"), identity("ana-admin")), Set.of("on-call"))),
            List.of()));
    for (String subject : List.of("ana", "ana-admin")) {
      Party party = principal(fixture.claims("sub", "\"" + subject + "\"")).subject();
      assertThat(party.name()).isEqualTo("ana");
      assertThat(party.groups()).containsExactly("on-call");
    }
    assertThat(principal(fixture.claims("sub", "\"bo\"")).subject().name()).isEqualTo("corp:bo");
  }

  @Test
  void tells_workloads_from_people_by_conditions_in_order() {
    configure(
        new PartyRule.Workload(
            List.of(new ClaimCondition.Is(ClaimPath.parse("kind"), "job")),
            new Naming.Fixed("nightly"),
            new Ownership.Fixed("ana"),
            Set.of("ci")),
        new PartyRule.Person(
            List.of(new ClaimCondition.Is(ClaimPath.parse("kind"), "human")),
            new Naming.Canonical(),
            Set.of()));
    Party job = principal(fixture.claims("kind", "\"job\"")).subject();
    assertThat(job.kind()).isEqualTo(Party.Kind.WORKLOAD);
    assertThat(job.name()).isEqualTo("nightly");
    assertThat(job.owner()).contains("ana");
    assertThat(job.groups()).containsExactly("ci");
    assertThat(principal(fixture.claims("kind", "\"human\"")).subject().kind())
        .isEqualTo(Party.Kind.PERSON);
    assertFault(fixture.claims("kind", "\"ghost\""), SignInFault.NO_PARTY_RULE);
    assertFault(fixture.claims(), SignInFault.NO_PARTY_RULE);
  }

  @Test
  void finds_the_owner_of_a_workload_in_a_claim() {
    configure(workload(new Ownership.Named(ClaimPath.parse("owner"))));
    assertThat(principal(fixture.claims("owner", "\"ana\"")).subject().owner()).contains("ana");
    assertFault(fixture.claims(), SignInFault.NO_OWNER);
    assertFault(fixture.claims("owner", "\"\""), SignInFault.NO_OWNER);
  }

  @Test
  void finds_the_owner_of_a_workload_by_the_issuers_own_subject() {
    configure(workload(new Ownership.Subject(ClaimPath.parse("created_by"))));
    assertThat(principal(fixture.claims("created_by", "\"u-7\"")).subject().owner())
        .contains("corp:u-7");
    assertFault(fixture.claims("created_by", "\"\""), SignInFault.NO_OWNER);
  }

  @Test
  void finds_the_owner_of_a_workload_in_a_table() {
    configure(workload(new Ownership.Listed(REPOSITORY, Map.of("acme/app", "ana"))));
    assertThat(principal(fixture.claims("repository", "\"acme/app\"")).subject().owner())
        .contains("ana");
    assertFault(fixture.claims("repository", "\"acme/other\""), SignInFault.NO_OWNER);
  }

  @Test
  void maps_groups_and_drops_or_keeps_the_others() {
    ClaimPath roles = ClaimPath.parse("realm_access.roles");
    String claim = "{\"roles\":[\"ds\",\"offline_access\"]}";
    configure(groups(roles, GroupRules.Unlisted.DROPPED));
    assertThat(principal(fixture.claims("realm_access", claim)).subject().groups())
        .containsExactly("data-science");
    configure(groups(roles, GroupRules.Unlisted.KEPT));
    assertThat(principal(fixture.claims("realm_access", claim)).subject().groups())
        .containsExactlyInAnyOrder("data-science", "offline_access");
    assertThat(principal(fixture.claims()).subject().groups()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":1}", "7", "[\"ds\",7]", "[\"\"]", "[\"a\\nb\"]", "null"})
  void refuses_groups_that_it_cannot_read(String json) {
    configure(groups(ClaimPath.parse("groups"), GroupRules.Unlisted.KEPT));
    assertFault(fixture.claims("groups", json), SignInFault.BAD_GROUPS);
  }

  @Test
  void refuses_groups_that_are_somewhere_else() {
    configure(groups(ClaimPath.parse("groups"), GroupRules.Unlisted.KEPT));
    assertFault(fixture.claims("_claim_names", "{\"groups\":\"src1\"}"), SignInFault.BAD_GROUPS);
  }

  @Test
  void puts_the_acting_agents_in_front() {
    configureAgents("assistant", "planner");
    Principal principal =
        principal(fixture.claims("act", "{\"sub\":\"assistant\",\"act\":{\"sub\":\"planner\"}}"));
    assertThat(principal.told()).isEqualTo("assistant-agent for planner-agent for corp:ana");
    assertThat(principal.actor().kind()).isEqualTo(Party.Kind.AGENT);
    assertThat(principal.actor().owner()).contains("ops");
    assertThat(principal.subject().kind()).isEqualTo(Party.Kind.PERSON);
  }

  @Test
  void refuses_a_chain_longer_than_the_kernel_takes() {
    configureAgents("a");
    String act = "{\"sub\":\"a\"}";
    for (int i = 1; i < Principal.LONGEST_CHAIN - 1; i++) {
      act = "{\"sub\":\"a\",\"act\":" + act + "}";
    }
    assertThat(principal(fixture.claims("act", act)).chain()).hasSize(Principal.LONGEST_CHAIN);
    assertFault(
        fixture.claims("act", "{\"sub\":\"a\",\"act\":" + act + "}"), SignInFault.BAD_DELEGATION);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"sub":"stranger"}                         | UNKNOWN_AGENT
          {}                                         | BAD_DELEGATION
          {"sub":7}                                  | BAD_DELEGATION
          {"sub":""}                                 | BAD_DELEGATION
          {"sub":"a","iss":"https://elsewhere"}      | BAD_DELEGATION
          {"sub":"a","act":"b"}                      | BAD_DELEGATION
          null                                       | BAD_DELEGATION
          """)
  void refuses_a_delegation_it_cannot_trust(String act, SignInFault fault) {
    configureAgents("a");
    assertFault(fixture.claims("act", act), fault);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          repo:acme/app:ref:refs/heads/main   | true
          repo:acme/tool:ref:refs/heads/main  | true
          repo:acme/app:ref:refs/heads/other  | false
          repo:acme/a/b:ref:refs/heads/main   | false
          repo:acme/app:pull_request          | false
          repo:evil/x:repo:acme/app:ref:refs/heads/main | false
          repo:ACME/app:ref:refs/heads/main   | false
          """)
  void narrows_ci_tokens_by_a_pattern_on_a_claim(String subject, boolean accepted) {
    ClaimCondition main =
        new ClaimCondition.Like(
            ClaimPath.parse("sub"), new Glob("repo:acme/*:ref:refs/heads/main"));
    fixture.desk.replace(
        fixture.settings(List.of(main), GroupRules.NONE, workload(new Ownership.Fixed("ana"))));
    Map<String, String> claims = fixture.claims("sub", "\"" + subject + "\"");
    if (accepted) {
      assertThat(principal(claims).subject().name()).isEqualTo("corp:" + subject);
    } else {
      assertFault(claims, SignInFault.CONDITION_UNMET);
    }
  }

  private void configure(PartyRule... rules) {
    fixture.desk.replace(fixture.settings(rules));
  }

  private void configure(GroupRules groups) {
    fixture.desk.replace(fixture.settings(List.of(), groups, Fixture.person()));
  }

  private void configureAgents(String... subjects) {
    fixture.desk.replace(
        new SignInSettings(
            fixture.settings(Fixture.person()).issuers(),
            List.of(),
            java.util.Arrays.stream(subjects)
                .map(s -> new AgentSettings(identity(s), s + "-agent", "ops", Set.of()))
                .toList()));
  }

  private static GroupRules groups(ClaimPath path, GroupRules.Unlisted unlisted) {
    return new GroupRules(List.of(path), Map.of("ds", "data-science"), unlisted);
  }

  private static PartyRule person(Naming naming) {
    return new PartyRule.Person(List.of(), naming, Set.of());
  }

  private static PartyRule workload(Ownership ownership) {
    return new PartyRule.Workload(List.of(), new Naming.Canonical(), ownership, Set.of());
  }

  private Identity identity(String subject) {
    return new Identity(fixture.issuer.issuer(), subject);
  }

  private Principal principal(Map<String, String> claims) {
    assertThat(fixture.verify(fixture.token(claims))).isInstanceOf(Answer.Accepted.class);
    return ((Answer.Accepted) fixture.verify(fixture.token(claims))).signIn().principal();
  }

  private void assertFault(Map<String, String> claims, SignInFault fault) {
    assertThat(fixture.verify(fixture.token(claims)))
        .isInstanceOfSatisfying(
            Answer.Refused.class, refused -> assertThat(refused.fault()).isEqualTo(fault));
  }
}
