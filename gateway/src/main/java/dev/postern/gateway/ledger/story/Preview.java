package dev.postern.gateway.ledger.story;

import dev.postern.kernel.operation.Value;
import java.util.Map;

/** A recorded value as a reader likes it: short, without the envelope, nothing quoted twice. */
final class Preview {
  private static final int LONGEST = 4096;

  private final StringBuilder out = new StringBuilder();

  private Preview() {}

  /** The value in one line; empty when nothing of it is kept. */
  static String of(Value value) {
    Preview preview = new Preview();
    switch (value) {
      case Value.Null() -> {}
      case Value.Text(String text) -> preview.out.append(text);
      case Value.MapOf map -> preview.members(inner(map));
      case Value.Bool bool -> preview.add(bool);
      case Value.Numeral number -> preview.add(number);
      case Value.Bytes bytes -> preview.add(bytes);
      case Value.ListOf list -> preview.add(list);
    }
    return Paragraph.safe(preview.out.toString());
  }

  /** What a caller wrote lies within the envelope of a remote call: its params, their arguments. */
  private static Value.MapOf inner(Value.MapOf map) {
    Value.MapOf inner = map;
    for (String envelope : new String[] {"params", "arguments", "structuredContent"}) {
      if (inner.entries().get(envelope) instanceof Value.MapOf within) {
        inner = within;
      }
    }
    return inner;
  }

  private void members(Value.MapOf map) {
    String between = "";
    for (Map.Entry<String, Value> member : map.entries().entrySet()) {
      if (out.length() > LONGEST) {
        out.append('\u2026');
        return;
      }
      out.append(between).append(member.getKey()).append(": ");
      add(member.getValue());
      between = ", ";
    }
  }

  private void add(Value value) {
    if (out.length() > LONGEST) {
      return;
    }
    switch (value) {
      case Value.Null() -> out.append("nothing");
      case Value.Bool(boolean truth) -> out.append(truth ? "yes" : "no");
      case Value.Text(String text) ->
          out.append('"').append(text, 0, Math.min(text.length(), LONGEST)).append('"');
      case Value.Numeral(String text) -> out.append(text);
      case Value.Bytes(byte[] bytes) -> out.append(bytes.length).append(" bytes");
      case Value.ListOf list -> {
        out.append('[');
        String between = "";
        for (Value item : list.items()) {
          out.append(between);
          add(item);
          between = ", ";
        }
        out.append(']');
      }
      case Value.MapOf map -> {
        boolean words =
            map.entries().size() == 2
                && new Value.Text("text").equals(map.entries().get("type"))
                && map.entries().get("text") != null;
        if (words) {
          add(map.entries().getOrDefault("text", new Value.Null()));
        } else {
          out.append('{');
          members(map);
          out.append('}');
        }
      }
    }
  }
}
