package dev.postern.kernel.policy;

import dev.postern.kernel.cedar.Bool;
import dev.postern.kernel.cedar.CedarValue;
import dev.postern.kernel.cedar.Datetime;
import dev.postern.kernel.cedar.Decimal;
import dev.postern.kernel.cedar.Long64;
import dev.postern.kernel.cedar.RecordOf;
import dev.postern.kernel.cedar.SetOf;
import dev.postern.kernel.cedar.Str;
import dev.postern.kernel.cedar.Unsayable;
import dev.postern.kernel.operation.Value;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Payloads as Cedar sees them. What Cedar cannot say exactly is {@link Unsayable}: null, bytes, an
 * integer outside 64 bits, a fraction with more than four digits, a list that holds any of these, a
 * list of more than 4,096 items. A rule that looks at such a field, be it with {@code has}, cannot
 * be evaluated: a forbid then denies, a permit grants nothing.
 */
final class CedarContext {
  /** Longer numbers are no 64-bit integers and no decimals, whatever their digits. */
  private static final int LONGEST_NUMBER = 40;

  private static final int DECIMAL_DIGITS = 4;

  /** Larger lists are not said: a set of records that were made to collide takes quadratic time. */
  private static final int LARGEST_SET = 4_096;

  private static final Set<String> FACTS = Set.of("now", "session", "approved", "chain");

  private CedarContext() {}

  /**
   * The context of a request: what the protocol described, under the facts of the gate.
   *
   * @param chain the caller's chain
   */
  static RecordOf of(Value.MapOf described, Facts facts, SetOf chain) {
    return RecordOf.lazy(new Circumstances(described, facts, chain));
  }

  private record Circumstances(Value.MapOf described, Facts facts, SetOf chain)
      implements RecordOf.Fields {
    @Override
    public Set<String> names() {
      Set<String> names = new HashSet<>(described.entries().keySet());
      names.addAll(FACTS);
      return names;
    }

    @Override
    public Optional<CedarValue> value(String name) {
      return switch (name) {
        case "now" -> Optional.of(Datetime.of(facts.now()));
        case "session" -> Optional.of(new Str(facts.session()));
        case "approved" -> Optional.of(Bool.of(facts.approved()));
        case "chain" -> Optional.of(chain);
        default -> field(described, name);
      };
    }
  }

  private record Payload(Value.MapOf map) implements RecordOf.Fields {
    @Override
    public Set<String> names() {
      return map.entries().keySet();
    }

    @Override
    public Optional<CedarValue> value(String name) {
      return field(map, name);
    }
  }

  private static Optional<CedarValue> field(Value.MapOf map, String name) {
    Value value = map.entries().get(name);
    return value == null ? Optional.empty() : Optional.of(cedar(value));
  }

  private static CedarValue cedar(Value value) {
    return switch (value) {
      case Value.Null() -> throw new Unsayable("null is no Cedar value");
      case Value.Bytes bytes -> throw new Unsayable("bytes are no Cedar value");
      case Value.Bool(boolean truth) -> Bool.of(truth);
      case Value.Text(String text) -> new Str(text);
      case Value.Numeral(String text) -> number(text);
      case Value.ListOf(List<Value> items) -> set(items);
      case Value.MapOf map -> RecordOf.lazy(new Payload(map));
    };
  }

  private static CedarValue set(List<Value> items) {
    if (items.size() > LARGEST_SET) {
      throw new Unsayable("a list of more than " + LARGEST_SET + " items is no Cedar value");
    }
    List<CedarValue> values = new ArrayList<>(items.size());
    for (Value item : items) {
      values.add(whole(item));
    }
    return SetOf.of(values);
  }

  /** A record inside a set is compared as a whole, so it is computed at once. */
  private static CedarValue whole(Value value) {
    if (!(value instanceof Value.MapOf map)) {
      return cedar(value);
    }
    Map<String, CedarValue> fields = HashMap.newHashMap(map.entries().size());
    map.entries().forEach((name, held) -> fields.put(name, whole(held)));
    return RecordOf.of(fields);
  }

  private static CedarValue number(String text) {
    if (text.length() > LONGEST_NUMBER) {
      throw new Unsayable("a number of so many digits is no Cedar value");
    }
    if (written(text)) {
      return fraction(text);
    }
    try {
      return new Long64(Long.parseLong(text));
    } catch (NumberFormatException wide) {
      throw new Unsayable("an integer outside 64 bits is no Cedar value");
    }
  }

  /** Whether a number is written as a fraction or with an exponent. */
  private static boolean written(String text) {
    return text.indexOf('.') >= 0 || text.indexOf('e') >= 0 || text.indexOf('E') >= 0;
  }

  private static CedarValue fraction(String text) {
    try {
      BigDecimal exact = new BigDecimal(text);
      // An exponent may be short to write and long to print; no 64-bit number has one above this.
      boolean sayable =
          Math.abs((long) exact.scale()) <= LONGEST_NUMBER
              && exact.stripTrailingZeros().scale() <= DECIMAL_DIGITS;
      if (sayable) {
        String plain = exact.setScale(DECIMAL_DIGITS).toPlainString();
        Optional<Decimal> decimal = Decimal.parse(plain);
        if (decimal.isPresent()) {
          return decimal.get();
        }
      }
    } catch (ArithmeticException | NumberFormatException notExact) {
      throw new Unsayable("a number that is no exact decimal is no Cedar value");
    }
    throw new Unsayable("a number with more than four decimal digits is no Cedar value");
  }
}
