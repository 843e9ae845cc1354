package dev.postern.gateway.sql;

/**
 * What a server says of itself that changes how it reads text.
 *
 * @param major its major version: numbers are read differently up to 14, in 15, and from 16 on
 * @param standardStrings its setting {@code standard_conforming_strings}: whether a backslash in a
 *     plain string is an ordinary character
 */
public record SqlRules(int major, boolean standardStrings) {
  /** A current server with its defaults. */
  public static final SqlRules CURRENT = new SqlRules(18, true);

  /** The same server after {@code standard_conforming_strings} was changed. */
  public SqlRules with(boolean standardStrings) {
    return new SqlRules(major, standardStrings);
  }

  /** Whether {@code 1_000} and {@code 0x1F} are numbers. */
  boolean longNumbers() {
    return major >= 16;
  }
}
