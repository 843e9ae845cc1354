package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.masking.Masking;
import dev.postern.kernel.policy.Policy;
import dev.postern.testkit.fuzz.FuzzInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * One talk of a protocol whose bytes, of both sides, are any: what is true of it is what is true of
 * every talk. The first byte says what goes wrong, the second how the bytes are cut.
 */
public final class FuzzedTalk {
  /** What no client may see: the target's bytes may have it anywhere. */
  public static final String SECRET = "s3cr3t-4111-1111";

  private static final int MOST_PIECES = 64;

  private enum Trouble {
    NONE,
    REFUSED,
    LEDGER_DOWN,
    LOCKED,
    LEFT,
    BROKEN_OFF
  }

  private static final String PART = "run";

  /**
   * A protocol to talk.
   *
   * @param open makes a stage on which nothing has happened yet
   * @param hiding hides whatever the answer to a use of a part can hold
   * @param use how the labels of such uses begin
   */
  public record Protocol(Function<Policy, ProtocolStage> open, Masking hiding, String use) {}

  private final ProtocolStage stage;
  private final Protocol protocol;
  private final ProtocolStage.Talk talk;
  private final int before;

  private FuzzedTalk(Protocol protocol) {
    this.protocol = protocol;
    this.stage = protocol.open().apply(ScriptedPolicy.OPEN);
    stage.open();
    stage.gate().replace(new ScriptedPolicy(operation -> true, part -> protocol.hiding()));
    this.talk = stage.begin();
    this.before = admitted().size();
  }

  /** What it holds, for the table of targets. */
  public static String property() {
    return "whatever client and target send, in whatever pieces: nothing reaches the target without"
        + " an admitted leaf, and nothing at all while policy refuses or the ledger is down;"
        + " after a lock nothing of the answer is shown; what is masked is shown nowhere;"
        + " each admitted operation ends once and the session with it, by no defect of ours";
  }

  /**
   * The bytes of a talk.
   *
   * @param trouble 0 to 5: what goes wrong besides
   */
  public static String seed(int trouble, byte[] client, byte[] target) {
    return "" + (char) trouble + (char) 7 + sized(client) + FuzzInput.octets(target);
  }

  private static String sized(byte[] bytes) {
    return "" + (char) (bytes.length >> 8) + (char) (bytes.length & 0xff) + FuzzInput.octets(bytes);
  }

  /** Seeds of a stage: its sound messages and its hostile ones. */
  public static List<String> seeds(ProtocolStage stage) {
    List<String> seeds = new ArrayList<>();
    byte[] use = stage.use(PART);
    for (int trouble = 0; trouble < Trouble.values().length; trouble++) {
      seeds.add(seed(trouble, use, stage.reply(SECRET)));
    }
    seeds.add(seed(0, use, stage.replyEverywhere(SECRET)));
    seeds.add(seed(0, stage.unknown(), new byte[0]));
    stage.hostile().stream()
        .filter(answer -> answer.length < 500)
        .forEach(answer -> seeds.add(seed(0, use, answer)));
    return seeds;
  }

  /** Plays it. */
  public static void play(Protocol protocol, byte[] input) {
    FuzzInput choices = new FuzzInput(input);
    Trouble trouble = Trouble.values()[choices.below(Trouble.values().length)];
    int piece = 1 + choices.octet();
    byte[] client = choices.bytes(choices.octet() << 8 | choices.octet());
    new FuzzedTalk(protocol).play(trouble, cut(client, piece), cut(choices.rest(), piece));
  }

  private void play(Trouble trouble, List<byte[]> client, List<byte[]> target) {
    if (trouble == Trouble.REFUSED) {
      stage.gate().replace(stage.refusing());
    }
    stage.gate().ledger().fail(trouble == Trouble.LEDGER_DOWN);
    talk.send(client);
    stage.gate().ledger().fail(false);
    if (talk.reached() > 0 || talk.heard(PART)) {
      assertThat(admitted()).as("admitted leaves").hasSizeGreaterThan(before);
      assertThat(trouble).isNotIn(Trouble.REFUSED, Trouble.LEDGER_DOWN);
      answered(trouble, target);
    }
    if (!talk.over()) {
      talk.leave();
    }
    ProtocolContract.settle(stage);
    assertThat(talk.crashed()).as("crashed").isFalse();
    ProtocolContract.ended(stage, talk);
  }

  private void answered(Trouble trouble, List<byte[]> target) {
    boolean content =
        admitted().stream()
            .skip(before)
            .allMatch(leaf -> leaf.asked().label().startsWith(protocol.use()));
    switch (trouble) {
      case LEFT -> talk.leave();
      case BROKEN_OFF -> talk.breakOff(target.isEmpty() ? new byte[0] : target.getFirst());
      case LOCKED -> {
        stage.gate().lock("ana");
        talk.answer(target);
      }
      case NONE, REFUSED, LEDGER_DOWN -> talk.answer(target);
    }
    if (content || trouble == Trouble.LOCKED) {
      assertThat(talk.shown()).as("what is shown").doesNotContain(SECRET);
    }
  }

  private List<Leaf.Admitted> admitted() {
    return stage.gate().ledger().leaves(Leaf.Admitted.class);
  }

  private static List<byte[]> cut(byte[] bytes, int piece) {
    int size = Math.max(piece, bytes.length / MOST_PIECES);
    List<byte[]> pieces = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += size) {
      pieces.add(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size)));
    }
    return pieces;
  }
}
