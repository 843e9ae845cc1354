package dev.postern.gateway.protocol.postgres.wire;

/**
 * Checks DataRow as it passes: a 16-bit count, then so many values, each behind its length, filling
 * the message exactly. A client that trusts a server's lengths must not be brought down through us.
 */
final class RowRun implements Framing.RunCheck<BackendType> {
  private boolean row;
  private boolean counted;
  private int left;
  private int values;
  private int skip;
  private int word;
  private int wordBytes;

  @Override
  public void begin(BackendType type, int length) {
    row = type == BackendType.DATA_ROW;
    counted = false;
    left = length;
    values = 0;
    skip = 0;
    word = 0;
    wordBytes = 0;
  }

  @Override
  public boolean sound(Slice piece) {
    if (!row) {
      return true;
    }
    int at = 0;
    while (at < piece.length()) {
      if (skip > 0) {
        int skipped = Math.min(skip, piece.length() - at);
        at += skipped;
        skip -= skipped;
        left -= skipped;
        continue;
      }
      if (counted && values == 0) {
        return false;
      }
      if (counted && wordBytes == 0 && piece.length() - at >= Integer.BYTES) {
        word = piece.int32(at);
        at += Integer.BYTES;
        left -= Integer.BYTES;
        if (!taken()) {
          return false;
        }
        continue;
      }
      word = word << 8 | (piece.at(at) & 0xff);
      at++;
      left--;
      wordBytes++;
      if (wordBytes == (counted ? 4 : 2) && !taken()) {
        return false;
      }
    }
    return true;
  }

  /** Takes the number that has been read: the count of values, or the length of the next. */
  private boolean taken() {
    int number = word;
    word = 0;
    wordBytes = 0;
    if (!counted) {
      counted = true;
      values = number;
      return 4L * values <= left;
    }
    values--;
    if (number == -1) {
      return true;
    }
    skip = number;
    return number >= 0 && number <= left;
  }

  @Override
  public boolean complete() {
    return !row || counted && values == 0 && skip == 0 && wordBytes == 0;
  }
}
