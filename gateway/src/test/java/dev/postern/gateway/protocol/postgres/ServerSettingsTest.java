package dev.postern.gateway.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.sql.SqlRules;
import org.junit.jupiter.api.Test;

class ServerSettingsTest {
  private final ServerSettings settings = new ServerSettings();

  /**
   * A client may ask for it at start-up: what counts is the server's report, before any statement.
   */
  @Test
  void strings_are_read_as_the_server_last_reported() {
    heard("server_version", "15.18 (Debian)");
    heard("standard_conforming_strings", "off");
    assertThat(settings.rules()).isEqualTo(new SqlRules(15, false));

    heard("standard_conforming_strings", "on");
    assertThat(settings.rules()).isEqualTo(new SqlRules(15, true));
  }

  private void heard(String name, String value) {
    settings.heard(new BackendMessage.ParameterStatus(Slice.of(name), Slice.of(value)));
  }
}
