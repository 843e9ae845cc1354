package dev.postern.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.signin.AgentSettings;
import dev.postern.gateway.signin.CertificateSettings;
import dev.postern.gateway.signin.ClaimCondition;
import dev.postern.gateway.signin.ClaimPath;
import dev.postern.gateway.signin.GroupRules;
import dev.postern.gateway.signin.IssuerSettings;
import dev.postern.gateway.signin.KeySource;
import dev.postern.gateway.signin.Naming;
import dev.postern.gateway.signin.PartyRule;
import dev.postern.gateway.signin.PersonSettings;
import dev.postern.gateway.signin.SignInSettings;
import dev.postern.gateway.signin.TokenRules;
import dev.postern.kernel.identity.Identity;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a check says of other settings of sign-in. */
class SignInDifferencesTest {
  private static final IssuerSettings CORP = issuer("corp", rule("sub", "ana"));
  private static final SignInSettings BEFORE =
      new SignInSettings(List.of(CORP), List.of(person("ana")), List.of(agent("ana")), by("ana"));

  @Test
  void nothing_is_told_where_both_mean_the_same() {
    assertThat(SignInDifferences.between(BEFORE, BEFORE)).isEmpty();
  }

  @Test
  void an_issuer_is_told_with_those_who_sign_in_again() {
    assertThat(issuers(CORP, issuer("ci", rule("sub", "x")))).containsExactly("issuer ci is new");
    assertThat(issuers())
        .containsExactly("issuer corp is gone: all whom it vouches for sign in again");
    assertThat(issuers(issuer("corp", rule("sub", "ben"))))
        .containsExactly(
            "what tokens of issuer corp mean changed: who is another party by it signs in again");
    assertThat(issuers(issuer("corp", rule("department", "sales"))))
        .containsExactly(
            "issuer corp is believed otherwise: all whom it vouches for sign in again");
  }

  @Test
  void certificates_are_told_with_those_who_sign_in_again() {
    assertThat(certificates(by("ben")))
        .containsExactly(
            "what certificates of clients mean changed: who is another party by it signs in"
                + " again");
    assertThat(certificates(Optional.empty()))
        .containsExactly(
            "certificates of clients are read otherwise: all who came with one sign in again");
  }

  @Test
  void people_and_agents_are_told_by_name_and_not_all_of_very_many() {
    assertThat(people(List.of(person("ana", "oncall"), person("ben")), List.of(agent("ben"))))
        .containsExactly(
            "people changed, ana, ben: who is another party by it signs in again",
            "agents changed, assistant: who is another party by it signs in again");
    assertThat(
            people(
                IntStream.range(10, 40).mapToObj(i -> person("p" + i)).toList(), BEFORE.agents()))
        .singleElement()
        .asString()
        .startsWith("people changed, ana, p10, p11,")
        .contains("p28 and 11 more: who");
  }

  private static List<String> issuers(IssuerSettings... issuers) {
    return SignInDifferences.between(
        BEFORE,
        new SignInSettings(
            List.of(issuers), BEFORE.people(), BEFORE.agents(), BEFORE.certificates()));
  }

  private static List<String> certificates(Optional<CertificateSettings> certificates) {
    return SignInDifferences.between(
        BEFORE,
        new SignInSettings(BEFORE.issuers(), BEFORE.people(), BEFORE.agents(), certificates));
  }

  private static List<String> people(List<PersonSettings> people, List<AgentSettings> agents) {
    return SignInDifferences.between(
        BEFORE, new SignInSettings(BEFORE.issuers(), people, agents, BEFORE.certificates()));
  }

  private static PartyRule rule(String claim, String is) {
    return new PartyRule.Person(
        List.of(new ClaimCondition.Is(ClaimPath.parse(claim), is)),
        new Naming.Canonical(),
        Set.of());
  }

  private static IssuerSettings issuer(String id, PartyRule rule) {
    String url = "https://" + id + ".example";
    return new IssuerSettings(
        id,
        url,
        KeySource.discovered(url),
        TokenRules.DEFAULT,
        List.of(),
        List.of(rule),
        GroupRules.NONE);
  }

  private static PersonSettings person(String name, String... groups) {
    return new PersonSettings(name, Set.of(), Set.of(groups));
  }

  private static AgentSettings agent(String owner) {
    return new AgentSettings(
        new Identity("https://corp.example", "assistant"), "assistant", owner, Set.of());
  }

  private static Optional<CertificateSettings> by(String subject) {
    return Optional.of(
        new CertificateSettings(
            "pki", CertificateSettings.SubjectName.EMAIL, List.of(rule("sub", subject))));
  }
}
