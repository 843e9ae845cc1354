package dev.postern.cli.sessions;

import dev.postern.cli.Trouble;
import dev.postern.cli.rest.Gateway;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The gateway's recordings, told for this terminal. */
public final class Recordings {
  private static final int USUAL_COLUMNS = 100;
  private static final String SESSIONS = "/api/v1/sessions";

  private final Gateway gateway;

  /** The recordings of a gateway. */
  public Recordings(Gateway gateway) {
    this.gateway = gateway;
  }

  /** A page of sessions, the latest first. */
  JsonNode list(Map<String, String> filters) throws Trouble {
    return gateway.ask("GET", SESSIONS + "?" + query(filters), Map.of());
  }

  /** A page of operations of all sessions. */
  public JsonNode operations(Map<String, String> filters) throws Trouble {
    return gateway.ask("GET", "/api/v1/operations?" + query(filters), Map.of());
  }

  /**
   * One session, with what was recorded of it where that may be read.
   *
   * @param filters which part of it
   */
  JsonNode timeline(String name, Map<String, String> filters) throws Trouble {
    JsonNode plain = timeline(name, filters, false);
    return plain.path("recording-readable").asBoolean(false)
        ? timeline(name, filters, true)
        : plain;
  }

  /** One session, with or without what was recorded. */
  JsonNode timeline(String name, Map<String, String> filters, boolean content) throws Trouble {
    return gateway.ask(
        "GET", path(name) + (content ? "/recording" : "") + "?" + query(filters), Map.of());
  }

  /** One session as a file. */
  byte[] export(String name, Map<String, String> filters) throws Trouble {
    return gateway.fetch(path(name) + "/export?" + query(filters));
  }

  /** The name of a session; of the one that was opened last where none is given. */
  String named(String name, boolean last) throws Trouble {
    if (name.isEmpty() == !last) {
      throw new Trouble("name a session (postern sessions list), or say --last");
    }
    if (!last) {
      return name;
    }
    JsonNode sessions = list(Map.of("limit", "1")).path("sessions");
    if (sessions.isEmpty()) {
      throw new Trouble("nothing was recorded yet that you may read");
    }
    return sessions.path(0).path("session").asString("");
  }

  private static String path(String name) {
    return SESSIONS + "/" + encoded(name);
  }

  private static String query(Map<String, String> filters) {
    StringBuilder query = new StringBuilder(screen());
    filters.forEach(
        (name, value) -> query.append('&').append(name).append('=').append(encoded(value)));
    return query.toString();
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
