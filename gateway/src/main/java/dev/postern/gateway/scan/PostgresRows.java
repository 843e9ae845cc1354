package dev.postern.gateway.scan;

import dev.postern.gateway.protocol.postgres.wire.Slice;
import java.util.ArrayList;
import java.util.List;

/**
 * Whole DataRow messages as texts (PostgreSQL, 54.7): each a type, a length that counts itself, a
 * number of values, and of each value its length, -1 for null, and its bytes. The lengths were
 * checked against each other when the messages were framed.
 */
final class PostgresRows {
  private static final int HEADER = 5;
  private static final int LENGTH = 4;

  private PostgresRows() {}

  /**
   * What was asked for.
   *
   * @param most rows at most
   * @param columns of each row
   */
  record Shape(int most, int columns) {}

  /** Adds the rows of a run; a fault of the target's where it has others than were asked for. */
  static void read(byte[] run, Shape shape, List<List<String>> rows) throws ScanFault {
    Slice all = Slice.of(run);
    int at = 0;
    while (at + HEADER <= all.length()) {
      int end = at + 1 + all.int32(at + 1);
      if (rows.size() >= shape.most()) {
        throw new ScanFault(
            ScanFault.Why.TARGET,
            "the server sent more rows than the " + shape.most() + " that were asked for");
      }
      rows.add(row(all.part(at + HEADER, end), shape.columns()));
      at = end;
    }
  }

  private static List<String> row(Slice content, int columns) throws ScanFault {
    int values = (content.at(0) & 0xff) << 8 | content.at(1) & 0xff;
    if (values != columns) {
      throw new ScanFault(
          ScanFault.Why.TARGET,
          "the server sent a row of " + values + " columns, and was asked for " + columns);
    }
    List<String> row = new ArrayList<>(values);
    int at = 2;
    for (int i = 0; i < values; i++) {
      int length = content.int32(at);
      at += LENGTH;
      row.add(length < 0 ? "" : content.part(at, at + length).text());
      at += Math.max(0, length);
    }
    return row;
  }
}
