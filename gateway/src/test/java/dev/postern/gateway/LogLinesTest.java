package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import dev.postern.gateway.json.JsonDocument;
import dev.postern.gateway.json.JsonLimits;
import dev.postern.gateway.json.JsonScan;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One event of the log is one line, whatever is in it. */
class LogLinesTest {
  private final LoggerContext context = new LoggerContext();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x\r\nforged",
        "x\nforged",
        "x\rforged",
        "x\u0085forged",
        "x\u2028forged",
        "x\u2029forged",
        "x\u001b[2K\u001b[1Gforged",
        "x\u009b2Kforged",
        "x\u000b\u000c\u0000\u007f\b\tforged",
        "x\u202e\u2066\ufeffforged",
        "x\ud800forged",
        "x\",\"level\":\"forged",
        "x\\"
      })
  void one_event_is_one_line_of_json_that_moves_no_terminal(String forgery) {
    String line = line(forgery);

    assertThat(line).endsWith("\n");
    String body = line.substring(0, line.length() - 1);
    assertThat(body.chars())
        .allSatisfy(c ->
            assertThat(Character.getType(c))
                .isNotIn(
                    (int) Character.CONTROL,
                    (int) Character.FORMAT,
                    (int) Character.LINE_SEPARATOR,
                    (int) Character.PARAGRAPH_SEPARATOR));
    assertThat(JsonScan.of(body.getBytes(StandardCharsets.UTF_8), JsonLimits.standard()))
        .isInstanceOfSatisfying(
            JsonDocument.class,
            json -> assertThat(json.root().textOf("level").orElse("")).isEqualTo("WARN"));
  }

  @Test
  void letters_of_all_languages_stay_as_they_are() {
    assertThat(line("Zo\u00eb \u6f22\u5b57")).contains("Zo\u00eb \u6f22\u5b57");
  }

  @Test
  void the_product_logs_in_this_form() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(getClass().getResourceAsStream("/logback.xml"))) {
      assertThat(new String(file.readAllBytes(), StandardCharsets.UTF_8))
          .contains("<encoder class=\"" + LogLines.class.getName() + "\"/>");
    }
  }

  private String line(String text) {
    LoggingEvent event =
        new LoggingEvent(
            "here",
            context.getLogger("some"),
            Level.WARN,
            "told by {}",
            new IllegalStateException(text, new IOException(text)),
            new Object[] {text});
    event.setMDCPropertyMap(Map.of(text, text));
    event.setThreadName(text);
    LogLines lines = new LogLines();
    lines.setContext(context);
    lines.start();
    return new String(lines.encode(event), StandardCharsets.UTF_8);
  }
}
