package dev.postern.gateway.protocol.postgres;

import dev.postern.kernel.masking.Masking;
import dev.postern.testkit.FuzzedTalk;
import dev.postern.testkit.ScriptedPolicy;
import dev.postern.testkit.fuzz.FuzzInput;
import dev.postern.testkit.fuzz.FuzzTarget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One session of PostgreSQL on the real gate; the first byte says how it is spoken, and masked. */
public final class PostgresSessionFuzz implements FuzzTarget {
  private static final Masking ALL = new Masking(List.of(), Masking.Unmapped.WITHHELD);
  private static final FuzzedTalk.Protocol MASKED_SIMPLE =
      protocol(PostgresStage.Speaking.SIMPLE, ALL);
  private static final FuzzedTalk.Protocol MASKED_EXTENDED =
      protocol(PostgresStage.Speaking.EXTENDED, ALL);
  private static final FuzzedTalk.Protocol SIMPLE =
      protocol(PostgresStage.Speaking.SIMPLE, Masking.NONE);
  private static final FuzzedTalk.Protocol EXTENDED =
      protocol(PostgresStage.Speaking.EXTENDED, Masking.NONE);

  /** Where nothing is masked no use of a part has an answer that must not be seen. */
  private static FuzzedTalk.Protocol protocol(PostgresStage.Speaking speaking, Masking masking) {
    return new FuzzedTalk.Protocol(
        policy -> new PostgresStage(policy, speaking), masking, masking.none() ? "\0" : "");
  }

  @Override
  public String name() {
    return "pg-session";
  }

  @Override
  public String property() {
    return FuzzedTalk.property();
  }

  @Override
  public List<String> seeds() {
    List<String> seeds = new ArrayList<>();
    FuzzedTalk.seeds(new PostgresStage(ScriptedPolicy.OPEN, PostgresStage.Speaking.SIMPLE))
        .forEach(seed -> seeds.addAll(List.of("\u0000" + seed, "\u0002" + seed)));
    FuzzedTalk.seeds(new PostgresStage(ScriptedPolicy.OPEN, PostgresStage.Speaking.EXTENDED))
        .forEach(seed -> seeds.addAll(List.of("\u0001" + seed, "\u0003" + seed)));
    return seeds;
  }

  @Override
  public List<String> words() {
    return List.of(
        "select run",
        "begin;",
        "commit",
        "rollback",
        "copy t from stdin",
        "set x=1",
        "prepare a as ",
        "execute a",
        "S\u0000\u0000\u0000\u0004",
        "H\u0000\u0000\u0000\u0004",
        "Z\u0000\u0000\u0000\u0005I",
        "Z\u0000\u0000\u0000\u0005T",
        "1\u0000\u0000\u0000\u0004",
        "2\u0000\u0000\u0000\u0004",
        "G\u0000\u0000\u0000\u0007\u0000\u0000\u0000",
        "C\u0000\u0000\u0000\rSELECT 1\u0000",
        FuzzedTalk.SECRET);
  }

  @Override
  public int longest() {
    return 1_024;
  }

  @Override
  public int rounds() {
    return 200;
  }

  @Override
  public void run(byte[] input) {
    FuzzedTalk.Protocol protocol =
        new FuzzInput(input).of(List.of(MASKED_SIMPLE, MASKED_EXTENDED, SIMPLE, EXTENDED));
    FuzzedTalk.play(protocol, Arrays.copyOfRange(input, Math.min(1, input.length), input.length));
  }
}
