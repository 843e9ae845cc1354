package dev.postern.kernel.cedar;

/** A Cedar long: 64 bits, signed. Arithmetic that leaves them is an error, never a wrap. */
public record Long64(long value) implements CedarValue {
  @Override
  public String kind() {
    return "long";
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
