package dev.postern.gateway.page;

import dev.postern.gateway.session.RequestHead;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The page's own place on the web, and which requests come from it. What a browser says of a
 * request's origin (Fetch Metadata; RFC 6454, section 7) is believed when it says no; a browser
 * that says nothing is held to the other checks.
 *
 * @param origin scheme, host and port, as browsers write it
 */
record Site(String origin) {
  /** Where a request's own page lies: our word for a request has no dots, slashes or colons. */
  private static final Pattern PAGE = Pattern.compile("/review(?:/[a-z0-9][a-z0-9-]{0,63})?");

  /** The words below /review that name something else. */
  private static final Pattern TAKEN =
      Pattern.compile("/review/(?:assets|api|callback|session|sign-in|sign-out)");

  static final String HOME = "/review";

  static Site of(URI url) {
    return new Site(url.getScheme() + "://" + url.getRawAuthority());
  }

  /** Whether a path is one that the page itself shows. */
  static boolean page(String path) {
    return PAGE.matcher(path).matches() && !TAKEN.matcher(path).matches();
  }

  /** Where to go after signing in: a path of the page, whatever was asked for. */
  static String back(Optional<String> asked) {
    return asked.filter(Site::page).orElse(HOME);
  }

  /** Whether a request for a document was sent to another name of this gateway. */
  boolean elsewhere(RequestHead head) {
    String own = origin.substring(origin.indexOf("://") + 3);
    return head.only("host").filter(host -> !host.equalsIgnoreCase(own)).isPresent();
  }

  /** Whether a script's request may come from the page. */
  boolean own(RequestHead head) {
    boolean fetch = head.only("sec-fetch-site").map("same-origin"::equals).orElse(true);
    boolean single = head.count("sec-fetch-site") <= 1 && head.count("origin") <= 1;
    return fetch && single && head.only("origin").map(origin::equals).orElse(true);
  }

  /** Whether a request that changes something names the page as its origin. */
  boolean vouched(RequestHead head) {
    return own(head) && (head.count("origin") == 1 || head.count("sec-fetch-site") == 1);
  }

  /** Whether a person's browser went to a document, and not a picture or a frame on a page. */
  static boolean visited(RequestHead head) {
    return head.only("sec-fetch-mode").map("navigate"::equals).orElse(true)
        && head.only("sec-fetch-dest").map("document"::equals).orElse(true);
  }
}
