package dev.postern.kernel.cedar;

/**
 * A value of a Cedar expression, immutable. {@code equals} is Cedar's {@code ==}: values of
 * different types are unequal, never an error.
 */
public sealed interface CedarValue
    permits Bool, Long64, Str, EntityUid, SetOf, RecordOf, Decimal, Ip, Datetime, Duration {

  /**
   * What a message calls a value of this type, without the value: {@code long}, {@code set}, {@code
   * entity}.
   */
  String kind();
}
