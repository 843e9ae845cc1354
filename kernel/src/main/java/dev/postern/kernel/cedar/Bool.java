package dev.postern.kernel.cedar;

/** A Cedar boolean. */
public enum Bool implements CedarValue {
  TRUE,
  FALSE;

  /** The value for {@code truth}. */
  public static Bool of(boolean truth) {
    return truth ? TRUE : FALSE;
  }

  @Override
  public String kind() {
    return "bool";
  }

  @Override
  public String toString() {
    return this == TRUE ? "true" : "false";
  }
}
