package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.issuer.CodeIssuer.Bent;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Signing in to the reviewer page of a gateway as a whole, and how that ends, as attackers try it.
 */
@Timeout(60)
class PageSignInTest {
  private static final String LIVING = "r-aaaaaaaaaaaaaaaa";
  private static final String REST = "/review/api/v1/requests";
  @TempDir private static Path folder;
  private static PageStage stage;

  @BeforeAll
  static void open() throws IOException {
    stage =
        new PageStage(
            folder, "page: {issuer: corp, client: reviewers, secret: {file: secret}}", LIVING);
  }

  @AfterAll
  static void close() {
    stage.close();
  }

  @BeforeEach
  void straighten() {
    stage.issuer.bend(Bent.NOT);
  }

  @Test
  void signs_in_lists_shows_and_signs_out() throws Exception {
    PageBrowser rita = stage.browser("rita");
    assertThat(rita.who().path("name").asString("")).isEqualTo("rita");
    assertThat(PageBrowser.json(rita.get(REST, rita.own())).path("requests").size()).isEqualTo(1);
    JsonNode shown = PageBrowser.json(rita.get(REST + "/" + LIVING, rita.own()));
    assertThat(shown.path("text").asString("")).contains("<b>churn-v3</b>");
    assertThat(shown.path("effect").asString("")).isEqualTo("write");
    assertThat(shown.path("you-may-answer").asBoolean(false)).isTrue();
    String[] own = rita.own();
    assertThat(rita.post("/review/sign-out", "{}", own).statusCode()).isEqualTo(200);
    assertThat(rita.cookies).doesNotContainKey(PageBrowser.SESSION);
    assertThat(rita.who().path("signed-in").asBoolean(true)).isFalse();
  }

  @Test
  void a_session_that_signed_out_is_nobodys_any_more() throws Exception {
    PageBrowser rita = stage.browser("rita");
    String[] own = rita.own();
    PageBrowser thief = stage.browser();
    thief.cookies.putAll(rita.cookies);
    assertThat(thief.get(REST, own).statusCode()).isEqualTo(200);
    rita.post("/review/sign-out", "{}", own);
    assertThat(thief.get(REST, own).statusCode()).isEqualTo(401);
  }

  @Test
  void the_browser_is_sent_with_all_that_binds_the_answer_to_it() throws Exception {
    PageBrowser browser = stage.browser();
    HttpResponse<String> begun = browser.get("/review/sign-in?back=/review/" + LIVING);
    assertThat(begun.statusCode()).isEqualTo(303);
    assertThat(PageBrowser.location(begun))
        .startsWith(stage.issuer.issuer() + "/authorize?response_type=code&client_id=reviewers&")
        .contains("&state=", "&nonce=", "&code_challenge=", "&code_challenge_method=S256")
        .contains("&scope=openid&resource=http%3A%2F%2F127.0.0.1%3A" + stage.port() + "%2Fapi&")
        .contains("redirect_uri=http%3A%2F%2F127.0.0.1%3A" + stage.port() + "%2Freview%2Fcallback");
    assertThat(begun.headers().firstValue("set-cookie").orElse(""))
        .matches(
            "__Host-postern-begun=[A-Za-z0-9_-]{43}; Path=/; Secure; HttpOnly; SameSite=Lax;"
                + " Max-Age=600");
    HttpResponse<String> back =
        browser.get(PageBrowser.location(browser.get(PageBrowser.location(begun))));
    assertThat(PageBrowser.location(back)).isEqualTo("/review/" + LIVING);
    assertThat(back.headers().firstValue("set-cookie").orElse(""))
        .matches(
            "__Host-postern=[A-Za-z0-9_-]{43}; Path=/; Secure; HttpOnly; SameSite=Strict;"
                + " Max-Age=28800");
    Map<String, String> trade = stage.issuer.trades().getLast();
    assertThat(trade.get("authorization")).startsWith("Basic ");
    assertThat(trade).doesNotContainKey("client_secret").containsKey("code_verifier");
  }

  @Test
  void a_state_works_once() throws Exception {
    PageBrowser browser = stage.browser();
    String callback = browser.returned("/review");
    assertThat(browser.get(callback).statusCode()).isEqualTo(303);
    assertThat(browser.get(callback).statusCode()).isEqualTo(400);
  }

  @Test
  void an_answer_in_another_browser_signs_nobody_in_and_is_spent() throws Exception {
    stage.issuer.atTheDoor("mallory");
    PageBrowser attacker = stage.browser();
    String callback = attacker.returned("/review");
    PageBrowser victim = stage.browser();
    HttpResponse<String> lured = victim.get(callback);
    assertThat(lured.statusCode()).isEqualTo(400);
    assertThat(victim.cookies).isEmpty();
    assertThat(attacker.get(callback).statusCode()).isEqualTo(400);
  }

  @Test
  void a_code_of_another_sign_in_is_refused() throws Exception {
    PageBrowser one = stage.browser();
    PageBrowser other = stage.browser();
    String mine = one.returned("/review");
    String theirs = other.returned("/review");
    String mixed = mine.replaceAll("code=[^&]*", theirs.replaceAll(".*(code=[^&]*).*", "$1"));
    assertThat(one.get(mixed).statusCode()).isEqualTo(403);
    assertThat(one.cookies).doesNotContainKey(PageBrowser.SESSION);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://elsewhere.example", ""})
  void an_answer_that_another_issuer_sent_or_nobody_signed_for_is_refused(String iss)
      throws Exception {
    stage.issuer.bend(Bent.NOT.iss(iss));
    refused();
  }

  @ParameterizedTest
  @ValueSource(strings = {"another", ""})
  void an_id_token_of_another_sign_in_is_refused(String nonce) throws Exception {
    stage.issuer.bend(Bent.NOT.id("nonce", nonce));
    refused();
  }

  @ParameterizedTest
  @ValueSource(strings = {"iss", "aud", "sub", "azp"})
  void an_id_token_that_is_another_clients_or_about_somebody_else_is_refused(String claim)
      throws Exception {
    stage.issuer.bend(Bent.NOT.id(claim, "https://elsewhere.example"));
    refused();
  }

  @Test
  void an_access_token_for_anything_but_rest_is_refused() throws Exception {
    stage.issuer.bend(Bent.NOT.access("aud", stage.origin + "/mcp/registry"));
    refused();
  }

  @Test
  void an_answer_without_an_id_token_is_refused() throws Exception {
    String token = stage.issuer.token("rita", stage.origin + "/api", "ritas");
    stage.issuer.bend(
        Bent.NOT.answer("{\"access_token\":\"" + token + "\",\"token_type\":\"Bearer\"}"));
    refused();
  }

  private static void refused() throws Exception {
    stage.issuer.atTheDoor("rita");
    PageBrowser browser = stage.browser();
    HttpResponse<String> answer = browser.get(browser.returned("/review"));
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("Your sign-in does not count here");
    assertThat(browser.cookies).doesNotContainKey(PageBrowser.SESSION);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://elsewhere.example/",
        "//elsewhere.example/review",
        "/review//elsewhere.example",
        "/review/../api",
        "/review%0d%0aset-cookie:x=y",
        "/review/sign-in",
        "/api/v1/requests",
        "javascript:alert(1)"
      })
  void after_signing_in_nobody_is_sent_away_from_the_page(String back) throws Exception {
    assertThat(stage.browser().signIn(back)).isEqualTo("/review");
  }

  @Test
  void signing_in_gives_a_new_cookie_whatever_the_browser_came_with() throws Exception {
    PageBrowser browser = stage.browser();
    String planted = "A".repeat(43);
    browser.cookies.put(PageBrowser.SESSION, planted);
    browser.signIn("/review");
    assertThat(browser.cookies.get(PageBrowser.SESSION)).isNotEqualTo(planted);
    PageBrowser attacker = stage.browser();
    attacker.cookies.put(PageBrowser.SESSION, planted);
    assertThat(attacker.who().path("signed-in").asBoolean(true)).isFalse();
  }

  @Test
  void a_lock_ends_a_session_at_once() throws Exception {
    PageBrowser rosa = stage.browser("rosa");
    assertThat(rosa.get(REST, rosa.own()).statusCode()).isEqualTo(200);
    String[] ada = {
      "authorization", "Bearer " + stage.issuer.token("ada", stage.origin + "/api", "adas")
    };
    String lock = "{\"scope\":\"person\",\"name\":\"rosa\",\"reason\":\"lost laptop\"}";
    assertThat(stage.browser().post("/api/v1/locks", lock, ada).statusCode()).isEqualTo(200);
    HttpResponse<String> locked = rosa.get(REST, rosa.own());
    assertThat(locked.statusCode()).isEqualTo(403);
    assertThat(locked.body()).contains("locked");
  }

  @Test
  void a_token_about_to_end_is_renewed_once_and_each_refresh_token_is_used_once() throws Exception {
    stage.issuer.bend(Bent.NOT.life(5));
    PageBrowser rita = stage.browser("rita");
    stage.issuer.bend(Bent.NOT);
    int before = renewals();
    String[] own = rita.own();
    List<CompletableFuture<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      calls.add(
          CompletableFuture.supplyAsync(() -> {
            try {
              return rita.get(REST, own).statusCode();
            } catch (IOException | InterruptedException failed) {
              throw new IllegalStateException(failed);
            }
          }));
    }
    assertThat(calls.stream().map(CompletableFuture::join)).containsOnly(200);
    assertThat(renewals()).isEqualTo(before + 1);
    assertThat(rita.get(REST, own).statusCode()).isEqualTo(200);
    assertThat(renewals()).isEqualTo(before + 1);
  }

  @Test
  void a_renewal_that_brings_somebody_elses_token_ends_the_session() throws Exception {
    stage.issuer.bend(Bent.NOT.life(5));
    PageBrowser rita = stage.browser("rita");
    stage.issuer.bend(Bent.NOT.access("sub", "ada"));
    String[] own = rita.own();
    assertThat(rita.get(REST, own).statusCode()).isEqualTo(401);
    assertThat(rita.who().path("signed-in").asBoolean(true)).isFalse();
  }

  @Test
  void a_token_that_no_longer_proves_anybody_ends_the_session() throws Exception {
    stage.issuer.bend(Bent.NOT.life(5));
    PageBrowser rita = stage.browser("rita");
    stage.issuer.bend(Bent.NOT.access("aud", stage.origin + "/mcp/registry"));
    assertThat(rita.get(REST, rita.own()).statusCode()).isEqualTo(401);
    assertThat(rita.who().path("signed-in").asBoolean(true)).isFalse();
  }

  private static int renewals() {
    return (int)
        stage.issuer.trades().stream()
            .filter(form -> "refresh_token".equals(form.get("grant_type")))
            .count();
  }

  @Test
  void a_sign_in_begins_only_where_a_person_went_to() throws Exception {
    for (String dest : List.of("image", "iframe", "script", "empty")) {
      HttpResponse<String> answer =
          stage.browser().get("/review/sign-in", "sec-fetch-dest", dest, "sec-fetch-mode", "cors");
      assertThat(answer.statusCode()).as(dest).isEqualTo(404);
      assertThat(answer.headers().allValues("set-cookie")).isEmpty();
    }
  }

  @Test
  void another_loopback_name_leads_to_the_one_that_cookies_are_for() throws Exception {
    HttpResponse<String> answer =
        stage.browser().get("http://localhost:" + stage.port() + "/review/" + LIVING);
    assertThat(PageBrowser.location(answer)).isEqualTo(stage.origin + "/review/" + LIVING);
  }
}
