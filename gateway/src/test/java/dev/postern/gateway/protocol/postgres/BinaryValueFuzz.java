package dev.postern.gateway.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.kernel.operation.Value;
import dev.postern.testkit.fuzz.FuzzInput;
import dev.postern.testkit.fuzz.FuzzTarget;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import org.postgresql.util.ByteConverter;

/** Values in the binary form of their type, against pgjdbc; the first two bytes are the type. */
public final class BinaryValueFuzz implements FuzzTarget {
  @Override
  public String name() {
    return "pg-values";
  }

  @Override
  public String property() {
    return "a binary value is shown as pgjdbc reads it, or as its bytes; little is never made much"
        + " of";
  }

  @Override
  public List<String> seeds() {
    return List.of(
        typed(1700, "\u0000\u0003\u0000\u0001\u0040\u0000\u0000\u0004\u0001\u0004\u00d2\r\u0080"),
        typed(1700, "\u0000\u0001\u00ff\u00ff\u0000\u0000\u0000\u0005\u0007\u00d0"),
        typed(20, "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff"),
        typed(23, "\u0000\u0000\u0000*"),
        typed(21, "\u0080\u0000"),
        typed(700, "\u003f\u00c0\u0000\u0000"),
        typed(701, "\u00bf\u00f8\u0000\u0000\u0000\u0000\u0000\u0000"),
        typed(1082, "\u0000\u0000\u0026\u005d"),
        typed(1184, "\u0000\u0003\u0003\u00d0\u00ed\u0045\u00fd\u00c0"),
        typed(2950, "0123456789abcdef"),
        typed(16, "\u0001"),
        typed(25, "ope"));
  }

  private static String typed(int type, String bytes) {
    return "" + (char) (type >> 8) + (char) (type & 0xff) + bytes;
  }

  @Override
  public List<String> words() {
    return List.of("\u0006\u00a4", "\u0000\u0014", "\u0004\u00a0", "\u0027\u000f", "\u0040\u0000");
  }

  @Override
  public int longest() {
    return 64;
  }

  @Override
  public int rounds() {
    return 2_000;
  }

  @Override
  public void run(byte[] input) {
    FuzzInput choices = new FuzzInput(input);
    int type = choices.below(65_536);
    byte[] bytes = choices.rest();
    Value.MapOf shown = (Value.MapOf) BinaryValue.of(type, Slice.of(bytes));
    assertThat(shown.toString().length()).isLessThan(1_000);
    switch (shown.entries().get("value")) {
      case Value.Bytes(byte[] same) -> assertThat(same).isEqualTo(bytes);
      case Value.Numeral(String text) -> assertThat(text).isEqualTo(whole(type, bytes));
      case Value.Text(String text) -> text(type, bytes, text);
      case Value.Bool(boolean truth) -> assertThat(truth).isEqualTo(bytes[0] != 0);
      case null, default -> throw new AssertionError("no such value: " + shown);
    }
  }

  private static String whole(int type, byte[] bytes) {
    return switch (type) {
      case 20 -> "" + ByteConverter.int8(bytes, 0);
      case 21 -> "" + ByteConverter.int2(bytes, 0);
      case 23 -> "" + ByteConverter.int4(bytes, 0);
      case 26 -> Integer.toUnsignedString(ByteConverter.int4(bytes, 0));
      default -> throw new AssertionError("no whole number: " + type);
    };
  }

  private static void text(int type, byte[] bytes, String text) {
    switch (type) {
      case 700 -> assertThat(text).isEqualTo("" + ByteConverter.float4(bytes, 0));
      case 701 -> assertThat(text).isEqualTo("" + ByteConverter.float8(bytes, 0));
      case 1700 -> numeric(bytes, text);
      case 2950 -> {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        assertThat(text).isEqualTo(new UUID(in.getLong(), in.getLong()).toString());
      }
      default -> {}
    }
  }

  /** The driver keeps digits that stand behind the scale; the server never sends any. */
  private static void numeric(byte[] bytes, String text) {
    BigDecimal ours = new BigDecimal(text);
    Number read;
    try {
      read = ByteConverter.numeric(bytes);
    } catch (RuntimeException | AssertionError unread) {
      // The driver holds what it takes for impossible by assertions too.
      return;
    }
    if (read instanceof BigDecimal theirs) {
      assertThat(ours.compareTo(theirs.setScale(ours.scale(), RoundingMode.DOWN)))
          .as("%s, %s", ours, theirs)
          .isZero();
    }
  }
}
