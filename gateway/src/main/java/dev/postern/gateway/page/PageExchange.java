package dev.postern.gateway.page;

import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.RequestHead;
import dev.postern.gateway.session.Session;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/** One request that is answered from memory: a file, who is signed in, or signing out. */
final class PageExchange implements Session {
  /** What a script of the page sends, with what the session was given, or 1 to ask for that. */
  static final String FORM = "x-postern-page";

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String ASSETS = "/review/assets/";

  private final Page page;
  private final boolean mixed;
  private boolean over;

  private PageExchange(Page page, boolean mixed) {
    this.page = page;
    this.mixed = mixed;
  }

  PageExchange(Page page) {
    this(page, false);
  }

  /** One that refuses a request with a token and a cookie. */
  static PageExchange mixed(Page page) {
    return new PageExchange(page, true);
  }

  @Override
  public void step(Event event, Consumer<Command> commands) {
    if (over) {
      return;
    }
    if (event instanceof Event.Requested(RequestHead head)) {
      over = true;
      answer(head, new Replying(commands));
    } else if (event instanceof Event.ClientGone) {
      over = true;
      commands.accept(new Command.Done());
    }
  }

  private void answer(RequestHead head, Replying replying) {
    String path = head.path();
    boolean reads = head.method().equals("GET") || head.method().equals("HEAD");
    if (mixed) {
      replying.refused(400, "mixed", "a token and a browser's session do not go together");
    } else if (path.equals("/review/sign-out") && page.configured()) {
      signOut(head, replying);
    } else if (!reads) {
      replying.trouble(Trouble.NOT_GET);
    } else if (path.startsWith(ASSETS)) {
      page.assets()
          .find(path.substring(ASSETS.length()))
          .ifPresentOrElse(
              asset -> asset(head, asset, replying), () -> replying.trouble(Trouble.NOT_FOUND));
    } else if (!page.configured()) {
      replying.trouble(Trouble.NOT_CONFIGURED);
    } else if (path.equals("/review/session")) {
      who(head, replying);
    } else if (Site.page(path)) {
      shell(head, replying);
    } else {
      replying.trouble(Trouble.NOT_FOUND);
    }
  }

  private void shell(RequestHead head, Replying replying) {
    if (page.site().elsewhere(head)) {
      // Cookies and the issuer know one name of this gateway only.
      replying.goTo(page.site().origin() + head.path());
    } else {
      asset(head, page.assets().shell(), replying);
    }
  }

  private static void asset(RequestHead head, Assets.Asset asset, Replying replying) {
    replying.asset(asset, head.only("if-none-match").map(asset.tag()::equals).orElse(false));
  }

  /** Who is signed in, and what the page's scripts need to speak for them. */
  private void who(RequestHead head, Replying replying) {
    if (head.only(FORM).isEmpty() || !page.site().own(head)) {
      replying.refused(403, "forbidden", "only the page itself may ask this");
      return;
    }
    Map<String, Object> told = new TreeMap<>();
    Optional<BrowserSession> session = page.session(head);
    told.put("signed-in", session.isPresent());
    told.put("now", page.clock().instant().toString());
    session.ifPresent(found -> {
      told.put("name", found.name());
      told.put("until", found.until().toString());
      told.put("form", found.form());
    });
    replying.json(200, JSON.writeValueAsString(told));
  }

  private void signOut(RequestHead head, Replying replying) {
    Optional<BrowserSession> session = page.session(head);
    boolean meant =
        head.method().equals("POST")
            && page.site().vouched(head)
            && session
                .map(found -> Secret.same(head.only(FORM).orElse(""), found.form()))
                .orElse(false);
    if (!meant) {
      replying.refused(403, "forbidden", "only the page itself may sign its person out");
      return;
    }
    session.ifPresent(page.sessions()::end);
    replying.json(200, "{\"signed-in\":false}", Cookie.SESSION.clear());
  }
}
