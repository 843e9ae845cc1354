package dev.postern.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.RequestHead;
import dev.postern.gateway.signin.CodeClient;
import dev.postern.gateway.signin.Granted;
import dev.postern.gateway.signin.KeyTimes;
import dev.postern.gateway.signin.SignInDesk;
import dev.postern.gateway.signin.SignInLimits;
import dev.postern.gateway.signin.SignInSettings;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.identity.SignIn;
import dev.postern.testkit.OneBound;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How much of a request the page looks at, and keeps while a token is renewed. */
class PageBoundsTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final String COOKIE = "__Host-postern=";
  private static final SignInSettings NOBODY = new SignInSettings(List.of(), List.of(), List.of());

  private final SignInDesk desk =
      new SignInDesk(
          NOBODY,
          new SignInDesk.Tools(
              (address, bounds) -> unreachable(),
              SignInLimits.DEFAULT,
              KeyTimes.DEFAULT,
              () -> NOON));
  private final CodeClient client =
      new CodeClient(
          new CodeClient.Settings(
              "corp",
              "postern",
              Optional.empty(),
              URI.create("https://gate.test/review/callback"),
              "https://gate.test/api",
              Set.of("openid")),
          desk,
          new CodeClient.Ways(
              (address, bounds) -> unreachable(),
              (form, bounds) -> unreachable(),
              KeyTimes.DEFAULT,
              () -> NOON));
  private final List<Command> commands = new ArrayList<>();

  @AfterEach
  void close() {
    desk.close();
  }

  private static <T> T unreachable() throws IOException {
    throw new IOException("no issuer is there");
  }

  private Page page(String bound, int value) {
    return new Page(
        new Page.Parts(
            URI.create("https://gate.test"),
            () -> {
              throw new AssertionError("REST is not asked with a token that has to be renewed");
            },
            Optional.of(client),
            OneBound.of(PageLimits.DEFAULT, bound, value),
            () -> NOON));
  }

  /** A session whose token is about to end. */
  private static BrowserSession ending() {
    Party rita =
        new Party(
            Party.Kind.PERSON,
            new Identity("https://issuer.test", "rita"),
            "rita",
            Set.of(),
            Optional.empty());
    return new BrowserSession(
        new Granted.Tokens("access", Optional.of("refresh"), Optional.of("rita")),
        new SignIn(Principal.of(rita), NOON, NOON.plusSeconds(1), "proof"),
        NOON,
        NOON.plusSeconds(600));
  }

  @Test
  @Tag("reaches:PageLimits.cookies")
  void with_more_cookies_than_are_looked_at_nobody_is_signed_in() {
    Page page = page("cookies", 100);
    BrowserSession session = ending();
    String cookies = COOKIE + page.sessions().put(session, NOON).orElseThrow() + "; others=";
    String most = cookies + "x".repeat(100 - cookies.length());

    assertThat(page.session(asking(most))).contains(session);
    assertThat(page.session(asking(most + "x"))).isEmpty();
  }

  @Test
  @Tag("reaches:PageLimits.body")
  void a_body_that_is_too_long_to_wait_for_a_renewal_is_refused() {
    Page page = page("body", 8);
    BrowserSession session = ending();
    String cookie = COOKIE + page.sessions().put(session, NOON).orElseThrow();
    RestExchange exchange = new RestExchange(page, client);
    exchange.step(
        new Event.Requested(
            asking(cookie)
                .with(new Field("origin", "https://gate.test"))
                .with(new Field(PageExchange.FORM, session.form()))),
        commands::add);
    for (String piece : List.of("1234", "5678")) {
      exchange.step(bytes(piece), commands::add);
    }
    assertThat(commands).singleElement().isInstanceOf(Command.Offload.class);

    exchange.step(bytes("9"), commands::add);

    assertThat(commands)
        .anySatisfy(command ->
            assertThat(command)
                .isInstanceOfSatisfying(
                    Command.Reply.class, reply -> assertThat(reply.head().status()).isEqualTo(413)))
        .last()
        .isInstanceOf(Command.Done.class);
  }

  private static Event bytes(String text) {
    return new Event.Received(
        ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  private static RequestHead asking(String cookies) {
    return new RequestHead(
        "POST", "/review/api/v1/requests", "", List.of(new Field("cookie", cookies)));
  }
}
