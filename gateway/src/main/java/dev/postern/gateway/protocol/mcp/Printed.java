package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.json.JsonText;
import dev.postern.kernel.operation.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The beginning of a value's text, for a recording that keeps no more. */
final class Printed {
  private final StringBuilder text = new StringBuilder();
  private final int most;

  private Printed(int most) {
    this.most = most;
  }

  /** The first characters of a value, as JSON that ends in the middle. */
  static String start(Value value, int most) {
    Printed printed = new Printed(most);
    printed.print(value);
    return printed.text.substring(0, Math.min(most, printed.text.length()));
  }

  private void print(Value value) {
    if (text.length() >= most) {
      return;
    }
    switch (value) {
      case Value.Null() -> text.append("null");
      case Value.Bool(boolean truth) -> text.append(truth);
      case Value.Numeral(String number) -> text.append(number);
      case Value.Text(String words) -> quoted(words);
      case Value.Bytes(byte[] bytes) -> quoted(bytes.length + " bytes");
      case Value.ListOf(List<Value> items) -> {
        text.append('[');
        for (int i = 0; i < items.size() && text.length() < most; i++) {
          text.append(i == 0 ? "" : ",");
          print(items.get(i));
        }
        text.append(']');
      }
      case Value.MapOf(Map<String, Value> entries) -> {
        text.append('{');
        String separator = "";
        for (Map.Entry<String, Value> entry : entries.entrySet()) {
          text.append(separator);
          quoted(entry.getKey());
          text.append(':');
          print(entry.getValue());
          separator = ",";
        }
        text.append('}');
      }
    }
  }

  private void quoted(String words) {
    String start = words.substring(0, Math.min(most, words.length()));
    text.append(new String(JsonText.quoted(start), StandardCharsets.UTF_8));
  }
}
