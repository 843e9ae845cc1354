package dev.postern.kernel.audit;

/** Bytes in memory. */
record Octets(byte[] bytes) implements ByteSource {
  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public int read(long at, byte[] into, int from, int count) {
    int some = (int) Math.max(0, Math.min(count, bytes.length - at));
    System.arraycopy(bytes, (int) Math.min(at, bytes.length), into, from, some);
    return some;
  }

  @Override
  public void close() {}
}
