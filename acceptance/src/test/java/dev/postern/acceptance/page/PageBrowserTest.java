package dev.postern.acceptance.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.WaitForSelectorState;
import com.microsoft.playwright.options.WaitUntilState;
import dev.postern.testkit.FreePort;
import dev.postern.testkit.issuer.CodeIssuer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What reviewers do with the page, and what strangers try, in a real browser. */
@Tag("browser")
@Timeout(120)
class PageBrowserTest {
  private static final long PATIENCE_SECONDS = 30;

  @TempDir private static Path folder;
  private static CodeIssuer issuer;
  private static ReviewedGateway gateway;
  private static RealBrowser browser;
  private static String base;

  @BeforeAll
  static void open() throws IOException {
    Path chromium = RealBrowser.demanded();
    int port = FreePort.from(23_001);
    base = "http://127.0.0.1:" + port;
    issuer = new CodeIssuer(base + "/api");
    gateway =
        new ReviewedGateway(
            folder,
            port,
            new ReviewedGateway.Door(
                """
                [{id: corp, url: "%s", parties: [{kind: person, name: {claim: sub}}],
                  groups: {claims: [groups], map: {ritas: reviewers}, unlisted: kept}}]\
                """
                    .formatted(issuer.issuer()),
                "{issuer: corp, client: page}"));
    browser = new RealBrowser(chromium);
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
      gateway.close();
      issuer.close();
    }
  }

  @AfterEach
  void leave() {
    browser.leave();
  }

  @Test
  void a_reviewer_signs_in_sees_what_will_run_and_approves_exactly_that() throws Exception {
    CompletableFuture<String> answer = deploy("approved-one");
    Page page = signedIn("rita");
    open(page, "approved-one");
    String shown = page.locator(".wording").first().textContent();
    assertThat(shown).contains("\"model\": \"approved-one\"").contains("\"replicas\": 3");
    page.getByLabel("Comment").fill("go ahead");
    button(page, "Approve…").click();
    Locator confirm = page.getByRole(AriaRole.DIALOG);
    assertThat(confirm.locator(".wording").textContent()).isEqualTo(shown);
    assertThat(gateway.deployed()).noneMatch(each -> each.contains("approved-one"));
    button(page, "Approve this").click();
    assertThat(page.locator(".standing .state")).containsText("approved");
    assertThat(answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).contains("\"result\"");
    assertThat(gateway.deployed()).filteredOn(each -> each.contains("approved-one")).hasSize(1);
    assertThat(page.locator(".votes")).containsText("rita approved");
    assertThat(page.locator(".votes")).containsText("go ahead");
    assertThat(button(page, "Approve…")).isHidden();
  }

  @Test
  void the_keyboard_alone_is_enough() throws Exception {
    CompletableFuture<String> answer = deploy("denied-one");
    Page page = signedIn("rita");
    assertThat(page.locator("a.card").first()).isVisible();
    settled(page);
    page.keyboard().press("j");
    assertThat(page.locator("a.card").first()).isFocused();
    page.keyboard().press("Enter");
    assertThat(page.locator(".wording").first()).containsText("denied-one");
    settled(page);
    page.keyboard().press("c");
    page.keyboard().type("a d is no shortcut here");
    assertThat(page.getByLabel("Comment")).hasValue("a d is no shortcut here");
    page.keyboard().press("Tab");
    assertThat(button(page, "Approve…")).isFocused();
    page.keyboard().press("d");
    assertThat(button(page, "Go back")).isFocused();
    page.keyboard().press("Escape");
    assertThat(page.getByRole(AriaRole.DIALOG)).isHidden();
    page.keyboard().press("d");
    assertThat(button(page, "Deny this")).isEnabled();
    page.keyboard().press("Tab");
    assertThat(button(page, "Deny this")).isFocused();
    page.keyboard().press("Enter");
    assertThat(page.locator(".standing .state")).hasText("denied");
    assertThat(answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).contains("rita denied");
    assertThat(gateway.deployed()).noneMatch(each -> each.contains("denied-one"));
  }

  @Test
  void keys_that_were_meant_for_another_page_answer_nothing() throws Exception {
    deploy("typed-into");
    Page page = signedIn("rita");
    open(page, "typed-into");
    page.reload(new Page.ReloadOptions().setWaitUntil(WaitUntilState.COMMIT));
    for (int i = 0; i < 40; i++) {
      page.keyboard().press("a");
      page.keyboard().press("Enter");
    }
    assertThat(page.getByRole(AriaRole.DIALOG)).isHidden();
    settled(page);
    page.keyboard().press("a");
    page.keyboard().press("Enter");
    assertThat(page.getByRole(AriaRole.DIALOG)).isHidden();
    assertThat(page.locator(".standing .state.open")).isVisible();
    button(page, "Deny…").click();
    button(page, "Deny this").click();
    assertThat(page.locator(".standing .state")).hasText("denied");
  }

  @Test
  void shortcuts_can_be_turned_off() throws Exception {
    deploy("without-shortcuts");
    Page page = signedIn("rita");
    page.getByText("Keyboard").click();
    page.locator("#shortcuts").uncheck();
    open(page, "without-shortcuts");
    page.locator("h1").click();
    page.keyboard().press("a");
    assertThat(page.getByRole(AriaRole.DIALOG)).isHidden();
    button(page, "Deny…").click();
    button(page, "Deny this").click();
    assertThat(page.locator(".standing .state")).hasText("denied");
  }

  @Test
  void what_is_asked_is_text_whatever_it_looks_like() throws Exception {
    gateway.deploy(
        token("ana"),
        """
        {"model":"hostile-one","note":"<img src=x onerror=alert(1)><b>bold</b>",
         "dir":"\\u202Egnp.exe","escape":"\\u001b[31mred","long":"%s"}\
        """
            .formatted("m".repeat(5_000)));
    Page page = signedIn("rita");
    open(page, "hostile-one");
    Locator wording = page.locator(".wording").first();
    assertThat(wording.textContent())
        .contains("<img src=x onerror=alert(1)><b>bold</b>")
        .contains("\\u202egnp.exe")
        .contains("\\u001b[31mred")
        .doesNotContain("\u202e");
    assertThat(wording.locator("b, img")).hasCount(0);
    assertThat(overflow(page)).isLessThanOrEqualTo(0);
    assertThat(page.title()).doesNotContain("<img");
    browser.assertNoComplaint();
  }

  @Test
  void the_browser_itself_refuses_markup_and_foreign_scripts() throws Exception {
    Page page = signedIn("rita");
    assertThatThrownBy(() -> page.evaluate("document.body.innerHTML = '<i>x</i>'"))
        .isInstanceOf(PlaywrightException.class)
        .hasMessageContaining("TrustedHTML");
    Object run =
        page.evaluate(
            """
            () => new Promise((done) => {
              const script = document.createElement('script');
              script.onload = () => done('ran');
              script.onerror = () => done('refused');
              try { script.src = 'https://elsewhere.example/x.js'; } catch { done('refused'); }
              document.head.append(script);
            })\
            """);
    assertThat(run).isEqualTo("refused");
  }

  @Test
  void an_open_page_follows_what_others_answer() throws Exception {
    deploy("answered-elsewhere");
    Page page = signedIn("rita");
    open(page, "answered-elsewhere");
    Page other = signedIn("rita");
    open(other, "answered-elsewhere");
    button(page, "Approve…").click();
    button(other, "Deny…").click();
    button(other, "Deny this").click();
    assertThat(page.locator(".standing .state")).hasText("denied");
    assertThat(page.getByRole(AriaRole.DIALOG)).isHidden();
    assertThat(button(page, "Approve…")).isHidden();
    assertThat(page.locator("#said")).containsText("denied");
  }

  @Test
  void a_link_shows_nothing_to_somebody_who_is_not_asked() throws Exception {
    deploy("linked-one");
    Page rita = signedIn("rita");
    open(rita, "linked-one");
    String link = rita.url();
    issuer.atTheDoor("mallory");
    Page page = browser.window(RealBrowser.Window.DESK);
    page.navigate(link);
    assertThat(page.locator("h1")).hasText("Somebody asks for approval");
    assertThat(page.locator("body")).not().containsText("ana");
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Sign in")).click();
    assertThat(page.locator("h1")).hasText("There is no such request for you");
    assertThat(page).hasURL(link);
    assertThat(page.locator("body")).not().containsText("deploy_model");
  }

  @Test
  void signing_out_closes_every_window_of_the_session() throws Exception {
    Page page = signedIn("rita");
    Page second = page.context().newPage();
    second.navigate(gateway.page());
    assertThat(second.locator("h1")).hasText("Requests");
    button(page, "Sign out").click();
    assertThat(page.locator("h1")).hasText("Requests for approval");
    assertThat(second.getByText("Your session has ended")).isVisible();
    assertThat(page.context().cookies()).noneMatch(cookie -> cookie.name.equals("__Host-postern"));
  }

  @Test
  void its_cookie_is_for_no_script_and_no_other_site() {
    Page page = signedIn("rita");
    assertThat(page.evaluate("document.cookie")).isEqualTo("");
    assertThat(page.context().cookies())
        .filteredOn(cookie -> cookie.name.equals("__Host-postern"))
        .singleElement()
        .satisfies(cookie -> {
          assertThat(cookie.httpOnly).isTrue();
          assertThat(cookie.secure).isTrue();
          assertThat(cookie.path).isEqualTo("/");
          assertThat(cookie.sameSite.name()).isEqualTo("STRICT");
        });
  }

  @Test
  void no_page_can_frame_it() throws Exception {
    Page page = signedIn("rita");
    try (Stranger stranger =
        new Stranger("<iframe src='" + gateway.page() + "' width=900 height=700></iframe>")) {
      page.navigate(stranger.address());
      page.waitForLoadState();
      assertThat(page.frames().getLast().content()).doesNotContain("Postern");
      assertThat(browser.complaints()).anyMatch(said -> said.contains("frame-ancestors"));
    }
  }

  @Test
  void a_page_elsewhere_can_neither_read_nor_answer_with_the_reviewers_cookie() throws Exception {
    deploy("forged-one");
    Page page = signedIn("rita");
    open(page, "forged-one");
    String id = page.url().substring(page.url().lastIndexOf('/') + 1);
    String target = base + "/review/api/v1/requests/" + id + "/deny";
    try (Stranger stranger =
        new Stranger(
            "<form method=post enctype='text/plain' action='"
                + target
                + "'><input name='{\"binding\":\"' value='\"}'><button>win</button></form>")) {
      Page lured = page.context().newPage();
      lured.navigate(stranger.address());
      for (String options :
          List.of(
              "{method:'POST',credentials:'include',mode:'no-cors',body:'{}'}",
              "{method:'POST',credentials:'include',headers:{'x-postern-page':'x'},body:'{}'}",
              "{credentials:'include'}")) {
        lured.evaluate("fetch('" + target + "'," + options + ").catch(() => 0)");
      }
      Object read =
          lured.evaluate(
              "fetch('"
                  + base
                  + "/review/session',{credentials:'include',headers:{'x-postern-page':'1'}})"
                  + ".then((r) => r.text()).catch(() => 'unread')");
      assertThat(read).isEqualTo("unread");
      Response posted = lured.waitForNavigation(() -> lured.click("button"));
      assertThat(posted.status()).isEqualTo(403);
    }
    page.reload();
    assertThat(page.locator(".standing .state")).hasText("1 approval missing");
    assertThat(page.locator(".votes")).hasCount(0);
  }

  @Test
  void it_fits_a_small_phone_and_everything_has_a_name() throws Exception {
    deploy("small-one");
    issuer.atTheDoor("rita");
    Page page = browser.window(new RealBrowser.Window(360, 640, true));
    enter(page);
    assertThat(page.locator("a.card").first()).isVisible();
    assertThat(overflow(page)).isLessThanOrEqualTo(0);
    open(page, "small-one");
    assertThat(overflow(page)).isLessThanOrEqualTo(0);
    assertThat(button(page, "Approve…")).isInViewport();
    button(page, "Approve…").click();
    assertThat(overflow(page)).isLessThanOrEqualTo(0);
    Object nameless =
        page.evaluate(
            """
            () => [...document.querySelectorAll('a, button, input, textarea, dialog, [role=region], meter')]
              .filter((e) => !(e.textContent.trim() || e.getAttribute('aria-label') || (e.labels && e.labels.length > 0)))
              .map((e) => e.outerHTML)\
            """);
    assertThat((List<?>) nameless).isEmpty();
    browser.assertNoComplaint();
  }

  /** Run with {@code -Dpostern.write=true} to take the pictures of the guide anew. */
  @Test
  void the_pictures_of_the_guide_can_be_taken() throws Exception {
    for (int i = 0; i < 3; i++) {
      gateway.deploy(
          issuer.token("ines", base + "/mcp/registry", "scientists"), "{\"model\":\"churn-v2\"}");
    }
    gateway.deploy(
        issuer.token("ines", base + "/mcp/registry", "scientists"),
        "{\"model\":\"churn-v3\",\"environment\":\"production\",\"replicas\":3,"
            + "\"note\":\"rollout of November \\u2014 see ticket 4711\"}");
    issuer.atTheDoor("rita");
    Page desk = browser.window(RealBrowser.Window.DESK);
    enter(desk);
    open(desk, "ticket 4711");
    assertThat(desk.locator("#before")).isVisible();
    desk.mouse().move(640, 5);
    assertThat(taken(desk, "review-desk.png")).isGreaterThan(10_000);
    issuer.atTheDoor("rita");
    Page phone = browser.window(RealBrowser.Window.PHONE.atNight());
    enter(phone);
    open(phone, "ticket 4711");
    assertThat(phone.locator("#before")).isVisible();
    assertThat(taken(phone, "review-phone.png")).isGreaterThan(10_000);
  }

  private static int taken(Page page, String name) throws IOException {
    byte[] picture = page.screenshot();
    Path file =
        Boolean.getBoolean("postern.write")
            ? Path.of("../docs/images").resolve(name)
            : folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, picture);
    return picture.length;
  }

  private static CompletableFuture<String> deploy(String model) throws Exception {
    return gateway.deploy(
        token("ana"),
        "{\"model\":\"" + model + "\",\"environment\":\"production\",\"replicas\":3}");
  }

  private static String token(String subject) {
    return issuer.token(subject, base + "/mcp/registry", "scientists");
  }

  private static Page signedIn(String person) {
    issuer.atTheDoor(person);
    Page page = browser.window(RealBrowser.Window.DESK);
    enter(page);
    return page;
  }

  private static void enter(Page page) {
    page.navigate(gateway.page());
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Sign in")).click();
    assertThat(page.locator("h1")).hasText("Requests");
  }

  private static void open(Page page, String model) {
    page.navigate(gateway.page());
    page.locator("a.card", new Page.LocatorOptions().setHasText(model)).click();
    assertThat(page.locator(".wording").first()).containsText(model);
  }

  /** The page takes keys: it has been in view for a while. */
  private static void settled(Page page) {
    page.locator("html[data-keys]")
        .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED));
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
  }

  /** How many pixels of the page lie beside the window. */
  private static int overflow(Page page) {
    return (int)
        page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth");
  }
}
