package dev.postern.gateway.ledger;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.audit.Checkpoint;
import dev.postern.kernel.audit.Commitment;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.LeafCodec;
import dev.postern.kernel.audit.Malformed;
import dev.postern.kernel.audit.Recording;
import dev.postern.kernel.audit.RecordingCodec;
import dev.postern.kernel.audit.SegmentHeader;
import dev.postern.testkit.Leaves;
import dev.postern.testkit.fuzz.FuzzInput;
import dev.postern.testkit.fuzz.FuzzTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Leaves, recordings, heads of segments and checkpoints; the first byte says which it is. */
public final class LeafFuzz implements FuzzTarget {
  @Override
  public String name() {
    return "leaf";
  }

  @Override
  public String property() {
    return "what can be read of the ledger's forms has no second form: encoded again it is the same"
        + " bytes; everything else is malformed";
  }

  @Override
  public List<String> seeds() {
    List<String> seeds = new ArrayList<>();
    try {
      Leaf.Asked asked =
          new Leaf.Asked(
              "s-1",
              Leaves.assistant(),
              "registry",
              "tools/call run",
              Leaves.operation("churn").atoms(),
              Leaves.operation("churn").effect(),
              new Commitment(new byte[32]));
      Leaf.Decided decided = new Leaf.Decided("allow", List.of("a", "b"), 7);
      EntryId id = new EntryId(1, 2);
      for (Leaf leaf :
          List.of(
              new Leaf.Admitted(
                  id, Leaves.START, asked, decided, new Commitment(new byte[32]), List.of(id)),
              new Leaf.Refused(id, Leaves.START, asked, decided, "denied", "no \u20ac"),
              new Leaf.Noted(id, Leaves.START, "postern", "started", Map.of("a", "b")))) {
        seeds.add("\u0000" + FuzzInput.octets(LeafCodec.encode(leaf)));
      }
      seeds.add("\u0002" + FuzzInput.octets(SegmentHeader.first("ab".repeat(16), 1, 2).encode()));
    } catch (Malformed impossible) {
      throw new IllegalStateException(impossible);
    }
    for (String number : List.of("01", "+1", "1")) {
      seeds.add(checkpoint(number, "ab"));
      seeds.add(checkpoint(number, "AB"));
    }
    return seeds;
  }

  private static String checkpoint(String number, String octet) {
    return "\u0003postern-checkpoint/1\nledger x\nnumber "
        + number
        + "\nat 2026-11-21T14:02:11Z\nprevious "
        + Checkpoint.NONE
        + "\nsegment 1 2 "
        + octet.repeat(32)
        + " open\nsignature AAAA\n";
  }

  @Override
  public List<String> words() {
    return List.of(
        "\u0000\u0000\u0000\u0001", "\u007f\u00ff\u00ff\u00ff", "\nsegment ", " ended\n", "allow");
  }

  @Override
  public void run(byte[] input) {
    FuzzInput choices = new FuzzInput(input);
    int which = choices.below(4);
    byte[] bytes = choices.rest();
    try {
      byte[] again =
          switch (which) {
            case 0 -> LeafCodec.encode(LeafCodec.decode(bytes));
            case 1 -> {
              Recording recording = RecordingCodec.decode(bytes);
              yield RecordingCodec.encode(recording);
            }
            case 2 -> SegmentHeader.decode(bytes).encode();
            default -> Checkpoint.parse(new String(bytes, ISO_8859_1)).text().getBytes(ISO_8859_1);
          };
      assertThat(again).isEqualTo(bytes);
    } catch (Malformed refused) {
      assertThat(refused).hasMessageNotContaining("ana");
    }
  }
}
