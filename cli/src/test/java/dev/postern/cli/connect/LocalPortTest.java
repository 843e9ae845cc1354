package dev.postern.cli.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.cli.Authorities;
import dev.postern.cli.Trouble;
import dev.postern.gateway.protocol.postgres.wire.FrontendPrinter;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.protocol.postgres.wire.StartPacket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A local port between tools and a scripted gateway. */
@Timeout(60)
class LocalPortTest {
  private static final String OWN = "own-password";
  private static final Instant NOW = Instant.parse("2026-11-21T20:00:00Z");
  private static final Duration LIFE = Duration.ofMinutes(5);

  private final AtomicReference<Instant> clock = new AtomicReference<>(NOW);
  private final AtomicInteger minted = new AtomicInteger();
  private final BlockingQueue<String> troubles = new LinkedBlockingQueue<>();

  @Test
  void a_tool_that_knows_the_password_is_signed_in_and_relayed() throws Exception {
    try (ScriptedGateway gateway = new ScriptedGateway(ScriptedGateway.Manners.HONEST);
        LocalPort port = open(gateway.port(), Optional.of(OWN), PortLimits.DEFAULT);
        Tool tool = new Tool(port.number())) {
      tool.send(FrontendPrinter.print(new StartPacket.GssEncRequest()));
      assertThat(tool.bytes(1)).asString().isEqualTo("N");
      tool.send(FrontendPrinter.print(new StartPacket.SslRequest()));
      assertThat(tool.bytes(1)).asString().isEqualTo("N");
      tool.signIn(OWN);
      assertThat(tool.welcome()).isTrue();
      byte[] much = "relayed as it is ".repeat(20_000).getBytes(StandardCharsets.US_ASCII);
      Thread.ofVirtual().start(() -> send(tool, much));
      assertThat(tool.bytes(much.length)).isEqualTo(much);
      assertThat(port.sessions()).isEqualTo(1);
      assertThat(gateway.heard().take())
          .isInstanceOfSatisfying(
              StartPacket.Startup.class,
              startup ->
                  assertThat(startup.parameters())
                      .extracting(each -> each.name().text() + "=" + each.value().text())
                      .containsExactly(
                          "user=reporting~1", "database=shop/shop", "application_name=tool"));
    }
  }

  @Test
  void nobody_else_gets_further_than_the_port() throws Exception {
    try (ScriptedGateway gateway = new ScriptedGateway(ScriptedGateway.Manners.HONEST);
        LocalPort port = open(gateway.port(), Optional.of(OWN), PortLimits.DEFAULT)) {
      for (String wrong : List.of("guess", OWN + "x", "own-passworD")) {
        try (Tool tool = new Tool(port.number())) {
          tool.signIn(wrong);
          assertThat(tool.error().sqlState()).isEqualTo("28P01");
          assertThat(tool.ended()).isTrue();
        }
      }
      assertThat(gateway.heard()).isEmpty();
    }
  }

  @Test
  void a_port_without_a_password_asks_for_none() throws Exception {
    try (ScriptedGateway gateway = new ScriptedGateway(ScriptedGateway.Manners.HONEST);
        LocalPort port = open(gateway.port(), Optional.empty(), PortLimits.DEFAULT);
        Tool tool = new Tool(port.number())) {
      tool.signIn("");
      assertThat(tool.welcome()).isTrue();
    }
  }

  @Test
  void it_leads_to_no_other_database_than_it_says() throws Exception {
    try (ScriptedGateway gateway = new ScriptedGateway(ScriptedGateway.Manners.HONEST);
        LocalPort port = open(gateway.port(), Optional.empty(), PortLimits.DEFAULT);
        Tool tool = new Tool(port.number())) {
      tool.start("staging");
      assertThat(tool.error())
          .satisfies(error -> assertThat(error.sqlState()).isEqualTo("3D000"))
          .satisfies(error -> assertThat(error.message()).contains("\"shop\""));
      assertThat(gateway.heard()).isEmpty();
    }
  }

  @Test
  void what_is_no_start_up_is_turned_away() throws Exception {
    try (ScriptedGateway gateway = new ScriptedGateway(ScriptedGateway.Manners.HONEST);
        LocalPort port = open(gateway.port(), Optional.empty(), PortLimits.DEFAULT)) {
      for (String garbage :
          List.of("GET / HTTP/1.1\r\n\r\n", "\0\0\0\4", "\0\0\0\u000c\0\3\0\0abcd")) {
        try (Tool tool = new Tool(port.number())) {
          tool.send(garbage.getBytes(StandardCharsets.ISO_8859_1));
          assertThat(tool.error().sqlState()).isEqualTo("08P01");
        }
      }
      try (Tool tool = new Tool(port.number())) {
        byte[] ssl = FrontendPrinter.print(new StartPacket.SslRequest());
        tool.send(ssl);
        tool.send(ssl);
        tool.send(ssl);
        assertThat(tool.bytes(3)).asString().isEqualTo("NNN");
        assertThat(tool.error().sqlState()).isEqualTo("08P01");
      }
    }
  }

  @Test
  void a_cancel_reaches_the_gateway_as_it_came() throws Exception {
    StartPacket.CancelRequest cancel =
        new StartPacket.CancelRequest(4711, Slice.of("a key of thirty-two bytes, truly!"));
    try (ScriptedGateway gateway = new ScriptedGateway(ScriptedGateway.Manners.HONEST);
        LocalPort port = open(gateway.port(), Optional.of(OWN), PortLimits.DEFAULT);
        Tool tool = new Tool(port.number())) {
      tool.send(FrontendPrinter.print(cancel));
      assertThat(tool.ended()).isTrue();
      assertThat(gateway.heard()).containsExactly(cancel);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"UNPROVEN", "FORGED", "CURIOUS"})
  void a_gateway_that_does_not_prove_itself_gets_no_session(ScriptedGateway.Manners manners)
      throws Exception {
    try (ScriptedGateway gateway = new ScriptedGateway(manners);
        LocalPort port = open(gateway.port(), Optional.empty(), PortLimits.DEFAULT);
        Tool tool = new Tool(port.number())) {
      tool.signIn("");
      assertThat(tool.error().sqlState()).isEqualTo("08006");
      assertThat(troubles.take()).contains("sign-in to the gateway");
    }
  }

  @Test
  void a_password_is_renewed_before_it_ends() throws Exception {
    try (ScriptedGateway gateway = new ScriptedGateway(ScriptedGateway.Manners.HONEST);
        LocalPort port = open(gateway.port(), Optional.empty(), PortLimits.DEFAULT)) {
      for (Duration later : List.of(Duration.ZERO, LIFE.dividedBy(2), LIFE)) {
        clock.set(NOW.plus(later));
        try (Tool tool = new Tool(port.number())) {
          tool.signIn("");
          assertThat(tool.welcome()).isTrue();
        }
      }
      assertThat(minted).hasValue(2);
    }
  }

  @Test
  void a_password_that_is_not_taken_any_more_is_made_anew_once() throws Exception {
    try (ScriptedGateway gateway = new ScriptedGateway(ScriptedGateway.Manners.HONEST);
        LocalPort port =
            open(
                () -> minted(gateway.port(), minted.incrementAndGet() > 1),
                Optional.empty(),
                PortLimits.DEFAULT);
        Tool tool = new Tool(port.number())) {
      tool.signIn("");
      assertThat(tool.welcome()).isTrue();
      assertThat(minted).hasValue(2);
    }
    minted.set(0);
    try (ScriptedGateway gateway = new ScriptedGateway(ScriptedGateway.Manners.HONEST);
        LocalPort port =
            open(
                () -> minted(gateway.port(), minted.incrementAndGet() > 2),
                Optional.empty(),
                PortLimits.DEFAULT);
        Tool tool = new Tool(port.number())) {
      tool.signIn("");
      assertThat(tool.error().sqlState()).isEqualTo("28P01");
      assertThat(troubles.take()).contains("refused");
    }
  }

  @Test
  void who_is_not_signed_in_any_more_is_told_what_to_do() throws Exception {
    try (ScriptedGateway gateway = new ScriptedGateway(ScriptedGateway.Manners.HONEST);
        LocalPort port =
            open(
                () -> {
                  if (minted.incrementAndGet() > 1) {
                    throw new Trouble("the sign-in has ended. Run: postern login");
                  }
                  return minted(gateway.port(), true);
                },
                Optional.empty(),
                PortLimits.DEFAULT);
        Tool tool = new Tool(port.number())) {
      clock.set(NOW.plus(LIFE));
      tool.signIn("");
      assertThat(tool.error().message()).contains("Run: postern login");
      assertThat(troubles.take()).contains("Run: postern login");
    }
  }

  @Test
  void a_gateway_that_is_not_there_is_told() throws Exception {
    // Bound and not listening: nobody else can come to answer there.
    try (Socket nobody = new Socket()) {
      nobody.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      try (LocalPort port = open(nobody.getLocalPort(), Optional.empty(), PortLimits.DEFAULT);
          Tool tool = new Tool(port.number())) {
        tool.signIn("");
        assertThat(tool.error().message())
            .contains("cannot reach the gateway at 127.0.0.1:" + nobody.getLocalPort());
      }
    }
  }

  @Test
  void one_session_more_than_the_bound_is_turned_away() throws Exception {
    PortLimits few =
        new PortLimits(
            2,
            4,
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            65_536,
            1_000_000,
            PortLimits.DEFAULT.wire());
    List<Tool> tools = new ArrayList<>();
    try (ScriptedGateway gateway = new ScriptedGateway(ScriptedGateway.Manners.HONEST);
        LocalPort port = open(gateway.port(), Optional.empty(), few)) {
      for (int i = 0; i < 2; i++) {
        Tool tool = new Tool(port.number());
        tools.add(tool);
        tool.signIn("");
        assertThat(tool.welcome()).isTrue();
      }
      try (Tool tool = new Tool(port.number())) {
        tool.signIn("");
        assertThat(tool.error().sqlState()).isEqualTo("53300");
      }
    } finally {
      for (Tool tool : tools) {
        tool.close();
      }
    }
  }

  @Test
  void closing_it_ends_what_is_open() throws Exception {
    try (ScriptedGateway gateway = new ScriptedGateway(ScriptedGateway.Manners.HONEST);
        LocalPort port = open(gateway.port(), Optional.empty(), PortLimits.DEFAULT);
        Tool tool = new Tool(port.number())) {
      tool.signIn("");
      assertThat(tool.welcome()).isTrue();
      port.close();
      assertThat(tool.ended()).isTrue();
      // The system may take one more connection in before it knows; nobody serves it.
      assertThatThrownBy(() -> welcomed(port.number())).isInstanceOf(IOException.class);
    }
  }

  @Test
  void a_port_that_is_taken_is_told_with_what_to_do() throws Exception {
    try (ScriptedGateway gateway = new ScriptedGateway(ScriptedGateway.Manners.HONEST)) {
      LocalPort.Route route = route(() -> minted(gateway.port(), true), Optional.empty());
      assertThatThrownBy(() -> LocalPort.open(gateway.port(), route, PortLimits.DEFAULT))
          .isInstanceOf(Trouble.class)
          .hasMessageContaining("--port");
    }
  }

  private LocalPort open(int gateway, Optional<String> password, PortLimits limits) throws Trouble {
    return open(
        () -> {
          minted.incrementAndGet();
          return minted(gateway, true);
        },
        password,
        limits);
  }

  private LocalPort open(Renewed.Mint mint, Optional<String> password, PortLimits limits)
      throws Trouble {
    return LocalPort.open(0, route(mint, password), limits);
  }

  private LocalPort.Route route(Renewed.Mint mint, Optional<String> password) throws Trouble {
    InstantSource source = clock::get;
    return new LocalPort.Route(
        new LocalTool.Terms(password, new LinkedHashSet<>(List.of("shop", "shop/shop"))),
        new Renewed(mint, source),
        new Authorities(Optional.empty()).context(),
        troubles::add);
  }

  private Minted minted(int gateway, boolean right) {
    String user = "reporting~" + minted.get();
    return new Minted(
        new Place("shop", "shop", "reporting"),
        new Minted.Door("127.0.0.1", gateway, false, "shop/shop"),
        user,
        right ? new StringBuilder(user).reverse().toString() : "spent",
        clock.get().plus(LIFE),
        clock.get().plus(LIFE));
  }

  private static boolean welcomed(int port) throws IOException {
    try (Tool late = new Tool(port)) {
      late.signIn("");
      return late.welcome();
    }
  }

  private static void send(Tool tool, byte[] bytes) {
    try {
      tool.send(bytes);
    } catch (IOException gone) {
      throw new AssertionError(gone);
    }
  }
}
