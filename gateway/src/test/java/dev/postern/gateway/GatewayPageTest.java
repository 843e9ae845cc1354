package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.issuer.CodeIssuer.Bent;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The reviewer page of a gateway as a whole, for who has signed in and for who makes their browser
 * call.
 */
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
  void a_call_without_the_pages_own_word_or_with_a_wrong_one_is_refused() throws Exception {
    PageBrowser rita = stage.browser("rita");
    String path = REST + "/" + LIVING + "/approve";
    assertThat(rita.post(path, BINDING, "origin", stage.origin).statusCode()).isEqualTo(403);
    assertThat(
            rita.post(path, BINDING, "origin", stage.origin, "x-postern-page", "A".repeat(43))
                .statusCode())
        .isEqualTo(403);
    PageBrowser other = stage.browser("rita");
    assertThat(rita.post(path, BINDING, other.own()).statusCode()).isEqualTo(403);
    assertThat(rita.get(REST).statusCode()).isEqualTo(403);
    assertThat(PageBrowser.json(rita.get(REST + "/" + LIVING, rita.own())).path("votes").size())
        .isZero();
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
    String[] own = rita.own();
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
      assertThat(ada.get(path, ada.own()).statusCode()).as(path).isEqualTo(404);
    }
  }

  @Test
  void a_stolen_link_shows_nothing_without_signing_in_or_to_somebody_who_is_not_asked()
      throws Exception {
    HttpResponse<String> shell = stage.browser().get("/review/" + LIVING);
    assertThat(shell.statusCode()).isEqualTo(200);
    assertThat(shell.body()).doesNotContain("deploy_model").doesNotContain("ana");
    PageBrowser mallory = stage.browser("mallory");
    assertThat(mallory.get(REST + "/" + LIVING, mallory.own()).statusCode()).isEqualTo(404);
    assertThat(PageBrowser.json(mallory.get(REST, mallory.own())).path("requests").size()).isZero();
    assertThat(mallory.post(REST + "/" + LIVING + "/approve", BINDING, mallory.own()).statusCode())
        .isEqualTo(404);
  }

  @Test
  void nobody_approves_their_own_from_the_page() throws Exception {
    PageBrowser ana = stage.browser("ana");
    JsonNode shown = PageBrowser.json(ana.get(REST + "/" + LIVING, ana.own()));
    assertThat(shown.path("yours").asBoolean(false)).isTrue();
    assertThat(shown.path("you-may-answer").asBoolean(true)).isFalse();
    assertThat(ana.post(REST + "/" + LIVING + "/approve", BINDING, ana.own()).statusCode())
        .isEqualTo(403);
  }

  @Test
  void an_answer_counts_once_and_only_for_what_was_shown() throws Exception {
    PageBrowser rita = stage.browser("rita");
    String path = REST + "/" + TWICE + "/approve";
    assertThat(
            rita.post(path, "{\"binding\":\"" + "cd".repeat(32) + "\"}", rita.own()).statusCode())
        .isEqualTo(409);
    assertThat(rita.post(path, BINDING, rita.own()).statusCode()).isEqualTo(200);
    HttpResponse<String> again = rita.post(path, BINDING, rita.own());
    assertThat(again.statusCode()).isEqualTo(409);
    JsonNode shown = PageBrowser.json(rita.get(REST + "/" + TWICE, rita.own()));
    assertThat(shown.path("votes").size()).isEqualTo(1);
    assertThat(shown.path("state").asString("")).isEqualTo("approved");
  }

  @Test
  void of_many_answers_at_once_one_counts() throws Exception {
    PageBrowser rita = stage.browser("rita");
    String[] own = rita.own();
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
            rita.get(REST, rita.own()),
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

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }
}
