package dev.postern.gateway.protocol.postgres.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.fuzz.FuzzInput;
import dev.postern.testkit.fuzz.FuzzTarget;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a server sends; the first byte says in what pieces it comes. */
public final class BackendFuzz implements FuzzTarget {
  @Override
  public String name() {
    return "pg-backend";
  }

  @Override
  public String property() {
    return "a server's bytes mean the same messages, rows and faults however they are cut; what is"
        + " handed out is what came; a message printed again is the same bytes; a row that ended is"
        + " filled by its values exactly";
  }

  @Override
  public List<String> seeds() {
    List<String> seeds = new ArrayList<>();
    for (BackendMessage message : Messages.BACKEND) {
      seeds.add("\u0003" + FuzzInput.octets(BackendPrinter.print(message)));
    }
    String row =
        FuzzInput.octets(
            BackendPrinter.row(
                List.of(Optional.of(Slice.of("ana")), Optional.empty(), Optional.of(Slice.EMPTY))));
    for (String values : List.of("\u0000\u0000x", "\u0000\u0001\u0000\u0000\u0000\u0000x")) {
      byte[] hostile = FuzzInput.bytes(values);
      seeds.add(
          "\u0004" + FuzzInput.octets(Messages.frame('D', 4 + hostile.length, hostile)) + row);
    }
    seeds.add("\u0004" + row + row + "d\u0000\u0000\u0000\u0006xyC\u0000\u0000\u0000\u0006x\u0000");
    return seeds;
  }

  @Override
  public List<String> words() {
    return List.of(
        "Z\u0000\u0000\u0000\u0005I",
        "D\u0000\u0000\u0000",
        "T\u0000\u0000\u0000",
        "\u00ff\u00ff\u00ff\u00ff",
        "\u0000\u0001\u0000\u0000\u0000\u0001");
  }

  @Override
  public void run(byte[] input) {
    FuzzInput choices = new FuzzInput(input);
    int piece = 1 + choices.below(16);
    byte[] bytes = choices.rest();
    ReadLog<BackendMessage> whole = read(bytes, Math.max(1, bytes.length));
    ReadLog<BackendMessage> cut = read(bytes, piece);
    assertThat(cut.meaning()).isEqualTo(whole.meaning());
    assertThat(cut.fault).isEqualTo(whole.fault);
    // What is wrong within a run takes with it what came in the same piece before it.
    byte[] handed = cut.bytes.toByteArray();
    byte[] less = whole.bytes.toByteArray();
    assertThat(handed).isEqualTo(Arrays.copyOf(bytes, handed.length));
    assertThat(less).isEqualTo(Arrays.copyOf(handed, less.length));
    if (whole.fault.isEmpty()) {
      assertThat(handed).isEqualTo(less);
      assertThat(cut.ended).isEqualTo(whole.ended);
    }
    for (int i = 0; i < whole.messages.size(); i++) {
      // A mechanism's name that is no UTF-8 is kept as a text, and is then none that is known.
      if (!whole.messages.get(i).toString().contains("\ufffd")) {
        assertThat(BackendPrinter.print(whole.messages.get(i)))
            .isEqualTo(whole.frames.get(i).copy());
      }
    }
    filled(cut);
  }

  private static ReadLog<BackendMessage> read(byte[] bytes, int piece) {
    BackendFrames frames = new BackendFrames(WireLimits.DEFAULT);
    return ReadLog.of(bytes, piece, frames::add, frames::next);
  }

  /** Reads the runs once more, as slowly as the manual says it. */
  private static void filled(ReadLog<BackendMessage> log) {
    ByteBuffer runs = ByteBuffer.wrap(log.runs.toByteArray());
    for (int i = 0; i < log.ended; i++) {
      boolean row = runs.get() == 'D';
      int end = runs.position() + runs.getInt(runs.position());
      runs.getInt();
      if (row) {
        int columns = runs.getShort();
        assertThat(columns).isNotNegative();
        for (int column = 0; column < columns; column++) {
          int length = runs.getInt();
          assertThat(length).isGreaterThanOrEqualTo(-1);
          runs.position(runs.position() + Math.max(0, length));
        }
        assertThat(runs.position()).isEqualTo(end);
      }
      runs.position(end);
    }
  }
}
