package dev.postern.gateway.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.sql.Verb;
import org.junit.jupiter.api.Test;

class SqlTextsTest {
  private static final String TEXT = "select a from t where b = $1";

  private final SqlTexts texts = new SqlTexts(16, 100);
  private final ServerSettings settings = settings("on");

  private static ServerSettings settings(String standardStrings) {
    ServerSettings settings = new ServerSettings();
    report(settings, "server_version", "18.1");
    report(settings, "client_encoding", "UTF8");
    report(settings, "server_encoding", "UTF8");
    report(settings, "standard_conforming_strings", standardStrings);
    return settings;
  }

  private static void report(ServerSettings settings, String name, String value) {
    settings.heard(new BackendMessage.ParameterStatus(Slice.of(name), Slice.of(value)));
  }

  private SqlText read(String text) {
    return texts.read(Slice.of(text), settings, true);
  }

  @Test
  void the_very_bytes_are_read_once() {
    assertThat(read(TEXT)).isSameAs(read(TEXT));
    assertThat(read(TEXT + " ")).isNotSameAs(read(TEXT));
    assertThat(read(TEXT).verbs()).containsExactly(Verb.SELECT);
  }

  @Test
  void texts_that_share_a_place_are_told_apart_by_their_bytes() {
    SqlTexts one = new SqlTexts(1, 100);
    for (int i = 0; i < 3; i++) {
      assertThat(one.read(Slice.of("select 1"), settings, true).verbs())
          .containsExactly(Verb.SELECT);
      assertThat(one.read(Slice.of("delete from t"), settings, true).verbs())
          .containsExactly(Verb.DELETE);
    }
  }

  @Test
  void a_server_that_reads_otherwise_has_readings_of_its_own() {
    String text = "select '\\'; delete from t; --'";

    assertThat(read(text).verbs()).contains(Verb.DELETE);
    assertThat(texts.read(Slice.of(text), settings("off"), true).verbs())
        .containsExactly(Verb.SELECT);
    assertThat(read(text).verbs()).contains(Verb.DELETE);
  }

  @Test
  void what_hangs_on_what_was_said_before_is_neither_remembered_nor_taken_from_memory() {
    SqlText unsettled = texts.read(Slice.of(TEXT), settings, false);

    assertThat(read(TEXT)).isNotSameAs(unsettled);
    assertThat(texts.read(Slice.of(TEXT), settings, false)).isNotSameAs(read(TEXT));
  }

  @Test
  void secrets_and_long_texts_are_not_remembered() {
    String secret = "alter role r password 'x'";
    String long1 = "select " + "1, ".repeat(40) + "1";

    assertThat(read(secret)).isNotSameAs(read(secret));
    assertThat(read(long1)).isNotSameAs(read(long1));
  }
}
