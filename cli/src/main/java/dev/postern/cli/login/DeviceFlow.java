package dev.postern.cli.login;

import dev.postern.cli.Screen;
import dev.postern.cli.Trouble;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The device flow (RFC 8628): the browser is on another machine. */
final class DeviceFlow {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

  private final Discovery discovery;
  private final String clientId;
  private final PrintWriter out;

  DeviceFlow(Discovery discovery, String clientId, PrintWriter out) {
    this.discovery = discovery;
    this.clientId = clientId;
    this.out = out;
  }

  Login run() throws Trouble {
    String endpoint =
        discovery
            .device()
            .orElseThrow(
                () -> new Trouble("this issuer has no device flow; sign in without --device"));
    Web.Answer begun =
        Web.post(
            URI.create(endpoint),
            Map.of("client_id", clientId, "scope", "openid", "resource", discovery.resource()));
    if (begun.status() != 200) {
      throw new Trouble("the issuer began no sign-in: " + Web.error(begun));
    }
    JsonNode told = begun.body();
    out.println("On any device, open " + Screen.safe(told.path("verification_uri").asString("")));
    out.println("and enter the code  " + Screen.safe(told.path("user_code").asString("")));
    out.flush();
    Duration life = Duration.ofSeconds(told.path("expires_in").asLong(600));
    Instant end = Instant.now().plus(life.compareTo(LONGEST_WAIT) < 0 ? life : LONGEST_WAIT);
    long seconds = Math.max(1, told.path("interval").asLong(5));
    while (Instant.now().isBefore(end)) {
      pause(seconds);
      Web.Answer answer = poll(told.path("device_code").asString(""));
      if (answer.status() == 200) {
        return new TokenEndpoint(discovery.token())
            .login(answer.body(), clientId, discovery.resource(), Optional.empty());
      }
      switch (answer.body().path("error").asString("")) {
        case "authorization_pending" -> {}
        case "slow_down" -> seconds += 5;
        default -> throw new Trouble("the issuer refused: " + Web.error(answer));
      }
    }
    throw new Trouble("nobody entered the code in time");
  }

  private Web.Answer poll(String deviceCode) throws Trouble {
    return new TokenEndpoint(discovery.token())
        .ask(
            Map.of(
                "grant_type",
                "urn:ietf:params:oauth:grant-type:device_code",
                "device_code",
                deviceCode),
            clientId,
            discovery.resource());
  }

  private static void pause(long seconds) throws Trouble {
    try {
      Thread.sleep(Duration.ofSeconds(seconds));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new Trouble("interrupted", stopped);
    }
  }
}
