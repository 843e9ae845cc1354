package dev.postern.kernel.cedar;

import java.util.Optional;
import java.util.function.Function;

/**
 * The functions of Cedar's extensions decimal, ipaddr and datetime. A method's target is its first
 * argument.
 */
public enum Extension {
  DECIMAL("decimal", false, from(Decimal::parse, "decimal")),
  LESS_THAN("lessThan", Decimal.class, Decimal.class, (a, b) -> Bool.of(a.units() < b.units())),
  LESS_THAN_OR_EQUAL(
      "lessThanOrEqual", Decimal.class, Decimal.class, (a, b) -> Bool.of(a.units() <= b.units())),
  GREATER_THAN(
      "greaterThan", Decimal.class, Decimal.class, (a, b) -> Bool.of(a.units() > b.units())),
  GREATER_THAN_OR_EQUAL(
      "greaterThanOrEqual",
      Decimal.class,
      Decimal.class,
      (a, b) -> Bool.of(a.units() >= b.units())),

  IP("ip", false, from(Ip::parse, "IP address or range")),
  IS_IPV4("isIpv4", Ip.class, ip -> Bool.of(!ip.v6())),
  IS_IPV6("isIpv6", Ip.class, ip -> Bool.of(ip.v6())),
  IS_LOOPBACK("isLoopback", Ip.class, ip -> Bool.of(ip.loopback())),
  IS_MULTICAST("isMulticast", Ip.class, ip -> Bool.of(ip.multicast())),
  IS_IN_RANGE("isInRange", Ip.class, Ip.class, (ip, range) -> Bool.of(ip.within(range))),

  DATETIME("datetime", false, from(Datetime::parse, "datetime")),
  DURATION("duration", false, from(Duration::parse, "duration")),
  OFFSET("offset", Datetime.class, Duration.class, Datetime::offset),
  DURATION_SINCE("durationSince", Datetime.class, Datetime.class, Datetime::since),
  TO_DATE("toDate", Datetime.class, Datetime::date),
  TO_TIME("toTime", Datetime.class, Datetime::time),
  TO_MILLISECONDS("toMilliseconds", Duration.class, span -> new Long64(span.millis())),
  TO_SECONDS("toSeconds", Duration.class, span -> new Long64(span.millis() / 1_000)),
  TO_MINUTES("toMinutes", Duration.class, span -> new Long64(span.millis() / 60_000)),
  TO_HOURS("toHours", Duration.class, span -> new Long64(span.millis() / 3_600_000)),
  TO_DAYS("toDays", Duration.class, span -> new Long64(span.millis() / 86_400_000));

  /** A function on evaluated arguments, as many as it takes. */
  private interface Body {
    CedarValue apply(CedarValue[] arguments);
  }

  /** A function of two arguments of known types. */
  private interface Pair<A, B> {
    CedarValue apply(A first, B second);
  }

  /** Arguments of a wrong type, a text that a constructor cannot read, or a result out of range. */
  static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String reason;

    Failure(String reason) {
      super(reason, null, false, false);
      this.reason = reason;
    }

    String reason() {
      return reason;
    }
  }

  private final String spelling;
  private final boolean method;
  private final int arity;
  private final Body body;

  Extension(String spelling, boolean method, Body body) {
    this.spelling = spelling;
    this.method = method;
    this.arity = 1;
    this.body = body;
  }

  <A extends CedarValue> Extension(String spelling, Class<A> target, Function<A, CedarValue> body) {
    this(spelling, true, arguments -> body.apply(cast(target, arguments[0])));
  }

  <A extends CedarValue, B extends CedarValue> Extension(
      String spelling, Class<A> target, Class<B> argument, Pair<A, B> body) {
    this.spelling = spelling;
    this.method = true;
    this.arity = 2;
    this.body = arguments -> body.apply(cast(target, arguments[0]), cast(argument, arguments[1]));
  }

  private static Body from(Function<String, Optional<? extends CedarValue>> parse, String what) {
    return arguments -> {
      String text = cast(Str.class, arguments[0]).value();
      Optional<? extends CedarValue> value = parse.apply(text);
      if (value.isEmpty()) {
        throw new Failure("the text is not a valid " + what);
      }
      return value.get();
    };
  }

  private static <T extends CedarValue> T cast(Class<T> type, CedarValue value) {
    if (!type.isInstance(value)) {
      throw new Failure(
          "expected an argument of type %s, found a %s"
              .formatted(type.getSimpleName(), value.kind()));
    }
    return type.cast(value);
  }

  /** How policies write it. */
  public String spelling() {
    return spelling;
  }

  /**
   * Whether it is called on a target, {@code a.isInRange(b)}, instead of by name, {@code ip(a)}.
   */
  public boolean method() {
    return method;
  }

  /** How many arguments it takes, with the target. */
  public int arity() {
    return arity;
  }

  /** The type of its argument number {@code index}, from 0. */
  CedarType argument(int index) {
    return switch (this) {
      case DECIMAL, IP, DATETIME, DURATION -> CedarType.Scalar.STRING;
      case LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL ->
          CedarType.Scalar.DECIMAL;
      case IS_IPV4, IS_IPV6, IS_LOOPBACK, IS_MULTICAST, IS_IN_RANGE -> CedarType.Scalar.IPADDR;
      case OFFSET -> index == 0 ? CedarType.Scalar.DATETIME : CedarType.Scalar.DURATION;
      case DURATION_SINCE, TO_DATE, TO_TIME -> CedarType.Scalar.DATETIME;
      case TO_MILLISECONDS, TO_SECONDS, TO_MINUTES, TO_HOURS, TO_DAYS -> CedarType.Scalar.DURATION;
    };
  }

  /** The type of its value. */
  CedarType result() {
    return switch (this) {
      case DECIMAL -> CedarType.Scalar.DECIMAL;
      case IP -> CedarType.Scalar.IPADDR;
      case DATETIME, OFFSET, TO_DATE -> CedarType.Scalar.DATETIME;
      case DURATION, DURATION_SINCE, TO_TIME -> CedarType.Scalar.DURATION;
      case LESS_THAN,
          LESS_THAN_OR_EQUAL,
          GREATER_THAN,
          GREATER_THAN_OR_EQUAL,
          IS_IPV4,
          IS_IPV6,
          IS_LOOPBACK,
          IS_MULTICAST,
          IS_IN_RANGE ->
          CedarType.Truth.EITHER;
      case TO_MILLISECONDS, TO_SECONDS, TO_MINUTES, TO_HOURS, TO_DAYS -> CedarType.Scalar.LONG;
    };
  }

  /** Its value; throws {@link Failure}. */
  CedarValue apply(CedarValue[] arguments) {
    if (arguments.length != arity) {
      throw new Failure(
          "%s takes %d arguments, found %d".formatted(spelling, arity, arguments.length));
    }
    try {
      return body.apply(arguments);
    } catch (ArithmeticException overflow) {
      throw new Failure(spelling + " leaves the 64 bits of its result");
    }
  }

  static Optional<Extension> named(String name) {
    for (Extension extension : values()) {
      if (extension.spelling.equals(name)) {
        return Optional.of(extension);
      }
    }
    return Optional.empty();
  }
}
