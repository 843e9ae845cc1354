package dev.postern.acceptance.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * A Chromium of this machine, driven by Playwright, which downloads none: the one that {@code
 * POSTERN_CHROMIUM} names, or Debian's.
 */
public final class RealBrowser implements AutoCloseable {
  private static final double PATIENCE_MILLIS = 30_000;

  private final Playwright playwright;
  private final Browser browser;
  private final List<String> complaints = new ArrayList<>();

  /** How a window is. */
  public record Window(int width, int height, boolean dark) {
    /** A desk. */
    public static final Window DESK = new Window(1280, 800, false);

    /** A phone. */
    public static final Window PHONE = new Window(390, 844, false);

    /** The same after sunset. */
    public Window atNight() {
      return new Window(width, height, true);
    }
  }

  /** Where a Chromium is. */
  public static Optional<Path> chromium() {
    return Stream.of(
            Optional.ofNullable(System.getenv("POSTERN_CHROMIUM")).orElse(""), "/usr/bin/chromium")
        .filter(name -> !name.isEmpty())
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * The same for a suite that cannot go without: where there is none it says so loudly and is not
   * run, and in CI it fails.
   */
  public static Path demanded() {
    if (chromium().isEmpty() && System.getenv("CI") == null) {
      System.err.println(
          "NOT RUN: the tests of the page in a browser. There is no Chromium: install Debian's"
              + " chromium, or name one with POSTERN_CHROMIUM.");
    }
    assertThat(chromium().isPresent() || System.getenv("CI") == null)
        .as("a Chromium, for the tests of the page")
        .isTrue();
    return chromium().orElseThrow(() -> new TestAbortedException("there is no Chromium"));
  }

  public RealBrowser(Path chromium) {
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
    // As root, as in CI, Chromium has no sandbox of its own; it visits nothing but this machine.
    boolean root = "root".equals(System.getProperty("user.name"));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(chromium)
                    .setArgs(root ? List.of("--no-sandbox") : List.of()));
  }

  /** A window of a browser that nobody has used. */
  public Page window(Window window) {
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(window.width(), window.height())
                .setColorScheme(window.dark() ? ColorScheme.DARK : ColorScheme.LIGHT)
                .setLocale("en-GB"));
    context.setDefaultTimeout(PATIENCE_MILLIS);
    Page page = context.newPage();
    page.onConsoleMessage(message -> {
      if (message.type().equals("error")) {
        complaints.add(message.text());
      }
    });
    page.onPageError(complaints::add);
    return page;
  }

  /** Closes all windows. */
  public void leave() {
    browser.contexts().forEach(BrowserContext::close);
    complaints.clear();
  }

  /** Fails when the browser complained of anything but an answer that was no success. */
  public void assertNoComplaint() {
    assertThat(complaints()).allMatch(said -> said.startsWith("Failed to load resource"));
  }

  /** What the browser complained of since it was asked last: errors of scripts and of policy. */
  public List<String> complaints() {
    List<String> told = List.copyOf(complaints);
    complaints.clear();
    return told;
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
