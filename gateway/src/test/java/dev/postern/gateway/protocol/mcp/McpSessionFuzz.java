package dev.postern.gateway.protocol.mcp;

import dev.postern.kernel.masking.Mask;
import dev.postern.kernel.masking.Masking;
import dev.postern.testkit.FuzzedTalk;
import dev.postern.testkit.ScriptedPolicy;
import dev.postern.testkit.fuzz.FuzzInput;
import dev.postern.testkit.fuzz.FuzzTarget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One exchange of MCP on the real gate; the first byte says whether the target answers in events.
 */
public final class McpSessionFuzz implements FuzzTarget {
  private static final Masking ALL =
      new Masking(
          List.of(
              new Masking.Hidden("$.rows[*].key", "secret", Mask.REDACT),
              new Masking.Hidden("$.rows[*].name", "plain", Mask.REDACT)),
          Masking.Unmapped.WITHHELD);

  private static final FuzzedTalk.Protocol WHOLE =
      new FuzzedTalk.Protocol(policy -> new McpStage(policy, false), ALL, "tools/call");
  private static final FuzzedTalk.Protocol EVENTS =
      new FuzzedTalk.Protocol(policy -> new McpStage(policy, true), ALL, "tools/call");

  @Override
  public String name() {
    return "mcp-session";
  }

  @Override
  public String property() {
    return FuzzedTalk.property();
  }

  @Override
  public List<String> seeds() {
    List<String> seeds = new ArrayList<>();
    byte[] use = new McpStage(ScriptedPolicy.OPEN, false).use("run");
    String error =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":1,\"message\":\"%1$s\",\"data\":\"%1$s\"}}"
            .formatted(FuzzedTalk.SECRET);
    seeds.add("\u0000" + FuzzedTalk.seed(0, use, FuzzInput.bytes(error)));
    FuzzedTalk.seeds(new McpStage(ScriptedPolicy.OPEN, false))
        .forEach(seed -> seeds.add("\u0000" + seed));
    FuzzedTalk.seeds(new McpStage(ScriptedPolicy.OPEN, true))
        .forEach(seed -> seeds.add("\u0001" + seed));
    return seeds;
  }

  @Override
  public List<String> words() {
    return List.of(
        "\"id\":1",
        "\"method\":\"",
        "\"params\":{",
        "\"result\":{",
        "\"error\":{\"code\":1,\"message\":\"",
        "tools/call",
        "tools/list",
        "resources/read",
        "prompts/get",
        "notifications/cancelled",
        "notifications/progress",
        "\"_meta\":{",
        "data: ",
        "\n\n",
        "[{",
        FuzzedTalk.SECRET,
        "\"structuredContent\":",
        "\"content\":[");
  }

  @Override
  public int longest() {
    return 2_048;
  }

  @Override
  public int rounds() {
    return 200;
  }

  @Override
  public void run(byte[] input) {
    boolean events = new FuzzInput(input).truth();
    FuzzedTalk.play(
        events ? EVENTS : WHOLE,
        Arrays.copyOfRange(input, Math.min(1, input.length), input.length));
  }
}
