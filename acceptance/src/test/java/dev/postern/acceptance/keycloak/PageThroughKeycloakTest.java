package dev.postern.acceptance.keycloak;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.postern.acceptance.page.RealBrowser;
import dev.postern.acceptance.page.ReviewedGateway;
import dev.postern.testkit.FreePort;
import dev.postern.testkit.issuer.CodeIssuer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A reviewer who signs in to the page at a real Keycloak, with a browser. */
@Tag("keycloak")
@Timeout(600)
class PageThroughKeycloakTest {
  private static final long PATIENCE_SECONDS = 60;
  private static final String SECRET = "page-secret-1";

  @TempDir private Path folder;

  @Test
  void a_reviewer_signs_in_with_a_password_and_approves() throws Exception {
    Path chromium = RealBrowser.demanded();
    int port = FreePort.from(23_001);
    String base = "http://127.0.0.1:" + port;
    Keycloak keycloak = Keycloak.shared();
    reviewer(keycloak);
    client(keycloak, base);
    try (CodeIssuer others = new CodeIssuer(base + "/api");
        ReviewedGateway gateway = new ReviewedGateway(folder, port, door(keycloak, others));
        RealBrowser browser = new RealBrowser(chromium)) {
      CompletableFuture<String> answer =
          gateway.deploy(
              others.token("ana", base + "/mcp/registry", "scientists"),
              "{\"model\":\"churn-v3\"}");
      Page page = browser.window(RealBrowser.Window.DESK);
      page.navigate(gateway.page());
      named(page, AriaRole.LINK, "Sign in").click();
      page.locator("#username").fill("rita");
      page.locator("#password").fill("rita-password");
      page.locator("#kc-login").click();
      assertThat(page.locator("h1")).hasText("Requests");
      assertThat(page.locator("#who")).containsText("rita");
      page.locator("a.card").first().click();
      assertThat(page.locator(".wording").first()).containsText("churn-v3");
      named(page, AriaRole.BUTTON, "Approve…").click();
      named(page, AriaRole.BUTTON, "Approve this").click();
      assertThat(page.locator(".standing .state")).containsText("approved");
      assertThat(answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).contains("\"result\"");
      assertThat(gateway.deployed()).hasSize(1);
      browser.assertNoComplaint();
    }
  }

  private static Locator named(Page page, AriaRole role, String name) {
    return page.getByRole(role, new Page.GetByRoleOptions().setName(name));
  }

  /** The realm's reviewers sign in to the page; whoever asks has another issuer. */
  private static ReviewedGateway.Door door(Keycloak keycloak, CodeIssuer others) {
    return new ReviewedGateway.Door(
        """
        [{id: realm, url: "%s", parties: [{kind: person, name: {claim: preferred_username}}],
          groups: {claims: [groups], unlisted: kept}},
         {id: corp, url: "%s", parties: [{kind: person, name: {claim: sub}}]}]\
        """
            .formatted(keycloak.realm("acceptance"), others.issuer()),
        "{issuer: realm, client: postern-page, secret: {file: secret}}");
  }

  private void client(Keycloak keycloak, String base) throws Exception {
    Files.writeString(folder.resolve("secret"), SECRET + "\n");
    keycloak.send(
        "POST",
        "acceptance/clients",
        """
        {"clientId":"postern-page","secret":"%s","standardFlowEnabled":true,
         "directAccessGrantsEnabled":false,"redirectUris":["%2$s/review/callback"],
         "attributes":{"access.token.header.type.rfc9068":"true","pkce.code.challenge.method":"S256"},
         "protocolMappers":[
          {"name":"audience","protocol":"openid-connect","protocolMapper":"oidc-audience-mapper",
           "config":{"included.custom.audience":"%2$s/api","access.token.claim":"true",
                     "id.token.claim":"false"}},
          {"name":"groups","protocol":"openid-connect",
           "protocolMapper":"oidc-group-membership-mapper",
           "config":{"claim.name":"groups","full.path":"false","access.token.claim":"true"}}]}\
        """
            .formatted(SECRET, base));
  }

  private static void reviewer(Keycloak keycloak) throws Exception {
    keycloak.send("POST", "acceptance/groups", "{\"name\":\"reviewers\"}");
    keycloak.send(
        "POST",
        "acceptance/users",
        """
        {"username":"rita","enabled":true,"email":"rita@example.test","emailVerified":true,
         "firstName":"Rita","lastName":"Reviewer","groups":["/reviewers"],
         "credentials":[{"type":"password","value":"rita-password","temporary":false}]}\
        """);
  }
}
