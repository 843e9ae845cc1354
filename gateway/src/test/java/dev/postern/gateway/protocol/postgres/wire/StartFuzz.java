package dev.postern.gateway.protocol.postgres.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.fuzz.FuzzInput;
import dev.postern.testkit.fuzz.FuzzTarget;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Start packets and what answers a request for proof; the first byte says in what pieces. */
public final class StartFuzz implements FuzzTarget {
  @Override
  public String name() {
    return "pg-start";
  }

  @Override
  public String property() {
    return "a start packet means the same however it is cut, and printed again is the same bytes; a"
        + " password is what stands before its one NUL; a SASL answer printed again is the same"
        + " bytes";
  }

  @Override
  public List<String> seeds() {
    List<String> seeds = new ArrayList<>();
    for (StartPacket packet : Messages.STARTS) {
      seeds.add("\u0003" + FuzzInput.octets(FrontendPrinter.print(packet)));
    }
    seeds.add("\u0001" + FuzzInput.octets(FrontendPrinter.password(new byte[] {'a', 'b'})));
    Proof.SaslInitial initial =
        new Proof.SaslInitial("SCRAM-SHA-256", Optional.of(Slice.of("n,,n=,r=abc")));
    seeds.add("\u0002" + FuzzInput.octets(FrontendPrinter.saslInitial(initial)));
    return seeds;
  }

  @Override
  public List<String> words() {
    return List.of(
        "\u0000\u0003\u0000\u0000",
        "\u0004\u00d2\u0016\u002f",
        "\u0004\u00d2\u0016\u002e",
        "user\u0000",
        "database\u0000",
        "options\u0000",
        "p\u0000\u0000\u0000");
  }

  @Override
  public void run(byte[] input) {
    FuzzInput choices = new FuzzInput(input);
    int piece = 1 + choices.below(16);
    byte[] bytes = choices.rest();
    ReadLog<StartPacket> whole = starts(bytes, Math.max(1, bytes.length));
    ReadLog<StartPacket> cut = starts(bytes, piece);
    assertThat(cut.meaning()).isEqualTo(whole.meaning());
    assertThat(cut.fault).isEqualTo(whole.fault);
    for (int i = 0; i < whole.messages.size(); i++) {
      StartPacket packet = whole.messages.get(i);
      if (!(packet instanceof StartPacket.Startup start && start.major() != 3)) {
        assertThat(FrontendPrinter.print(packet)).isEqualTo(whole.frames.get(i).copy());
      }
    }
    FrontendFrames proofs = new FrontendFrames(WireLimits.DEFAULT);
    ReadLog<Proof> proven = ReadLog.of(bytes, piece, proofs::add, proofs::nextProof);
    for (int i = 0; i < proven.messages.size(); i++) {
      proof(proven.messages.get(i), proven.frames.get(i));
    }
    FrontendFrames leaving = new FrontendFrames(WireLimits.DEFAULT);
    leaving.add(ByteBuffer.wrap(bytes));
    if (leaving.leavesBeforeStart()) {
      assertThat(whole.messages).isEmpty();
    }
  }

  private static ReadLog<StartPacket> starts(byte[] bytes, int piece) {
    FrontendFrames frames = new FrontendFrames(WireLimits.DEFAULT);
    return ReadLog.of(bytes, piece, frames::add, frames::nextStart);
  }

  private static void proof(Proof proof, Slice frame) {
    byte[] sent = frame.copy();
    byte[] content = frame.part(5, frame.length()).copy();
    proof
        .password()
        .ifPresent(password -> {
          assertThat(FrontendPrinter.password(password.copy())).isEqualTo(sent);
          assertThat(FuzzInput.octets(content).indexOf('\0')).isEqualTo(content.length - 1);
        });
    proof
        .saslInitial()
        .filter(initial -> !initial.mechanism().contains("\ufffd"))
        .ifPresent(initial -> assertThat(FrontendPrinter.saslInitial(initial)).isEqualTo(sent));
    assertThat(FrontendPrinter.saslResponse(proof.saslResponse())).isEqualTo(sent);
  }
}
