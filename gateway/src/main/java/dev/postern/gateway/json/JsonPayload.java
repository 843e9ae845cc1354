package dev.postern.gateway.json;

import dev.postern.kernel.operation.Fields;
import dev.postern.kernel.operation.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Between a scanned value and the kernel's {@link Value}, which knows no JSON.
 *
 * <p>What is digested should be scanned with {@link JsonLimits.LoneSurrogates#REFUSE}: a text with
 * a lone surrogate has no UTF-8 form of its own.
 */
public final class JsonPayload {
  private static final Value NULL = new Value.Null();
  private static final Value TRUE = new Value.Bool(true);
  private static final Value FALSE = new Value.Bool(false);

  private JsonPayload() {}

  /** The value with everything below it: texts decoded, numbers as their exact text. */
  public static Value of(JsonValue value) {
    return switch (value.kind()) {
      case OBJECT -> map(value);
      case ARRAY -> list(value);
      case STRING -> new Value.Text(value.text());
      case NUMBER -> new Value.Numeral(value.numberText());
      case BOOLEAN -> value.truth() ? TRUE : FALSE;
      case NULL -> NULL;
    };
  }

  /** A map's or object's members, in the order of the text. */
  public static Value.MapOf map(JsonValue object) {
    Fields fields = new Fields(object.size());
    for (JsonMember member : object.members()) {
      fields.put(member.name(), of(member.value()));
    }
    return fields.map();
  }

  private static Value.ListOf list(JsonValue array) {
    List<Value> items = new ArrayList<>(array.size());
    for (JsonValue element : array.elements()) {
      items.add(of(element));
    }
    return new Value.ListOf(items);
  }
}
