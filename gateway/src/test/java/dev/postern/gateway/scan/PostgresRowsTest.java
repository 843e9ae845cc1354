package dev.postern.gateway.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A server that sends other rows than were asked for is not believed. */
class PostgresRowsTest {
  private static final PostgresRows.Shape TWO_OF_TWO = new PostgresRows.Shape(2, 2);

  private final ByteArrayOutputStream run = new ByteArrayOutputStream();
  private final List<List<String>> rows = new ArrayList<>();

  @Test
  void rows_as_they_were_asked_for_are_read() throws Exception {
    row("a", "b");
    row("", "c");

    PostgresRows.read(run.toByteArray(), TWO_OF_TWO, rows);

    assertThat(rows).containsExactly(List.of("a", "b"), List.of("", "c"));
  }

  @Test
  void more_rows_than_were_asked_for_are_the_targets_fault() throws Exception {
    row("a", "b");
    row("a", "b");
    PostgresRows.read(run.toByteArray(), TWO_OF_TWO, rows);
    run.reset();
    row("a", "b");

    refused("more rows than the 2");
    assertThat(rows).hasSize(2);
  }

  @Test
  void rows_of_fewer_or_more_columns_are_the_targets_fault() {
    row("a");
    refused("a row of 1 columns, and was asked for 2");
    run.reset();
    row("a", "b", "c");
    refused("a row of 3 columns");
    run.reset();
    row();
    refused("a row of 0 columns");
  }

  private void refused(String why) {
    assertThatThrownBy(() -> PostgresRows.read(run.toByteArray(), TWO_OF_TWO, rows))
        .isInstanceOfSatisfying(
            ScanFault.class, fault -> assertThat(fault.why()).isEqualTo(ScanFault.Why.TARGET))
        .hasMessageContaining(why);
  }

  private void row(String... values) {
    ByteBuffer row =
        ByteBuffer.allocate(100).put((byte) 'D').putInt(0).putShort((short) values.length);
    for (String value : values) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      row.putInt(bytes.length).put(bytes);
    }
    row.putInt(1, row.position() - 1);
    run.write(row.array(), 0, row.position());
  }
}
