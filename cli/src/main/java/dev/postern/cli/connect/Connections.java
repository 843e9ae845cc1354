package dev.postern.cli.connect;

import dev.postern.cli.Screen;
import dev.postern.cli.Trouble;
import dev.postern.cli.rest.Gateway;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** What the gateway lets its caller open, and passwords for it. */
final class Connections {
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+");
  private static final int LAST_PORT = 65_535;

  private final Gateway gateway;

  Connections(Gateway gateway) {
    this.gateway = gateway;
  }

  /** A line of the list. */
  record Offer(Place place, Minted.Door door) {}

  /** Everything that the caller may open. */
  List<Offer> offers() throws Trouble {
    List<Offer> offers = new ArrayList<>();
    for (JsonNode each : gateway.ask("GET", "/api/v1/connections", Map.of()).path("connections")) {
      offers.add(new Offer(place(each), door(each)));
    }
    return offers;
  }

  /** Has a password made. */
  Minted mint(Place place) throws Trouble {
    JsonNode answer =
        gateway.ask(
            "POST",
            "/api/v1/passwords",
            Map.of(
                "target", place.target(),
                "database", place.database(),
                "account", place.account()));
    return new Minted(
        place(answer),
        door(answer),
        text(answer, "user"),
        text(answer, "password"),
        time(answer, "expires"),
        time(answer, "session_until"));
  }

  private static Place place(JsonNode answer) throws Trouble {
    return new Place(text(answer, "target"), text(answer, "database"), text(answer, "account"));
  }

  private static Minted.Door door(JsonNode answer) throws Trouble {
    String host = text(answer, "host");
    int port = answer.path("port").asInt(0);
    if (!HOST.matcher(host).matches() || port < 1 || port > LAST_PORT) {
      throw unusable("host and port");
    }
    if (!answer.path("tls").isBoolean()) {
      throw unusable("tls");
    }
    return new Minted.Door(host, port, answer.path("tls").booleanValue(), text(answer, "dbname"));
  }

  /**
   * A text as the gateway gave it. It ends in files, environments and lines to paste, where a
   * changed character would be another name: what is not fit for a terminal is refused.
   */
  private static String text(JsonNode answer, String field) throws Trouble {
    String text = answer.path(field).asString("");
    if (text.isEmpty() || !Screen.safe(text).equals(text)) {
      throw unusable(field);
    }
    return text;
  }

  private static Instant time(JsonNode answer, String field) throws Trouble {
    try {
      return Instant.parse(text(answer, field));
    } catch (DateTimeException noTime) {
      throw unusable(field);
    }
  }

  private static Trouble unusable(String field) {
    return new Trouble(
        "the gateway's answer cannot be used: what it says as "
            + field
            + " is missing or not fit for a terminal");
  }
}
