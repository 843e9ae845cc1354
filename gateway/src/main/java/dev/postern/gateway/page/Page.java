package dev.postern.gateway.page;

import dev.postern.gateway.session.RequestHead;
import dev.postern.gateway.session.Session;
import dev.postern.gateway.signin.CodeClient;
import java.net.InetAddress;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The reviewer page: which session answers a request below {@code /review}. Any thread; nothing
 * here blocks.
 *
 * <p>The page's files are public and say nothing of anybody. What they show comes from REST, below
 * {@code /review/api}: {@link RestExchange}.
 */
public final class Page {
  private final Parts parts;
  private final Site site;
  private final Assets assets = new Assets();
  private final BegunSignIns begun;
  private final BrowserSessions sessions;

  /**
   * What the page is made of.
   *
   * @param url the gateway's public address
   * @param rest opens a session for one call to REST
   * @param client signs browsers in; empty where no page is configured
   */
  public record Parts(
      URI url,
      Supplier<Session> rest,
      Optional<CodeClient> client,
      PageLimits limits,
      InstantSource clock) {}

  public Page(Parts parts) {
    this.parts = parts;
    this.site = Site.of(parts.url());
    this.begun = new BegunSignIns(parts.limits());
    this.sessions = new BrowserSessions(parts.limits());
  }

  /** Where issuers send browsers back to, of a gateway at this address. */
  public static URI callback(URI url) {
    return URI.create(url + "/review/callback");
  }

  /** Whether a path is the page's to answer. */
  public static boolean serves(String path) {
    return path.equals(Site.HOME) || path.startsWith(Site.HOME + "/");
  }

  /**
   * A session that refuses a request which carries both a token and a browser's cookie; empty for
   * any other. Whoever sends both would be whom they like.
   */
  public Optional<Session> mixed(RequestHead head) {
    return head.count("authorization") > 0 && Cookie.SESSION.in(head)
        ? Optional.of(PageExchange.mixed(this))
        : Optional.empty();
  }

  /**
   * A session for a request.
   *
   * @param source the client's address
   */
  public Session open(RequestHead head, InetAddress source) {
    Optional<CodeClient> client = parts.client();
    String path = head.path();
    if (head.count("authorization") > 0) {
      return PageExchange.mixed(this);
    }
    if (client.isEmpty()) {
      return new PageExchange(this);
    }
    if (path.startsWith(RestExchange.BELOW + "/")) {
      return new RestExchange(this, client.get());
    }
    return switch (path) {
      case "/review/sign-in" -> new BeginExchange(this, client.get(), source);
      case "/review/callback" -> new CallbackExchange(this, client.get());
      default -> new PageExchange(this);
    };
  }

  /** Forgets what is over; the owner's clockwork calls it. */
  public void tend() {
    begun.forget(clock().instant());
    sessions.forget(clock().instant());
  }

  /** The session of the browser that sent a request. */
  Optional<BrowserSession> session(RequestHead head) {
    return Cookie.SESSION
        .of(head, limits().cookies())
        .flatMap(cookie -> sessions.find(cookie, clock().instant()));
  }

  boolean configured() {
    return parts.client().isPresent();
  }

  Session rest() {
    return parts.rest().get();
  }

  Site site() {
    return site;
  }

  Assets assets() {
    return assets;
  }

  BegunSignIns begun() {
    return begun;
  }

  BrowserSessions sessions() {
    return sessions;
  }

  PageLimits limits() {
    return parts.limits();
  }

  InstantSource clock() {
    return parts.clock();
  }
}
