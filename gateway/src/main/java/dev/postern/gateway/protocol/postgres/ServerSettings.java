package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.sql.ClientEncoding;
import dev.postern.gateway.sql.SqlRules;

/** What the target reported of itself, as far as it changes how statements are read. */
final class ServerSettings {
  private static final String UTF8 = "UTF8";

  private int major;
  private boolean standardStrings = true;
  private boolean readable = true;
  private String client = "";
  private String server = "";

  /** Takes a report. */
  void heard(BackendMessage.ParameterStatus status) {
    String value = status.value().text();
    switch (status.name().text()) {
      case "server_version" -> major = leadingNumber(value);
      case "standard_conforming_strings" -> standardStrings = !value.equals("off");
      case "client_encoding" -> {
        readable = ClientEncoding.readable(value);
        client = value;
      }
      case "server_encoding" -> server = value;
      default -> {}
    }
  }

  /** How the target reads statements. */
  SqlRules rules() {
    return new SqlRules(major, standardStrings);
  }

  /** Whether its statements can be read here at all. */
  boolean readable() {
    return readable && major > 0;
  }

  /** Whether it and we compare the same bytes of names. */
  boolean comparesNames() {
    return client.equals(UTF8) && server.equals(UTF8);
  }

  /**
   * Whether it ends a session in which a COPY meets a message that is none of its own: it does from
   * version 14 on, for it has not read that message's content then.
   */
  boolean losesSync() {
    return major >= 14;
  }

  private static int leadingNumber(String version) {
    int number = 0;
    for (int i = 0; i < version.length() && i < 3; i++) {
      int digit = Character.digit(version.charAt(i), 10);
      if (digit < 0) {
        break;
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
