package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.masking.Masking;
import dev.postern.kernel.policy.Policy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What every protocol does, on the real gate. A protocol's test extends this and sets the stage.
 */
public abstract class ProtocolContract {
  private static final String SECRET = "s3cr3t-4111-1111-1111-1111";
  private static final Policy NOTHING_HIDDEN = ScriptedPolicy.OPEN;
  private static final int ROUNDS = 400;

  /** A stage on which nothing has happened yet. */
  protected abstract ProtocolStage stage(Policy policy);

  @Test
  void what_is_allowed_reaches_the_target_once_and_its_answer_the_client() {
    ProtocolStage stage = opened(NOTHING_HIDDEN);
    ProtocolStage.Talk talk = stage.begin().send(whole(stage.use("run")));

    assertThat(talk.reached()).isEqualTo(1);
    talk.answer(whole(stage.reply("forty-two")));
    assertThat(talk.shown()).contains("forty-two");
    ended(stage, talk);
  }

  @Test
  void nothing_reaches_the_target_without_an_admitted_entry() {
    ProtocolStage stage = opened(NOTHING_HIDDEN);
    ProtocolStage.Talk talk = stage.begin();
    stage.gate().replace(stage.refusing());
    int before = stage.gate().ledger().leaves(Leaf.Refused.class).size();
    talk.send(whole(stage.use("run")));

    assertThat(talk.reached()).isZero();
    assertThat(talk.shown()).contains(ScriptedPolicy.REASON);
    assertThat(stage.gate().ledger().leaves(Leaf.Refused.class)).hasSizeGreaterThan(before);
    ended(stage, talk);
  }

  @Test
  void the_target_hears_nothing_before_the_entry_is_durable() {
    ProtocolStage stage = opened(NOTHING_HIDDEN);
    ProtocolStage.Talk talk = stage.begin();
    stage.gate().ledger().slow(true);
    talk.send(whole(stage.use("run")));

    assertThat(talk.reached()).isZero();
    settle(stage);
    assertThat(talk.reached()).isEqualTo(1);
    stage.gate().ledger().slow(false);
    talk.answer(whole(stage.reply("late")));
    ended(stage, talk);
  }

  @Test
  void refuses_when_the_ledger_is_down_and_works_again_when_it_is_back() {
    ProtocolStage stage = opened(NOTHING_HIDDEN);
    ProtocolStage.Talk refused = stage.begin();
    stage.gate().ledger().fail(true);
    refused.send(whole(stage.use("run")));
    stage.gate().ledger().fail(false);
    ProtocolStage.Talk talk = stage.begin().send(whole(stage.use("run")));
    talk.answer(whole(stage.reply("back")));

    assertThat(refused.reached()).isZero();
    assertThat(refused.shown()).contains("ledger_down");
    assertThat(talk.shown()).contains("back");
    ended(stage, refused, talk);
  }

  @Test
  void refuses_a_message_that_it_does_not_know_and_records_that() {
    ProtocolStage stage = opened(NOTHING_HIDDEN);
    ProtocolStage.Talk talk = stage.begin().send(whole(stage.unknown()));

    assertThat(talk.reached()).isZero();
    assertThat(stage.gate().ledger().leaves(Leaf.Refused.class))
        .last()
        .satisfies(leaf -> {
          assertThat(leaf.code()).isEqualTo("not_understood");
          assertThat(leaf.asked().effect().name()).isEqualTo("UNKNOWN");
        });
    ended(stage, talk);
  }

  @Test
  void refuses_a_message_that_is_too_long() {
    ProtocolStage stage = opened(NOTHING_HIDDEN);
    ProtocolStage.Talk talk = stage.begin().send(whole(stage.tooLong()));

    assertThat(talk.reached()).isZero();
    ended(stage, talk);
  }

  @Test
  void a_masked_value_is_shown_nowhere() {
    ProtocolStage stage = opened(NOTHING_HIDDEN);
    Masking hiding = stage.hiding();
    stage.gate().replace(new ScriptedPolicy(operation -> true, part -> hiding));
    ProtocolStage.Talk named = stage.begin().send(whole(stage.use("run")));
    named.answer(whole(stage.reply(SECRET)));
    ProtocolStage.Talk everywhere = stage.begin().send(whole(stage.use("run")));
    everywhere.answer(whole(stage.replyEverywhere(SECRET)));

    assertThat(named.shown()).isNotEmpty().doesNotContain(SECRET);
    assertThat(everywhere.shown()).isNotEmpty().doesNotContain(SECRET);
    ended(stage, named, everywhere);
    assertThat(stage.gate().ledger().entries().toString()).doesNotContain(SECRET);
  }

  @Test
  void a_masked_value_is_shown_nowhere_however_the_answer_is_cut() {
    ProtocolStage stage = opened(NOTHING_HIDDEN);
    Masking hiding = stage.hiding();
    stage.gate().replace(new ScriptedPolicy(operation -> true, part -> hiding));
    byte[] reply = stage.replyEverywhere(SECRET);
    for (int cut = 0; cut < reply.length; cut++) {
      ProtocolStage.Talk talk = stage.begin().send(whole(stage.use("run")));
      talk.breakOff(Arrays.copyOf(reply, cut));
      assertThat(talk.shown()).doesNotContain(SECRET);
      ended(stage, talk);
    }
  }

  @Test
  void nothing_runs_after_its_caller_has_gone() {
    ProtocolStage stage = opened(NOTHING_HIDDEN);
    ProtocolStage.Talk talk = stage.begin();
    stage.gate().ledger().slow(true);
    talk.send(whole(stage.use("run")));
    talk.leave();
    settle(stage);
    stage.gate().ledger().slow(false);

    assertThat(talk.reached()).isZero();
    ended(stage, talk);
  }

  @Test
  void a_caller_who_leaves_in_the_middle_leaves_nothing_open() {
    ProtocolStage stage = opened(NOTHING_HIDDEN);
    ProtocolStage.Talk talk = stage.begin().send(whole(stage.use("run")));
    talk.leave();

    ended(stage, talk);
  }

  @Test
  void a_target_that_goes_away_leaves_nothing_open() {
    ProtocolStage stage = opened(NOTHING_HIDDEN);
    ProtocolStage.Talk talk = stage.begin().send(whole(stage.use("run")));
    talk.breakOff(new byte[0]);

    assertThat(talk.shown()).contains("target_failed");
    ended(stage, talk);
  }

  @Test
  void a_revocation_cuts_what_is_under_way() {
    ProtocolStage stage = opened(NOTHING_HIDDEN);
    ProtocolStage.Talk talk = stage.begin().send(whole(stage.use("run")));
    stage.gate().lock("ana");
    talk.answer(whole(stage.reply(SECRET)));

    assertThat(talk.shown()).contains("locked").doesNotContain(SECRET);
    ended(stage, talk);
    assertThat(stage.gate().ledger().leaves(Leaf.Closed.class).getLast().outcome().end())
        .isEqualTo(Leaf.End.REVOKED);
  }

  @Test
  void what_is_revoked_before_it_is_given_never_runs() {
    ProtocolStage stage = opened(NOTHING_HIDDEN);
    ProtocolStage.Talk talk = stage.begin();
    stage.gate().ledger().slow(true);
    talk.send(whole(stage.use("run")));
    stage.gate().lock("ana");
    settle(stage);
    stage.gate().ledger().slow(false);

    assertThat(talk.reached()).isZero();
    ended(stage, talk);
  }

  @Test
  void every_split_of_the_clients_bytes_means_the_same() {
    ProtocolStage stage = opened(NOTHING_HIDDEN);
    byte[] request = stage.use("run");
    for (int cut = 1; cut < request.length; cut++) {
      ProtocolStage.Talk talk = stage.begin().send(split(request, cut));
      assertThat(talk.reached()).isEqualTo(1);
      talk.answer(whole(stage.reply("same")));
      assertThat(talk.shown()).contains("same");
      ended(stage, talk);
    }
  }

  @Test
  void every_split_of_the_targets_bytes_shows_the_same() {
    ProtocolStage stage = opened(NOTHING_HIDDEN);
    byte[] reply = stage.reply("same");
    ProtocolStage.Talk unsplit = stage.begin().send(whole(stage.use("run")));
    unsplit.answer(whole(reply));
    ended(stage, unsplit);
    for (int cut = 1; cut < reply.length; cut++) {
      ProtocolStage.Talk talk = stage.begin().send(whole(stage.use("run")));
      talk.answer(split(reply, cut));
      assertThat(talk.shown()).isEqualTo(unsplit.shown());
      ended(stage, talk);
    }
  }

  @Test
  void random_bytes_of_a_client_crash_nothing() {
    ProtocolStage stage = opened(NOTHING_HIDDEN);
    Random random = new Random(20_261_121);
    for (int round = 0; round < ROUNDS; round++) {
      ProtocolStage.Talk talk = stage.begin().send(whole(mangled(stage.use("run"), random)));
      if (talk.reached() > 0) {
        talk.answer(whole(stage.reply("answer")));
      }
      assertThat(talk.crashed()).isFalse();
      ended(stage, talk);
    }
  }

  @Test
  void random_bytes_of_a_target_crash_nothing_and_show_no_masked_value() {
    ProtocolStage stage = opened(NOTHING_HIDDEN);
    Masking hiding = stage.hiding();
    stage.gate().replace(new ScriptedPolicy(operation -> true, part -> hiding));
    Random random = new Random(20_261_122);
    for (int round = 0; round < ROUNDS; round++) {
      ProtocolStage.Talk talk = stage.begin().send(whole(stage.use("run")));
      talk.answer(whole(mangled(stage.replyEverywhere(SECRET), random)));
      assertThat(talk.shown()).doesNotContain(SECRET);
      assertThat(talk.crashed()).isFalse();
      ended(stage, talk);
    }
  }

  @Test
  void a_hostile_target_is_survived() {
    ProtocolStage stage = opened(NOTHING_HIDDEN);
    for (byte[] answer : stage.hostile()) {
      ProtocolStage.Talk talk = stage.begin().send(whole(stage.use("run")));
      talk.answer(whole(answer));
      assertThat(talk.crashed()).isFalse();
      ended(stage, talk);
    }
  }

  ProtocolStage opened(Policy policy) {
    ProtocolStage stage = stage(policy);
    stage.open();
    return stage;
  }

  /** The sessions of all talks are over, and every admitted entry has one ending. */
  static void ended(ProtocolStage stage, ProtocolStage.Talk... talks) {
    for (ProtocolStage.Talk talk : talks) {
      assertThat(talk.over()).as("the session is over").isTrue();
    }
    List<EntryId> admitted =
        stage.gate().ledger().leaves(Leaf.Admitted.class).stream().map(Leaf::id).toList();
    List<EntryId> closed =
        stage.gate().ledger().leaves(Leaf.Closed.class).stream().map(Leaf.Closed::of).toList();
    assertThat(closed).containsExactlyInAnyOrderElementsOf(admitted);
  }

  static void settle(ProtocolStage stage) {
    for (int i = 0; i < 3; i++) {
      stage.gate().ledger().settle();
      stage.gate().turns();
    }
  }

  static List<byte[]> whole(byte[] bytes) {
    return List.of(bytes);
  }

  private static List<byte[]> split(byte[] bytes, int cut) {
    return List.of(Arrays.copyOf(bytes, cut), Arrays.copyOfRange(bytes, cut, bytes.length));
  }

  /** Bytes with a few changed, removed, doubled or put in. */
  private static byte[] mangled(byte[] bytes, Random random) {
    List<Byte> mangled = new ArrayList<>();
    for (byte b : bytes) {
      mangled.add(b);
    }
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes && !mangled.isEmpty(); i++) {
      int at = random.nextInt(mangled.size());
      switch (random.nextInt(4)) {
        case 0 -> mangled.set(at, (byte) random.nextInt(256));
        case 1 -> mangled.remove(at);
        case 2 -> mangled.add(at, mangled.get(at));
        default -> mangled.add(at, (byte) "{}[]\":,0\\\n".charAt(random.nextInt(10)));
      }
    }
    byte[] result = new byte[mangled.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = mangled.get(i);
    }
    return result;
  }
}
