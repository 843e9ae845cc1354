package dev.postern.demo.issuer;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Device authorization (RFC 8628), for command lines without a browser. */
final class DeviceFlow {
  private static final int POLL_SECONDS = 1;
  private static final int CODE_LENGTH = 8;

  /** Without vowels, so that no words come out (RFC 8628, 6.1). */
  private static final String LETTERS = "BCDFGHJKLMNPQRSTVWXZ";

  private final String issuer;
  private final Audiences audiences;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final Shelf<Asked> asked = new Shelf<>();
  private final Map<String, String> devices = new LinkedHashMap<>();

  DeviceFlow(String issuer, Audiences audiences, InstantSource clock) {
    this.issuer = issuer;
    this.audiences = audiences;
    this.clock = clock;
  }

  private sealed interface Reply {
    record None() implements Reply {}

    record Chosen(Character who) implements Reply {}

    record Declined() implements Reply {}
  }

  private record Asked(String client, String audience, Reply reply) {
    Asked answered(Reply with) {
      return new Asked(client, audience, with);
    }
  }

  /** A device asks for its codes. */
  synchronized Answer begin(Request request) throws Refusal {
    String client = request.demanded("client_id");
    String audience = audiences.chosen(request.parameter("resource"));
    String device = asked.put(new Asked(client, audience, new Reply.None()), clock.instant());
    String code = userCode();
    devices.put(code, device);
    if (devices.size() > Shelf.ROOM) {
      devices.remove(devices.keySet().iterator().next());
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("device_code", device);
    answer.put("user_code", code);
    answer.put("verification_uri", issuer + "/device");
    answer.put("verification_uri_complete", issuer + "/device?user_code=" + code);
    answer.put("expires_in", Shelf.PATIENCE.toSeconds());
    answer.put("interval", POLL_SECONDS);
    return Answer.json(200, answer);
  }

  /** The person's side: GET asks for the code and shows who one can be, POST has chosen. */
  synchronized Answer page(Request request) throws Refusal {
    String code = request.parameter("user_code").toUpperCase(Locale.ROOT).strip();
    if (code.isEmpty()) {
      return Answer.page(200, Pages.code());
    }
    String device = Optional.ofNullable(devices.get(code)).orElse("");
    Asked found =
        asked
            .look(device, clock.instant())
            .orElseThrow(() -> new Refusal("invalid_request", "this code is unknown or too old"));
    String who = request.parameter("who");
    if (!"POST".equals(request.method()) || who.isEmpty()) {
      return Answer.page(
          200, Pages.choice("device", Map.of("user_code", code), found.client, found.audience));
    }
    devices.remove(code);
    Reply reply = Cast.atTheDoor(who).<Reply>map(Reply.Chosen::new).orElseGet(Reply.Declined::new);
    asked.replace(device, found.answered(reply));
    return Answer.page(200, Pages.done(reply instanceof Reply.Chosen));
  }

  /** The device's side: what it may have by now. */
  synchronized Grant redeem(Request request) throws Refusal {
    String device = request.demanded("device_code");
    Asked found =
        asked
            .look(device, clock.instant())
            .filter(some -> some.client.equals(request.parameter("client_id")))
            .orElseThrow(() -> new Refusal("expired_token", "this device code is used up"));
    return switch (found.reply) {
      case Reply.None() ->
          throw new Refusal("authorization_pending", "nobody has answered on the page yet");
      case Reply.Declined() -> {
        asked.take(device, clock.instant());
        throw new Refusal("access_denied", "the person said no");
      }
      case Reply.Chosen(Character who) -> {
        asked.take(device, clock.instant());
        yield Grant.usual(who, found.audience, clock.instant());
      }
    };
  }

  private String userCode() {
    StringBuilder code = new StringBuilder();
    for (int i = 0; i < CODE_LENGTH; i++) {
      if (i == CODE_LENGTH / 2) {
        code.append('-');
      }
      code.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return code.toString();
  }
}
