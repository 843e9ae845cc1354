package dev.postern.acceptance.keycloak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.kernel.identity.Party;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A SAML identity provider brokered through Keycloak: the recipe of
 * docs/recipes/saml-through-keycloak.md, whose settings are those of the realm files beside this.
 */
@Tag("keycloak")
@Timeout(600)
class SamlThroughKeycloakTest {
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
  void admits_a_person_from_saml_under_one_identity_each_time() throws Exception {
    Party first = door.admitted(login("bo")).subject();
    Party second = door.admitted(login("bo")).subject();
    assertThat(first.name()).isEqualTo("campus.bo");
    assertThat(second.identity()).isEqualTo(first.identity());
  }

  @Test
  void maps_the_groups_of_the_assertion_anew_at_each_login() throws Exception {
    assertThat(door.admitted(login("bo")).subject().groups()).containsExactly("contractors");
    String bo = keycloak.get("campus/users?username=bo&exact=true").get(0).get("id").asString();
    String externals = keycloak.get("campus/groups?search=externals").get(0).get("id").asString();
    String membership = "campus/users/" + bo + "/groups/" + externals;
    keycloak.send("DELETE", membership, "");
    try {
      assertThat(door.admitted(login("bo")).subject().groups()).isEmpty();
    } finally {
      keycloak.send("PUT", membership, "");
    }
  }

  /**
   * Same username, same e-mail: Keycloak asks for the local account's own proof, which is missing.
   */
  @Test
  void keeps_a_namesake_from_saml_apart_from_the_realms_own_person() throws Exception {
    assertThatThrownBy(() -> login("ana"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/login-actions/first-broker-login");
    String ana =
        keycloak.get("acceptance/users?username=ana&exact=true").get(0).get("id").asString();
    assertThat(keycloak.get("acceptance/users/" + ana + "/federated-identity")).isEmpty();
  }

  @Test
  void takes_no_assertion_without_a_signature() throws Exception {
    signAssertions(false);
    try {
      assertThatThrownBy(() -> login("bo"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("/realms/acceptance/broker/campus/endpoint");
    } finally {
      signAssertions(true);
    }
    assertThat(login("bo")).isNotEmpty();
  }

  private void signAssertions(boolean sign) throws Exception {
    String query = "campus/clients?clientId=" + keycloak.realm("acceptance");
    JsonNode client = keycloak.get(query).get(0);
    ObjectNode attributes = (ObjectNode) client.get("attributes");
    attributes.put("saml.assertion.signature", Boolean.toString(sign));
    attributes.put("saml.server.signature", Boolean.toString(sign));
    keycloak.send("PUT", "campus/clients/" + client.get("id").asString(), client.toString());
  }

  private String login(String username) throws IOException, InterruptedException {
    return new FormLogin(keycloak.realm("acceptance"), "console")
        .tokens(Optional.of("campus"), username, username + "-password")
        .access();
  }
}
