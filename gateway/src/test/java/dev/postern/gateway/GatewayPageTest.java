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
import tools.jackson.databind.json.JsonMapper;

/** The reviewer page of a gateway as a whole, and what its attackers try. */
@Timeout(60)
class GatewayPageTest {
  private static final String LIVING = "r-aaaaaaaaaaaaaaaa";
  private static final String TWICE = "r-bbbbbbbbbbbbbbbb";
  private static final String RACED = "r-cccccccccccccccc";
  private static final String REST = "/review/api/v1/requests";
  private static final String BINDING = "{\"binding\":\"" + "ab".repeat(32) + "\"}";

  @TempDir private static Path folder;
  private static PageStage stage;

  @BeforeAll
  static void open() throws IOException {
    stage =
        new PageStage(
            folder,
            "page: {issuer: corp, client: reviewers, secret: {file: secret}}",
            LIVING,
            TWICE,
            RACED);
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
    assertThat(json(rita.get(REST, own(rita))).path("requests").size()).isEqualTo(3);
    JsonNode shown = json(rita.get(REST + "/" + LIVING, own(rita)));
    assertThat(shown.path("text").asString("")).contains("<b>churn-v3</b>");
    assertThat(shown.path("effect").asString("")).isEqualTo("write");
    assertThat(shown.path("you-may-answer").asBoolean(false)).isTrue();
    String[] own = own(rita);
    assertThat(rita.post("/review/sign-out", "{}", own).statusCode()).isEqualTo(200);
    assertThat(rita.cookies).doesNotContainKey(PageBrowser.SESSION);
    assertThat(rita.who().path("signed-in").asBoolean(true)).isFalse();
  }

  @Test
  void a_session_that_signed_out_is_nobodys_any_more() throws Exception {
    PageBrowser rita = stage.browser("rita");
    String[] own = own(rita);
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
  void a_call_without_the_pages_own_word_or_with_a_wrong_one_is_refused() throws Exception {
    PageBrowser rita = stage.browser("rita");
    String path = REST + "/" + LIVING + "/approve";
    assertThat(rita.post(path, BINDING, "origin", stage.origin).statusCode()).isEqualTo(403);
    assertThat(
            rita.post(path, BINDING, "origin", stage.origin, "x-postern-page", "A".repeat(43))
                .statusCode())
        .isEqualTo(403);
    PageBrowser other = stage.browser("rita");
    assertThat(rita.post(path, BINDING, own(other)).statusCode()).isEqualTo(403);
    assertThat(rita.get(REST).statusCode()).isEqualTo(403);
    assertThat(json(rita.get(REST + "/" + LIVING, own(rita))).path("votes").size()).isZero();
  }

  @Test
  void a_call_that_a_page_elsewhere_made_is_refused() throws Exception {
    PageBrowser rita = stage.browser("rita");
    String form = rita.form();
    String path = REST + "/" + LIVING + "/approve";
    List<String[]> foreign =
        List.of(
            new String[] {"sec-fetch-site", "cross-site", "origin", "https://elsewhere.example"},
            new String[] {"sec-fetch-site", "same-site", "origin", stage.origin},
            new String[] {"sec-fetch-site", "none"},
            new String[] {"origin", "null"},
            new String[] {"origin", "http://127.0.0.1:1"},
            new String[] {"x-nothing", "that says where it comes from"});
    for (String[] headers : foreign) {
      List<String> all = new ArrayList<>(List.of(headers));
      all.addAll(List.of("x-postern-page", form));
      assertThat(rita.post(path, BINDING, all.toArray(String[]::new)).statusCode())
          .as(String.join(" ", headers))
          .isEqualTo(403);
      assertThat(rita.post("/review/sign-out", "{}", all.toArray(String[]::new)).statusCode())
          .isEqualTo(403);
    }
    assertThat(
            rita.get("/review/session", "sec-fetch-site", "cross-site", "x-postern-page", "1")
                .statusCode())
        .isEqualTo(403);
    assertThat(rita.get("/review/session").statusCode()).isEqualTo(403);
  }

  @Test
  void a_cookie_opens_neither_rest_nor_mcp_and_never_goes_with_a_token() throws Exception {
    PageBrowser rita = stage.browser("rita");
    String[] own = own(rita);
    assertThat(rita.get("/api/v1/requests", own).statusCode()).isEqualTo(401);
    assertThat(
            rita.post("/mcp/registry", "{}", "accept", "application/json, text/event-stream")
                .statusCode())
        .isEqualTo(401);
    String bearer = "Bearer " + stage.issuer.token("rita", stage.origin + "/api", "ritas");
    for (String path : List.of("/api/v1/requests", REST, "/review/session", "/review")) {
      assertThat(rita.get(path, "authorization", bearer, "x-postern-page", own[1]).statusCode())
          .as(path)
          .isEqualTo(400);
    }
    assertThat(stage.browser().get("/api/v1/requests", "authorization", bearer).statusCode())
        .isEqualTo(200);
  }

  @Test
  void the_page_leads_to_requests_and_nowhere_else() throws Exception {
    PageBrowser ada = stage.browser("ada");
    String bearer = "Bearer " + stage.issuer.token("ada", stage.origin + "/api", "adas");
    assertThat(stage.browser().get("/api/v1/locks", "authorization", bearer).statusCode())
        .isEqualTo(200);
    for (String path :
        List.of(
            "/review/api/v1/locks",
            "/review/api/v1/requests/../locks",
            "/review/api/v1/requestsx",
            "/review/api/v1/requests%2f..%2flocks")) {
      assertThat(ada.get(path, own(ada)).statusCode()).as(path).isEqualTo(404);
    }
  }

  @Test
  void a_stolen_link_shows_nothing_without_signing_in_or_to_somebody_who_is_not_asked()
      throws Exception {
    HttpResponse<String> shell = stage.browser().get("/review/" + LIVING);
    assertThat(shell.statusCode()).isEqualTo(200);
    assertThat(shell.body()).doesNotContain("deploy_model").doesNotContain("ana");
    PageBrowser mallory = stage.browser("mallory");
    assertThat(mallory.get(REST + "/" + LIVING, own(mallory)).statusCode()).isEqualTo(404);
    assertThat(json(mallory.get(REST, own(mallory))).path("requests").size()).isZero();
    assertThat(mallory.post(REST + "/" + LIVING + "/approve", BINDING, own(mallory)).statusCode())
        .isEqualTo(404);
  }

  @Test
  void nobody_approves_their_own_from_the_page() throws Exception {
    PageBrowser ana = stage.browser("ana");
    JsonNode shown = json(ana.get(REST + "/" + LIVING, own(ana)));
    assertThat(shown.path("yours").asBoolean(false)).isTrue();
    assertThat(shown.path("you-may-answer").asBoolean(true)).isFalse();
    assertThat(ana.post(REST + "/" + LIVING + "/approve", BINDING, own(ana)).statusCode())
        .isEqualTo(403);
  }

  @Test
  void an_answer_counts_once_and_only_for_what_was_shown() throws Exception {
    PageBrowser rita = stage.browser("rita");
    String path = REST + "/" + TWICE + "/approve";
    assertThat(rita.post(path, "{\"binding\":\"" + "cd".repeat(32) + "\"}", own(rita)).statusCode())
        .isEqualTo(409);
    assertThat(rita.post(path, BINDING, own(rita)).statusCode()).isEqualTo(200);
    HttpResponse<String> again = rita.post(path, BINDING, own(rita));
    assertThat(again.statusCode()).isEqualTo(409);
    JsonNode shown = json(rita.get(REST + "/" + TWICE, own(rita)));
    assertThat(shown.path("votes").size()).isEqualTo(1);
    assertThat(shown.path("state").asString("")).isEqualTo("approved");
  }

  @Test
  void of_many_answers_at_once_one_counts() throws Exception {
    PageBrowser rita = stage.browser("rita");
    String[] own = own(rita);
    List<CompletableFuture<Integer>> answers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      answers.add(
          CompletableFuture.supplyAsync(() -> {
            try {
              return rita.post(REST + "/" + RACED + "/approve", BINDING, own).statusCode();
            } catch (IOException | InterruptedException failed) {
              throw new IllegalStateException(failed);
            }
          }));
    }
    List<Integer> statuses = answers.stream().map(CompletableFuture::join).sorted().toList();
    assertThat(statuses).containsExactly(200, 409, 409, 409, 409, 409, 409, 409);
  }

  @Test
  void a_lock_ends_a_session_at_once() throws Exception {
    PageBrowser rosa = stage.browser("rosa");
    assertThat(rosa.get(REST, own(rosa)).statusCode()).isEqualTo(200);
    String[] ada = {
      "authorization", "Bearer " + stage.issuer.token("ada", stage.origin + "/api", "adas")
    };
    String lock = "{\"scope\":\"person\",\"name\":\"rosa\",\"reason\":\"lost laptop\"}";
    assertThat(stage.browser().post("/api/v1/locks", lock, ada).statusCode()).isEqualTo(200);
    HttpResponse<String> locked = rosa.get(REST, own(rosa));
    assertThat(locked.statusCode()).isEqualTo(403);
    assertThat(locked.body()).contains("locked");
  }

  @Test
  void a_token_about_to_end_is_renewed_once_and_each_refresh_token_is_used_once() throws Exception {
    stage.issuer.bend(Bent.NOT.life(5));
    PageBrowser rita = stage.browser("rita");
    stage.issuer.bend(Bent.NOT);
    int before = renewals();
    String[] own = own(rita);
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
    String[] own = own(rita);
    assertThat(rita.get(REST, own).statusCode()).isEqualTo(401);
    assertThat(rita.who().path("signed-in").asBoolean(true)).isFalse();
  }

  @Test
  void a_token_that_no_longer_proves_anybody_ends_the_session() throws Exception {
    stage.issuer.bend(Bent.NOT.life(5));
    PageBrowser rita = stage.browser("rita");
    stage.issuer.bend(Bent.NOT.access("aud", stage.origin + "/mcp/registry"));
    assertThat(rita.get(REST, own(rita)).statusCode()).isEqualTo(401);
    assertThat(rita.who().path("signed-in").asBoolean(true)).isFalse();
  }

  private static int renewals() {
    return (int)
        stage.issuer.trades().stream()
            .filter(form -> "refresh_token".equals(form.get("grant_type")))
            .count();
  }

  @Test
  void every_answer_tells_the_browser_what_it_must_not_do() throws Exception {
    PageBrowser rita = stage.browser("rita");
    List<HttpResponse<String>> answers =
        List.of(
            rita.get("/review"),
            rita.get("/review/" + LIVING),
            rita.get("/review/assets/main.js"),
            rita.get("/review/assets/nothing.js"),
            rita.get("/review/session", "x-postern-page", "1"),
            rita.get("/review/callback?state=x&code=y"),
            rita.get("/review/sign-in"),
            rita.get(REST, own(rita)),
            rita.get(REST));
    for (HttpResponse<String> answer : answers) {
      assertThat(header(answer, "content-security-policy"))
          .as(answer.uri().toString())
          .contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'")
          .contains("base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'")
          .doesNotContain("unsafe");
      assertThat(header(answer, "x-frame-options")).isEqualTo("DENY");
      assertThat(header(answer, "x-content-type-options")).isEqualTo("nosniff");
      assertThat(header(answer, "referrer-policy")).isEqualTo("no-referrer");
      assertThat(header(answer, "cross-origin-opener-policy")).isEqualTo("same-origin");
      assertThat(header(answer, "cross-origin-resource-policy")).isEqualTo("same-origin");
      assertThat(header(answer, "permissions-policy")).contains("camera=()");
      assertThat(answer.headers().allValues("access-control-allow-origin")).isEmpty();
      assertThat(answer.headers().allValues("cache-control")).hasSize(1);
    }
    for (HttpResponse<String> personal : answers.subList(4, 9)) {
      assertThat(header(personal, "cache-control")).isEqualTo("no-store");
    }
  }

  @Test
  void a_file_is_sent_once_and_then_only_when_it_changed() throws Exception {
    HttpResponse<String> first = stage.browser().get("/review/assets/page.css");
    assertThat(header(first, "content-type")).isEqualTo("text/css; charset=utf-8");
    HttpResponse<String> again =
        stage.browser().get("/review/assets/page.css", "if-none-match", header(first, "etag"));
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
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

  private static String[] own(PageBrowser browser) throws IOException, InterruptedException {
    return browser.own().toArray(String[]::new);
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  private static JsonNode json(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body());
  }
}
