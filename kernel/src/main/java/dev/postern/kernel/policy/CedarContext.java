package dev.postern.kernel.policy;

import dev.postern.kernel.cedar.Bool;
import dev.postern.kernel.cedar.CedarValue;
import dev.postern.kernel.cedar.Datetime;
import dev.postern.kernel.cedar.Decimal;
import dev.postern.kernel.cedar.EntityUid;
import dev.postern.kernel.cedar.Long64;
import dev.postern.kernel.cedar.RecordOf;
import dev.postern.kernel.cedar.SetOf;
import dev.postern.kernel.cedar.Str;
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
 * Payloads as Cedar sees them. What Cedar cannot say exactly is absent: null, bytes, an integer
 * outside 64 bits, a fraction with more than four digits, a list that holds any of these, a list of
 * more than 4,096 items. A forbid that reads an absent field errs, and so denies; a permit that
 * reads it grants nothing.
 */
final class CedarContext {
  /** Longer numbers are no 64-bit integers and no decimals, whatever their digits. */
  private static final int LONGEST_NUMBER = 40;

  private static final int DECIMAL_DIGITS = 4;

  /** Larger lists are absent: a set of records that were made to collide takes quadratic time. */
  private static final int LARGEST_SET = 4_096;

  private CedarContext() {}

  /** The context of a request: what the protocol described, under the facts of the gate. */
  static RecordOf of(Value.MapOf described, Facts facts, List<EntityUid> chain) {
    Map<String, CedarValue> own =
        Map.of(
            "now", Datetime.of(facts.now()),
            "session", new Str(facts.session()),
            "approved", Bool.of(facts.approved()),
            "chain", SetOf.of(chain));
    Set<String> names = present(described);
    names.addAll(own.keySet());
    return RecordOf.lazy(
        names,
        name -> {
          CedarValue fact = own.get(name);
          return fact != null ? fact : sure(described, name);
        });
  }

  private static RecordOf record(Value.MapOf map) {
    return RecordOf.lazy(present(map), name -> sure(map, name));
  }

  private static CedarValue sure(Value.MapOf map, String name) {
    return Optional.ofNullable(map.entries().get(name))
        .flatMap(CedarContext::cedar)
        .orElseThrow(() -> new IllegalStateException("a present name has a value"));
  }

  private static Set<String> present(Value.MapOf map) {
    Set<String> names = new HashSet<>();
    map.entries()
        .forEach((name, value) -> {
          if (value instanceof Value.MapOf || cedar(value).isPresent()) {
            names.add(name);
          }
        });
    return names;
  }

  private static Optional<CedarValue> cedar(Value value) {
    return switch (value) {
      case Value.Null() -> Optional.empty();
      case Value.Bytes bytes -> Optional.empty();
      case Value.Bool(boolean truth) -> Optional.of(Bool.of(truth));
      case Value.Text(String text) -> Optional.of(new Str(text));
      case Value.Numeral(String text) -> number(text);
      case Value.ListOf(List<Value> items) -> set(items);
      case Value.MapOf map -> Optional.of(record(map));
    };
  }

  private static Optional<CedarValue> set(List<Value> items) {
    if (items.size() > LARGEST_SET) {
      return Optional.empty();
    }
    List<CedarValue> values = new ArrayList<>(items.size());
    for (Value item : items) {
      Optional<CedarValue> value =
          item instanceof Value.MapOf map ? Optional.of(whole(map)) : cedar(item);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      values.add(value.get());
    }
    return Optional.of(SetOf.of(values));
  }

  /** A record inside a set is compared as a whole, so it is computed at once. */
  private static CedarValue whole(Value.MapOf map) {
    Map<String, CedarValue> fields = new HashMap<>();
    map.entries()
        .forEach((name, value) ->
            (value instanceof Value.MapOf inner ? Optional.of(whole(inner)) : cedar(value))
                .ifPresent(held -> fields.put(name, held)));
    return RecordOf.of(fields);
  }

  private static Optional<CedarValue> number(String text) {
    if (text.length() > LONGEST_NUMBER) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Long64(Long.parseLong(text)));
    } catch (NumberFormatException noPlainInteger) {
      return fraction(text);
    }
  }

  private static Optional<CedarValue> fraction(String text) {
    try {
      BigDecimal exact = new BigDecimal(text);
      // An exponent may be short to write and long to print; no 64-bit number has one above this.
      if (Math.abs((long) exact.scale()) > LONGEST_NUMBER) {
        return Optional.empty();
      }
      boolean written = text.indexOf('.') >= 0 || text.indexOf('e') >= 0 || text.indexOf('E') >= 0;
      if (!written || exact.stripTrailingZeros().scale() > DECIMAL_DIGITS) {
        return Optional.empty();
      }
      return Decimal.parse(exact.setScale(DECIMAL_DIGITS).toPlainString()).map(decimal -> decimal);
    } catch (ArithmeticException | NumberFormatException unsayable) {
      return Optional.empty();
    }
  }
}
