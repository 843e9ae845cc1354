package dev.postern.cli.sessions;

import dev.postern.cli.Trouble;
import dev.postern.cli.rest.Gateway;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The gateway's recordings, told for this terminal. */
final class Recordings {
  private static final int USUAL_COLUMNS = 100;

  private final Gateway gateway;

  Recordings(Gateway gateway) {
    this.gateway = gateway;
  }

  /** All sessions, the latest last. */
  JsonNode list(Map<String, String> filters) throws Trouble {
    StringBuilder query = new StringBuilder(screen());
    filters.forEach(
        (name, value) -> query.append('&').append(name).append('=').append(encoded(value)));
    return gateway.ask("GET", "/api/v1/sessions?" + query, Map.of());
  }

  /** One session; the last one where no name is given. */
  JsonNode session(String name, boolean last) throws Trouble {
    if (name.isEmpty() == !last) {
      throw new Trouble("name a session (postern sessions list), or say --last");
    }
    String wanted = last ? lastName() : name;
    return gateway.ask("GET", "/api/v1/sessions/" + encoded(wanted) + "?" + screen(), Map.of());
  }

  private String lastName() throws Trouble {
    JsonNode sessions = list(Map.of()).path("sessions");
    if (sessions.isEmpty()) {
      throw new Trouble("nothing was recorded yet");
    }
    return sessions.path(sessions.size() - 1).path("session").asString("");
  }

  private static String screen() {
    String columns = System.getenv("COLUMNS");
    boolean known = columns != null && columns.matches("[1-9][0-9]{1,2}");
    return "columns="
        + (known ? columns : Integer.toString(USUAL_COLUMNS))
        + "&zone="
        + encoded(ZoneId.systemDefault().getId());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
