package dev.postern.gateway.page;

/** What can go wrong before the page's scripts are there to say it, and what to do about it. */
enum Trouble {
  NOT_CONFIGURED(
      404,
      "This page is not set up",
      "The gateway serves a page for reviewers once its operator has said where they sign in: the"
          + " section admin.page of the main file. Until then requests are answered in a terminal:"
          + " postern requests list."),
  NOT_FOUND(404, "There is nothing here", "The list of requests is at /review."),
  NOT_GET(405, "This address is only for looking", "Open it as a link."),
  TOO_MANY(
      503,
      "Too many people are signing in",
      "Wait a minute and sign in again. An operator who sees this often should look at who asks."),
  ISSUER_DOWN(
      503,
      "The identity provider cannot be reached",
      "Nothing is lost. Wait a minute and sign in again; if it stays so, tell the operator of the"
          + " gateway, whose log says more."),
  STALE(
      400,
      "This sign-in is too old, or was begun in another browser",
      "Each sign-in works once, within ten minutes, in the browser that began it. Sign in again."),
  REFUSED(
      403,
      "The identity provider did not sign you in",
      "It refused, or you chose not to. Sign in again to try once more."),
  NOT_PROVEN(
      403,
      "Your sign-in does not count here",
      "The identity provider gave something that this gateway does not take. Sign in again; if it"
          + " stays so, its operator has to look at the client of the page: its log and the ledger"
          + " say why.");

  private final int status;
  private final String title;
  private final String advice;

  Trouble(int status, String title, String advice) {
    this.status = status;
    this.title = title;
    this.advice = advice;
  }

  int status() {
    return status;
  }

  /** Whether signing in again may help. */
  boolean again() {
    return this != NOT_CONFIGURED && this != NOT_FOUND && this != NOT_GET;
  }

  /** The page that says it: nothing in it comes from a request. */
  String html() {
    String way =
        again() ? "<p><a class=\"button primary\" href=\"/review/sign-in\">Sign in</a></p>" : "";
    return """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>%1$s · Postern</title>
    <link rel="icon" href="/review/assets/mark.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/review/assets/page.css">
    </head>
    <body>
    <main class="alone">
    <img src="/review/assets/mark.svg" alt="" width="40" height="40">
    <h1>%1$s</h1>
    <p>%2$s</p>
    %3$s
    </main>
    </body>
    </html>
    """
        .formatted(title, advice, way);
  }
}
