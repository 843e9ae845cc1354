package dev.postern.acceptance.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.signin.SignInFault;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.identity.SignIn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

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

  @Test
  void a_session_that_is_ended_at_the_realm_ends_here_with_the_next_question(@TempDir Path folder)
      throws Exception {
    try (Door asking = asking(folder)) {
      String token = login("console").access();
      SignIn ana = asking.signedIn(token);
      asking.askAgain(ana);
      assertThat(ana.ground().holds()).isTrue();

      keycloak.send("POST", "acceptance/users/" + idOfAna() + "/logout", "");
      asking.askAgain(ana);

      assertThat(ana.ground().holds()).isFalse();
      assertThat(asking.changes()).isEqualTo(1);
      asking.assertRefused(token, SignInFault.INACTIVE);
    }
  }

  @Test
  void a_group_that_is_taken_away_at_the_realm_ends_here_what_was_opened_with_it(
      @TempDir Path folder) throws Exception {
    try (Door asking = asking(folder)) {
      SignIn ana = asking.signedIn(login("console").access());
      String contractors = idOf("acceptance/groups?search=contractors");
      String membership = "acceptance/users/" + idOfAna() + "/groups/" + contractors;
      asking.askAgain(ana);
      assertThat(ana.ground().holds()).isTrue();

      keycloak.send("PUT", membership, "");
      try {
        asking.askAgain(ana);
        assertThat(ana.ground().holds()).isFalse();
      } finally {
        keycloak.send("DELETE", membership, "");
      }
    }
  }

  private Door asking(Path folder) throws Exception {
    return Door.asking(keycloak, Files.writeString(folder.resolve("secret"), "postern%secret\n"));
  }

  private String idOfAna() throws Exception {
    return idOf("acceptance/users?username=ana");
  }

  private String idOf(String found) throws Exception {
    return keycloak.get(found).get(0).get("id").asString();
  }

  private FormLogin.Tokens login(String clientId) throws Exception {
    return new FormLogin(keycloak.realm("acceptance"), clientId)
        .tokens(Optional.empty(), "ana", "ana-password");
  }
}
