package dev.postern.gateway.protocol.postgres.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.fuzz.FuzzInput;
import dev.postern.testkit.fuzz.FuzzTarget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a client sends once it is signed in; the first byte says in what pieces it comes. */
public final class FrontendFuzz implements FuzzTarget {
  @Override
  public String name() {
    return "pg-frontend";
  }

  @Override
  public String property() {
    return "a client's bytes mean the same messages, COPY data and faults however they are cut;"
        + " what is handed out is what came, nothing skipped; a message that was read,"
        + " printed again, is the same bytes";
  }

  @Override
  public List<String> seeds() {
    List<String> seeds = new ArrayList<>();
    for (FrontendMessage message : Messages.FRONTEND) {
      seeds.add("\u0003" + FuzzInput.octets(FrontendPrinter.print(message)));
    }
    String data = FuzzInput.octets(FrontendPrinter.copyData(Slice.of("1\t2\n")));
    seeds.add("\u0005" + data + data + "c\u0000\u0000\u0000\u0004S\u0000\u0000\u0000\u0004");
    return seeds;
  }

  @Override
  public List<String> words() {
    return List.of(
        "S\u0000\u0000\u0000\u0004",
        "Q\u0000\u0000\u0000",
        "P\u0000\u0000\u0000",
        "B\u0000\u0000\u0000",
        "\u00ff\u00ff\u00ff\u00ff",
        "d\u0000\u0000\u0000\u0005x");
  }

  @Override
  public void run(byte[] input) {
    FuzzInput choices = new FuzzInput(input);
    int piece = 1 + choices.below(16);
    byte[] bytes = choices.rest();
    ReadLog<FrontendMessage> whole = read(bytes, Math.max(1, bytes.length));
    ReadLog<FrontendMessage> cut = read(bytes, piece);
    assertThat(cut.meaning()).isEqualTo(whole.meaning());
    assertThat(cut.fault).isEqualTo(whole.fault);
    assertThat(cut.ended).isEqualTo(whole.ended);
    byte[] handed = whole.bytes.toByteArray();
    assertThat(cut.bytes.toByteArray()).isEqualTo(handed);
    assertThat(handed).isEqualTo(Arrays.copyOf(bytes, handed.length));
    for (int i = 0; i < whole.messages.size(); i++) {
      printed(whole.messages.get(i), whole.frames.get(i));
    }
  }

  private static ReadLog<FrontendMessage> read(byte[] bytes, int piece) {
    FrontendFrames frames = new FrontendFrames(WireLimits.DEFAULT);
    return ReadLog.of(bytes, piece, frames::add, frames::next);
  }

  private static void printed(FrontendMessage message, Slice frame) {
    switch (message) {
      case FrontendMessage.Unreadable unreadable -> {}
      // The server ignores what stands in these; so does the reader, and it is not sent on.
      case FrontendMessage.Terminate e -> assertThat(FrontendPrinter.print(e)).hasSize(5);
      case FrontendMessage.CopyDone e -> assertThat(FrontendPrinter.print(e)).hasSize(5);
      case FrontendMessage.CopyFail fail ->
          assertThat(Arrays.copyOfRange(FrontendPrinter.print(fail), 5, 6 + fail.reason().length()))
              .isEqualTo(frame.part(5, 6 + fail.reason().length()).copy());
      case FrontendMessage.Query q -> same(q, frame);
      case FrontendMessage.Parse p -> same(p, frame);
      case FrontendMessage.Bind b -> same(b, frame);
      case FrontendMessage.Execute e -> same(e, frame);
      case FrontendMessage.Describe d -> same(d, frame);
      case FrontendMessage.Close c -> same(c, frame);
      case FrontendMessage.Sync s -> same(s, frame);
      case FrontendMessage.Flush f -> same(f, frame);
      case FrontendMessage.FunctionCall f -> same(f, frame);
      case FrontendMessage.CopyData run -> throw new AssertionError("a run is none of them");
    }
  }

  private static void same(FrontendMessage message, Slice frame) {
    assertThat(FrontendPrinter.print(message)).isEqualTo(frame.copy());
  }
}
