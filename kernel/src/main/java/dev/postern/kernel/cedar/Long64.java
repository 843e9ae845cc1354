package dev.postern.kernel.cedar;

/** A Cedar long: 64 bits, signed. Arithmetic that leaves them is an error, never a wrap. */
public record Long64(long value) implements CedarValue, Comparable<Long64> {
  @Override
  public int compareTo(Long64 other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String kind() {
    return "long";
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
