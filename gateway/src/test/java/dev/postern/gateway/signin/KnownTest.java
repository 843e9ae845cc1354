package dev.postern.gateway.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** In which order other settings come into force. */
class KnownTest {
  private static final SignInDesk.Tools TOOLS =
      new SignInDesk.Tools(
          (_, _) -> {
            throw new AssertionError("nothing is fetched");
          },
          SignInLimits.DEFAULT,
          KeyTimes.DEFAULT,
          InstantSource.fixed(Instant.parse("2026-11-21T12:00:00Z")));

  @Test
  void all_are_under_the_new_rules_before_anybody_is_asked() throws Exception {
    Known staff = Known.first(settings("staff"), TOOLS);
    List<Testimony> heard = new ArrayList<>();
    for (Meaning meaning : meanings(staff)) {
      heard.add(meaning.hear(new Claim.Members(Map.of("sub", new Claim.Text("ana")))));
    }
    assertThat(heard).hasSize(3);

    Known guests = staff.next(settings("guest"), TOOLS);
    guests.takeOver(staff);

    assertThat(heard)
        .allSatisfy(said ->
            assertThat(said.now().orElseThrow().subject().groups()).containsExactly("guest"));
    // Who was asked would have ended for good.
    guests.next(settings("staff"), TOOLS).takeOver(guests);
    assertThat(heard).allMatch(Testimony::holds);
  }

  @Test
  void who_is_somebody_else_has_ended_for_good_when_they_are_in_force() throws Exception {
    Known staff = Known.first(settings("staff"), TOOLS);
    List<Testimony> heard = new ArrayList<>();
    for (Meaning meaning : meanings(staff)) {
      heard.add(meaning.hear(new Claim.Members(Map.of("sub", new Claim.Text("ana")))));
    }

    Known guests = staff.next(settings("guest"), TOOLS);
    guests.succeed(staff);
    guests.next(settings("staff"), TOOLS).succeed(guests);

    assertThat(heard).hasSize(3).noneMatch(Testimony::holds);
  }

  private static List<Meaning> meanings(Known known) {
    List<Meaning> meanings = new ArrayList<>();
    known.issuers().values().forEach(issuer -> meanings.add(issuer.meaning()));
    known.owners().ifPresent(owners -> meanings.add(owners.meaning()));
    return meanings;
  }

  private static SignInSettings settings(String group) {
    List<PartyRule> rules =
        List.of(new PartyRule.Person(List.of(), new Naming.Canonical(), Set.of(group)));
    return new SignInSettings(
        List.of(issuer("corp", rules), issuer("partner", rules)),
        List.of(),
        List.of(),
        Optional.of(new CertificateSettings("mesh", CertificateSettings.SubjectName.URI, rules)));
  }

  private static IssuerSettings issuer(String id, List<PartyRule> rules) {
    String identifier = "https://" + id + ".example";
    return new IssuerSettings(
        id,
        identifier,
        KeySource.discovered(identifier),
        TokenRules.DEFAULT,
        List.of(),
        rules,
        GroupRules.NONE);
  }
}
