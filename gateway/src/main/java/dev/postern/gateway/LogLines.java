package dev.postern.gateway;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.nio.charset.StandardCharsets;

/**
 * The log's form: one JSON object a line. JSON leaves characters alone that some readers take for
 * the end of a line and some terminals for a command (U+0085, U+009B, U+2028, right-to-left marks);
 * here they are escaped too, so that nothing that came from outside can look like the gateway's.
 */
public final class LogLines extends JsonEncoder {
  @Override
  public byte[] encode(ILoggingEvent event) {
    String json = new String(super.encode(event), StandardCharsets.UTF_8).strip();
    StringBuilder line = new StringBuilder(json.length() + 1);
    json.chars()
        .forEach(c -> {
          if (plain((char) c)) {
            line.append((char) c);
          } else {
            line.append(String.format("\\u%04x", c));
          }
        });
    return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  private static boolean plain(char c) {
    if (c < 0x7F) {
      return c >= ' ';
    }
    int type = Character.getType(c);
    return type != Character.CONTROL
        && type != Character.FORMAT
        && type != Character.LINE_SEPARATOR
        && type != Character.PARAGRAPH_SEPARATOR
        && type != Character.SURROGATE;
  }
}
