package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.kernel.operation.Shape;
import dev.postern.kernel.operation.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/**
 * A value that a client sent in its type's binary form, as people and the recording read it: by the
 * type that the client declared for it, else as its bytes. The numbers of the built-in types are
 * the same on every server (catalog pg_type); their forms are those of their receive functions.
 */
final class BinaryValue {
  private static final Shape FORM = Shape.of("type", "value");
  private static final LocalDate EPOCH = LocalDate.of(2000, 1, 1);
  private static final int DIGITS_OF_NUMERIC = 4;
  private static final int NEGATIVE = 0x4000;

  /** How long a number may be that is written out. */
  private static final int MOST = 100;

  private BinaryValue() {}

  /**
   * A value with its type.
   *
   * @param type the type's number; 0 where the client left it to the server
   */
  static Value of(int type, Slice bytes) {
    Optional<Value> read = Optional.empty();
    try {
      read = read(type, bytes.copy());
    } catch (DateTimeException | ArithmeticException outside) {
      // What no calendar has is shown as it came.
    }
    return read.map(value -> FORM.with(new Value.Text(name(type)), value))
        .orElseGet(() ->
            FORM.with(
                new Value.Numeral(Integer.toUnsignedString(type)), new Value.Bytes(bytes.copy())));
  }

  private static Optional<Value> read(int type, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return switch (type) {
      case 16 -> sized(bytes, 1).map(one -> new Value.Bool(one.get() != 0));
      case 17 -> Optional.of(new Value.Bytes(bytes));
      case 18, 19, 25, 114, 1042, 1043 -> Optional.of(Texts.value(bytes));
      case 20 -> sized(bytes, 8).map(eight -> number(eight.getLong()));
      case 21 -> sized(bytes, 2).map(two -> number(two.getShort()));
      case 23 -> sized(bytes, 4).map(four -> number(four.getInt()));
      case 26 -> sized(bytes, 4).map(four -> number(Integer.toUnsignedLong(four.getInt())));
      case 700 -> sized(bytes, 4).map(four -> new Value.Text(Float.toString(four.getFloat())));
      case 701 -> sized(bytes, 8).map(eight -> new Value.Text(Double.toString(eight.getDouble())));
      case 1082 -> sized(bytes, 4).map(four -> new Value.Text(day(four.getInt())));
      case 1114, 1184 ->
          sized(bytes, 8).map(eight -> new Value.Text(moment(eight.getLong(), type == 1184)));
      case 1700 -> numeric(in);
      case 2950 ->
          sized(bytes, 16)
              .map(all -> new Value.Text(new UUID(all.getLong(), all.getLong()).toString()));
      default -> Optional.empty();
    };
  }

  private static String name(int type) {
    return switch (type) {
      case 16 -> "bool";
      case 17 -> "bytea";
      case 18 -> "char";
      case 19 -> "name";
      case 20 -> "int8";
      case 21 -> "int2";
      case 23 -> "int4";
      case 25 -> "text";
      case 26 -> "oid";
      case 114 -> "json";
      case 700 -> "float4";
      case 701 -> "float8";
      case 1042 -> "bpchar";
      case 1043 -> "varchar";
      case 1082 -> "date";
      case 1114 -> "timestamp";
      case 1184 -> "timestamptz";
      case 1700 -> "numeric";
      case 2950 -> "uuid";
      default -> Integer.toUnsignedString(type);
    };
  }

  private static Optional<ByteBuffer> sized(byte[] bytes, int size) {
    return bytes.length == size ? Optional.of(ByteBuffer.wrap(bytes)) : Optional.empty();
  }

  private static Value number(long number) {
    return new Value.Numeral(Long.toString(number));
  }

  private static String day(int days) {
    return switch (days) {
      case Integer.MAX_VALUE -> "infinity";
      case Integer.MIN_VALUE -> "-infinity";
      default -> EPOCH.plusDays(days).toString();
    };
  }

  private static String moment(long micros, boolean zoned) {
    if (micros == Long.MAX_VALUE || micros == Long.MIN_VALUE) {
      return micros > 0 ? "infinity" : "-infinity";
    }
    LocalDateTime at = EPOCH.atStartOfDay().plus(micros, ChronoUnit.MICROS);
    return zoned ? at + "Z" : at.toString();
  }

  /** Groups of four decimal digits, the first of them to the power of a weight (numeric_recv). */
  private static Optional<Value> numeric(ByteBuffer in) {
    if (in.remaining() < 8) {
      return Optional.empty();
    }
    int groups = in.getShort();
    int weight = in.getShort();
    int sign = in.getShort();
    int scale = in.getShort();
    boolean sound = groups >= 0 && in.remaining() == 2 * groups && scale >= 0;
    boolean readable = groups <= MOST && Math.abs(weight) <= MOST && scale <= MOST;
    if (!sound || !readable || sign != 0 && sign != NEGATIVE) {
      return Optional.empty();
    }
    BigInteger digits = BigInteger.ZERO;
    for (int i = 0; i < groups; i++) {
      int group = in.getShort();
      if (group < 0 || group > 9_999) {
        return Optional.empty();
      }
      digits = digits.multiply(BigInteger.valueOf(10_000)).add(BigInteger.valueOf(group));
    }
    BigDecimal whole = new BigDecimal(digits, DIGITS_OF_NUMERIC * (groups - 1 - weight));
    BigDecimal signed = sign == NEGATIVE ? whole.negate() : whole;
    // The server hides no digits behind the scale: it drops them.
    return Optional.of(new Value.Text(signed.setScale(scale, RoundingMode.DOWN).toPlainString()));
  }
}
