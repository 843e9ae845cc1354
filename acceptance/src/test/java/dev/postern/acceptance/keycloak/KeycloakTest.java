package dev.postern.acceptance.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.signin.SignInFault;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tokens of a real Keycloak at the sign-in desk. */
@Tag("keycloak")
@Timeout(600)
class KeycloakTest {
  private Keycloak keycloak;
  private Door door;

  @BeforeEach
  void open() throws Exception {
    keycloak = Keycloak.shared();
    door = new Door(keycloak);
  }

  @AfterEach
  void close() {
    door.close();
  }

  @Test
  void admits_a_person_with_the_groups_mapped() throws Exception {
    Party ana = door.admitted(login("console").access()).subject();
    assertThat(ana.kind()).isEqualTo(Party.Kind.PERSON);
    assertThat(ana.name()).isEqualTo("ana");
    assertThat(ana.groups()).containsExactly("scientists");
    assertThat(ana.identity().issuer()).isEqualTo(keycloak.realm("acceptance"));
  }

  @Test
  void admits_a_workload_with_the_person_who_owns_it() throws Exception {
    Party job =
        door.admitted(keycloak.clientCredentials("nightly-job", "nightly-secret")).subject();
    assertThat(job.kind()).isEqualTo(Party.Kind.WORKLOAD);
    assertThat(job.name()).isEqualTo("nightly-job");
    assertThat(job.owner()).contains("ana");
  }

  @Test
  void puts_an_agent_in_front_of_the_person_it_acts_for() throws Exception {
    Principal principal = door.admitted(login("assistant").access());
    assertThat(principal.told()).isEqualTo("assistant for ana");
    assertThat(principal.actor().kind()).isEqualTo(Party.Kind.AGENT);
  }

  @Test
  void refuses_a_token_that_is_for_something_else() throws Exception {
    door.assertRefused(
        keycloak.clientCredentials("other-job", "other-secret"), SignInFault.NO_PARTY_RULE);
    String token = keycloak.clientCredentials("nightly-job", "nightly-secret");
    door.assertRefusedFor("https://gate.example/api", token, SignInFault.WRONG_AUDIENCE);
  }

  @Test
  void refuses_id_tokens_and_refresh_tokens() throws Exception {
    FormLogin.Tokens tokens = login("console");
    door.assertRefused(tokens.id(), SignInFault.BAD_TYPE);
    door.assertRefused(tokens.refresh(), SignInFault.BAD_ALGORITHM);
  }

  @Test
  void follows_the_realm_when_it_changes_its_keys() throws Exception {
    String before = keycloak.clientCredentials("nightly-job", "nightly-secret");
    door.admitted(before);
    keycloak.rotateSigningKey("acceptance");
    door.pass(Duration.ofSeconds(2));
    door.admitted(keycloak.clientCredentials("nightly-job", "nightly-secret"));
    door.assertRefused(before, SignInFault.UNKNOWN_KEY);
  }

  private FormLogin.Tokens login(String clientId) throws Exception {
    return new FormLogin(keycloak.realm("acceptance"), clientId)
        .tokens(Optional.empty(), "ana", "ana-password");
  }
}
